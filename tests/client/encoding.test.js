/** Properties have the same names in tests/protocol/test_encoding.py. Ways of being wrong: vectors/encoding. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { bytesOf, concat, equal, littleEndian } from "../../client/protocol/bytes.js";
import * as encoding from "../../client/protocol/encoding.js";
import { unframe } from "../../client/protocol/frames.js";
import { outcome } from "./outcome.js";

const { b64, challenge, decode, digest, encode, frame, L, read, u64, unb64 } = encoding;

const parts = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 });
const names = fc.stringMatching(/^[a-z0-9_]{1,8}$/).filter((name) => name !== "v");
const tied = fc.letrec((tie) => ({
  values: fc.oneof(
    { maxDepth: 4 },
    fc.boolean(),
    fc.maxSafeNat(),
    fc.string({ unit: "grapheme" }),
    fc.array(tie("values"), { maxLength: 4 }),
    fc.dictionary(names, tie("values"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const values = /** @type {fc.Arbitrary<any>} */ (tied.values);
const documents = fc
  .dictionary(names, values, { maxKeys: 5, noNullPrototype: true })
  .map((fields) => Object.fromEntries([["v", 1], ...Object.entries(fields)]));

/**
 * @param {Uint8Array[]} left
 * @param {Uint8Array[]} right
 */
function same(left, right) {
  return left.length === right.length && left.every((part, at) => equal(part, right[at] ?? new Uint8Array()));
}

test("frames come apart again", () => {
  fc.assert(fc.property(parts, (given) => same(unframe(concat(...given.map(frame)), 40), given)));
});

test("what comes apart goes together again", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (data) => {
      const [reason, found] = outcome(() => unframe(data, 40));
      assert(["ok", "truncated", "value_out_of_range"].includes(reason));
      assert(found === undefined || equal(concat(...found.map(frame)), data));
    }),
  );
});

test("other parts have another digest", () => {
  fc.assert(
    fc.property(parts, parts, (left, right) => {
      assert.equal(equal(digest("sample", ...left), digest("sample", ...right)), same(left, right));
    }),
  );
});

test("another label gives another digest", () => {
  fc.assert(fc.property(parts, (given) => !equal(digest("sample", ...given), digest("sample/", ...given))));
});

test("a challenge is the digest mod l", () => {
  fc.assert(
    fc.property(parts, (given) => {
      assert.equal(littleEndian(challenge("sample", ...given)), littleEndian(digest("sample", ...given)) % L);
    }),
  );
});

test("an integer part has 8 bytes", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (number) => {
      assert.deepEqual(u64(number), bytesOf(number, 8));
    }),
  );
});

test("base64 comes back", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (data) => equal(unb64(b64(data)), data)));
});

test("bytes have one base64", () => {
  const written = fc.string({ unit: fc.constantFrom(..."AQYgwx_-+/= \n"), maxLength: 9 });
  fc.assert(
    fc.property(written, (text) => {
      const [reason, data] = outcome(() => unb64(text));
      assert(["ok", "encoding_base64"].includes(reason));
      assert(data === undefined || b64(data) === text);
    }),
  );
});

test("a document comes back", () => {
  fc.assert(fc.property(documents, (document) => assert.deepEqual(decode(encode(document)), document)));
});

test("a changed byte is refused or makes another document", () => {
  fc.assert(
    fc.property(documents, fc.nat(), fc.integer({ min: 1, max: 255 }), (document, place, change) => {
      const written = encode(document);
      const at = place % written.length;
      written[at] = /** @type {number} */ (written[at]) ^ change;
      const [reason, found] = outcome(() => decode(written));
      assert(["ok", "document_not_json", "document_not_canonical", "document_field"].includes(reason));
      assert(found === undefined || equal(encode(found), written));
      assert.notDeepEqual(found, document);
    }),
  );
});

test("no bytes break the decoder", () => {
  const text = fc.string({ unit: "binary" }).map((each) => new TextEncoder().encode(each));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), text), (data) => {
      assert.notEqual(outcome(() => decode(data))[0], "ok");
    }),
  );
});

test("no value breaks the encoder", () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withTypedArray: true }), (value) => {
      const [reason, written] = outcome(() => encode({ v: 1, a: value }));
      assert(["ok", "document_field"].includes(reason));
      if (written !== undefined) assert.deepEqual(encode(decode(written)), written);
    }),
  );
});

test("only listed fields are read", () => {
  const { integer, octets, optional, text } = encoding;
  const shape = { a: optional(integer(0, 9)), b: optional(text(4)), c: optional(octets(3)) };
  fc.assert(
    fc.property(documents, (document) => {
      const [reason, found] = outcome(() => read(document, shape));
      assert(["ok", "document_field", "encoding_base64", "size_wrong"].includes(reason));
      if (found === undefined) return;
      assert.deepEqual(
        Object.keys(found).sort(),
        Object.keys(document)
          .filter((name) => name !== "v")
          .sort(),
      );
      assert(Object.keys(found).every((name) => Object.hasOwn(shape, name)));
    }),
  );
});
