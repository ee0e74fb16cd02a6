/** Boxes: definitions, sets, texts. Properties have the same names in tests/protocol/test_boxes.py. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { boxId, readDefinition, recipient, setHash } from "../../client/protocol/boxes.js";
import { textHashes } from "../../client/protocol/seldom.js";
import { bech32 } from "../../client/vendor/bech32.js";
import { definition, given, heads } from "./definitions.js";
import { outcome } from "./outcome.js";

const BOX = new Uint8Array(32);

test("a recipient is what Bech32 says of 32 bytes", () => {
  const bytes = fc.uint8Array({ minLength: 30, maxLength: 34 });
  fc.assert(
    fc.property(bytes, fc.constantFrom("age", "age", "agf", "ag"), (key, prefix) => {
      const written = bech32.encode(prefix, bech32.toWords(key));
      assert.equal(outcome(() => recipient(written))[0] === "document_field", prefix !== "age" || key.length !== 32);
    }),
  );
});

test("a recipient whose last bits are not 0 is none, whatever its checksum", () => {
  const words = [...bech32.toWords(new Uint8Array(32).fill(7))];
  for (const low of [1, 2, 4, 8, 15]) {
    const written = bech32.encode("age", [...words.slice(0, -1), Number(words.at(-1)) | low]);
    assert.equal(outcome(() => recipient(written))[0], "document_field");
  }
});

test("the set does not depend on the order of the book", () => {
  fc.assert(
    fc.property(heads, (found) => {
      assert.deepEqual(setHash(BOX, found), setHash(BOX, found.toReversed()));
    }),
  );
});

test("two sets have one hash only if they are one", () => {
  fc.assert(
    fc.property(heads, heads, (found, others) => {
      const named = [found, others].map((each) => each.map(({ digest }) => String(digest)).sort());
      const same = String(setHash(BOX, found)) === String(setHash(BOX, others));
      assert.equal(same, String(named[0]) === String(named[1]));
    }),
  );
});

test("a definition changed afterwards is not the one that names the box", () => {
  const { document } = definition("survey");
  const identity = boxId(document);
  assert.deepEqual(readDefinition(document, identity).boxId, identity);
  for (const change of [{ k: 6 }, { signing_ends: 1 }, { quorum: 1 }]) {
    assert.equal(outcome(() => readDefinition({ ...document, ...change }, identity))[0], "definition_changed");
  }
});

test("a definition names every text once for each place where it stands", () => {
  assert.equal(textHashes(definition("demand")).length, 3);
  const survey = definition("survey");
  const questions = /** @type {{ options: Uint8Array[] }[]} */ (survey.fields.questions);
  const asked = questions.reduce((sum, { options }) => sum + 1 + options.length, 0);
  assert.equal(textHashes(survey).length, 2 + survey.fields.tags.length + asked);
});

test("a key with any other letter is no recipient", () => {
  const [reader = ""] = given("drafts/put_up_readers.txt").fields.readers;
  assert.equal(recipient(reader), reader);
  fc.assert(
    fc.property(fc.nat(reader.length - 1), fc.constantFrom("q", "p", "1", "b", "Q", " ", ""), (at, letter) => {
      const changed = reader.slice(0, at) + letter + reader.slice(at + 1);
      fc.pre(changed !== reader);
      assert.equal(outcome(() => recipient(changed))[0], "document_field");
    }),
  );
});
