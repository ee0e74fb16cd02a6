/**
 * Runs operations of the vectors for another program: reads a JSON list of {format, input} and writes a JSON list of
 * {outcome, output}, in which `outcome` is "ok" or the name with which the input was refused.
 */

import { readFileSync } from "node:fs";

import { operations } from "./operations.js";
import { outcome } from "./outcome.js";

/** @type {{ format: string, input: any }[]} */
const asked = JSON.parse(readFileSync(0, "utf8"));
const answers = asked.map(({ format, input }) => {
  const operation = operations.get(format);
  if (!operation) throw new Error(`no operation in tests/client/run_*.js is named ${format}`);
  const [reason, output] = outcome(() => operation(input));
  return { outcome: reason, output: output ?? null };
});
process.stdout.write(JSON.stringify(answers));
