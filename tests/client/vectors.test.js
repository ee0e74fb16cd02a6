/** Every file below vectors/ does in JavaScript what its head says, save the formats that a browser has no part in. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { REASONS } from "../../client/protocol/reasons.js";
import { allCases } from "./cases.js";
import { operations } from "./operations.js";
import { outcome } from "./outcome.js";

/** The formats in the table of spec/README.md. */
const elsewhere = new Set(
  readFileSync(new URL("../../spec/README.md", import.meta.url), "utf8")
    .split("## Formats without a browser's part\n")[1]
    ?.split("\n## ")[0]
    ?.match(/`[a-z0-9_]+`/g)
    ?.map((name) => name.slice(1, -1)),
);
const cases = allCases();

for (const { file, expect, format, input, output } of cases) {
  if (elsewhere.has(format)) continue;
  test(`${file} does what its head says`, () => {
    const operation = operations.get(format);
    assert(operation, `no operation in tests/client/run_*.js is named ${format}`);
    const [reason, got] = outcome(() => operation(input));
    assert.equal(reason, expect);
    if (output !== undefined) assert.deepEqual(got, output);
  });
}

test("there are vectors", () => {
  assert(cases.length > 100);
});

test("every reason that a browser meets has a sentence", () => {
  const met = cases.filter(({ expect, format }) => expect !== "ok" && !elsewhere.has(format));
  for (const { expect } of met) assert(Object.hasOwn(REASONS, expect), expect);
});

test("no format is both passed over and run, and none is passed over that does not exist", () => {
  const formats = new Set(cases.map(({ format }) => format));
  for (const format of elsewhere) {
    assert(!operations.has(format), `${format} is in the table of spec/README.md, but has an operation`);
    assert(formats.has(format), `${format} is in the table of spec/README.md, but in no vector`);
  }
});
