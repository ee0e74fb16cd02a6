/** Every operation of tests/client/run_*.js by the format that vectors name. */

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";

/** @import { Operation } from "./cases.js" */

/** @type {Map<string, Operation>} */
export const operations = new Map();

for (const file of readdirSync(import.meta.dirname).sort()) {
  if (!/^run_\w+\.js$/.test(file)) continue;
  const module = await import(`./${file}`);
  for (const [name, operation] of Object.entries(module.operations)) {
    assert(!operations.has(name), `two operations are named ${name}`);
    operations.set(name, operation);
  }
}
