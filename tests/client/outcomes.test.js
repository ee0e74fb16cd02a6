/** What came of a demand. Ways of being wrong: vectors/outcomes. tests/protocol/test_outcomes.py has the same names. */

import { test } from "node:test";

import fc from "fast-check";
import { placeOf, signersRoot } from "../../client/protocol/outcomes.js";
import { leafHash, verifyInclusion } from "../../client/protocol/tree.js";
import { hex } from "./cases.js";

test("every key that opened is found below the root", () => {
  const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(fc.uniqueArray(key, { minLength: 1, maxLength: 40, selector: hex }), (keys) => {
      for (const each of keys) {
        const { index, path } = placeOf(keys, each);
        verifyInclusion(index, keys.length, leafHash(each), path, signersRoot(keys));
      }
    }),
  );
});
