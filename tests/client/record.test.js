/** Books. Ways of being wrong: vectors/record. Properties have the same names in tests/protocol/test_record.py. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { b64 } from "../../client/protocol/encoding.js";
import * as record from "../../client/protocol/record.js";
import { leafHash, root } from "../../client/protocol/tree.js";

/** @import { BookProof } from "../../client/protocol/slots.js" */
/** @typedef {[Uint8Array, Uint8Array | null, Uint8Array | null]} Line */

const salt = Uint8Array.from({ length: 32 }, (_, at) => at);
const origin = "undersign.example/record";
const book = { v: 1, kind: "book", audience: "box", slot: 9, origin, nonce: b64(new Uint8Array(32)) };

const lengths = fc.integer({ min: 2, max: 40 });
const growths = fc.uniqueArray(fc.integer({ min: 1, max: 39 }), { maxLength: 6 });
const contents = fc.string({ unit: "grapheme", maxLength: 60 });
const salts = fc.uint8Array({ minLength: 32, maxLength: 32 });
const few = { numRuns: 40 };

/**
 * Return a leaf with salt and entry.
 * @param {Record<string, any>} document
 * @returns {Line}
 */
function lineOf(document) {
  const entry = record.entryBytes(document);
  return [record.leaf(salt, entry), salt, entry];
}

/** @param {number} number */
function example(number) {
  return lineOf({ v: 1, kind: "example", number });
}

/**
 * Return the leaves of a book with that many, each with salt and entry.
 * @param {number} count
 */
function linesOf(count) {
  return [lineOf(book), ...Array.from({ length: count - 1 }, (_, at) => example(at + 1))];
}

/**
 * Return a proof that the book had these leaves.
 * @param {Line[]} lines
 * @param {number} tick
 * @returns {BookProof}
 */
function proofOf(lines, tick) {
  return { tick, position: tick, size: lines.length, root: root(lines.map(([value]) => leafHash(value))) };
}

/**
 * Return proofs that the book had these sizes at successive ticks, its last one among them.
 * @param {Line[]} lines
 * @param {number[]} sizes
 */
function proofsOf(lines, sizes) {
  const ends = [...new Set([...sizes.filter((size) => size < lines.length), lines.length])].sort((a, b) => a - b);
  return ends.map((size, tick) => proofOf(lines.slice(0, size), tick));
}

/**
 * Read a book as BookReader asks for.
 * @param {Line[]} lines
 * @param {BookProof[]} proofs
 * @param {boolean} [whole]
 */
function readBook(lines, proofs, whole = true) {
  const reader = new record.BookReader({ whole });
  for (const line of lines.slice(0, 1)) reader.feed(...line);
  for (const proof of proofs) reader.expect(proof);
  for (const line of lines.slice(1)) reader.feed(...line);
  return reader.finish((proofs.at(-1)?.position ?? -1) + 1);
}

/**
 * @param {() => unknown} act
 * @param {...string} reasons
 */
function refused(act, ...reasons) {
  assert.throws(act, (problem) => reasons.includes(/** @type {any} */ (problem).reason));
}

test("a book read to its end is what was proven", () => {
  fc.assert(
    fc.property(lengths, growths, (count, sizes) => {
      const proofs = proofsOf(linesOf(count), sizes);
      assert.deepEqual(readBook(linesOf(count), proofs), proofs.at(-1));
    }),
    few,
  );
});

test("a book with a leaf removed is refused", () => {
  fc.assert(
    fc.property(lengths, growths, fc.nat(), (count, sizes, pick) => {
      const lines = linesOf(count);
      const removed = lines.toSpliced(1 + (pick % (count - 1)), 1);
      refused(() => readBook(removed, proofsOf(lines, sizes)), "book_shrank", "leaf_missing");
    }),
    few,
  );
});

test("a book with a leaf added is refused", () => {
  fc.assert(
    fc.property(lengths, growths, fc.nat(), (count, sizes, pick) => {
      const lines = linesOf(count);
      const added = lines.toSpliced(1 + (pick % count), 0, example(1000));
      refused(() => readBook(added, proofsOf(lines, sizes)), "book_shrank", "leaf_unproven");
    }),
    few,
  );
});

test("a book cut back to an earlier tick is refused", () => {
  fc.assert(
    fc.property(lengths, growths, fc.nat(), fc.integer({ min: 2, max: 9 }), (count, sizes, pick, more) => {
      const proofs = proofsOf(linesOf(count), sizes);
      const cut = proofs.slice(0, 1 + (pick % proofs.length));
      const reader = new record.BookReader({ whole: true });
      const lines = linesOf(cut.at(-1)?.size ?? 0);
      for (const line of lines.slice(0, 1)) reader.feed(...line);
      for (const proof of cut) reader.expect(proof);
      for (const line of lines.slice(1)) reader.feed(...line);
      refused(() => reader.finish((proofs.at(-1)?.position ?? 0) + more), "head_missing");
    }),
    few,
  );
});

test("a book with two leaves exchanged is refused", () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 40 }), growths, fc.nat(), fc.nat(), (count, sizes, pick, skip) => {
      const lines = linesOf(count);
      const first = 1 + (pick % (count - 1));
      const second = 1 + ((first + (skip % (count - 2))) % (count - 1));
      const [one, other] = [/** @type {Line} */ (lines[first]), /** @type {Line} */ (lines[second])];
      const exchanged = lines.with(first, other).with(second, one);
      refused(() => readBook(exchanged, proofsOf(lines, sizes)), "book_shrank");
    }),
    few,
  );
});

test("a book with an entry altered or hidden is refused", () => {
  fc.assert(
    fc.property(lengths, growths, fc.nat(), (count, sizes, pick) => {
      const lines = linesOf(count);
      const at = 1 + (pick % (count - 1));
      const [value, , entry] = /** @type {Line} */ (lines[at]);
      /** @type {[Line, string][]} */
      const changes = [
        [[value, salt, example(1000)[2]], "leaf_wrong"],
        [[value, salt.toReversed(), entry], "leaf_wrong"],
        [[value, null, null], "leaf_missing"],
      ];
      for (const [line, reason] of changes) {
        refused(() => readBook(lines.with(at, line), proofsOf(lines, sizes)), reason);
      }
    }),
    few,
  );
});

test("a book never shrinks nor turns into another", () => {
  fc.assert(
    fc.property(lengths, fc.nat(), fc.nat(), (count, pick, other) => {
      const lines = linesOf(count);
      const size = 2 + (pick % (count - 1));
      const fork = lines.with(1 + (other % (size - 1)), example(1000));
      const last = proofOf(lines, 1);
      refused(() => readBook(lines, [proofOf(fork.slice(0, size), 0), last]), "book_shrank");
      if (size < count) refused(() => readBook(lines, [last, proofOf(lines.slice(0, size), 2)]), "book_shrank");
    }),
    few,
  );
});

test("who may not see an entry still counts its leaf", () => {
  fc.assert(
    fc.property(lengths, growths, growths, (count, sizes, hidden) => {
      const lines = linesOf(count);
      const seen = lines.map((line, at) => /** @type {Line} */ (hidden.includes(at) ? [line[0], null, null] : line));
      const proofs = proofsOf(lines, sizes);
      assert.deepEqual(readBook(seen, proofs, false), proofs.at(-1));
    }),
    few,
  );
});

test("a struck text is never shown and every other is", () => {
  const pairs = fc.uniqueArray(fc.tuple(salts, contents, fc.boolean()), {
    minLength: 1,
    maxLength: 6,
    selector: ([each]) => b64(each),
  });
  fc.assert(
    fc.property(pairs, (given) => {
      const hashes = given.map(([each, content]) => record.textHash(each, content));
      const documents = given.map(([each, content]) => record.textDocument(each, content));
      const struck = hashes.filter((_, at) => given[at]?.[2]);
      const strikes = struck.map((hash) => record.strikeEntry(hash, salt, ""));
      const expected = given.map(([, content, gone]) => (gone ? null : content));
      assert.deepEqual(record.textsOf(hashes, documents, strikes), expected);
      for (const [at, hash] of hashes.entries()) {
        const others = documents.toSpliced(at, 1);
        if (!given[at]?.[2]) refused(() => record.textsOf([hash], others, strikes), "text_missing");
      }
    }),
    few,
  );
});

test("a text has no other text of its hash", () => {
  fc.assert(
    fc.property(contents, contents, (content, other) => {
      const document = record.textDocument(salt, content);
      assert.deepEqual(record.checkText(document), [record.textHash(salt, content), content]);
      fc.pre(other !== content);
      refused(() => record.checkText({ ...document, text: other }), "text_wrong");
    }),
    few,
  );
});

test("a reader knows its book after the first leaf", () => {
  const reader = new record.BookReader({ whole: true });
  assert.equal(reader.book, null);
  assert.deepEqual(reader.feed(...lineOf(book)), book);
  assert.deepEqual(reader.book, record.openBook(record.entryBytes(book)));
});

test("proofs that come after their leaves are refused", () => {
  const lines = linesOf(5);
  const reader = new record.BookReader({ whole: true });
  for (const line of lines.slice(0, 4)) reader.feed(...line);
  refused(() => reader.expect(proofOf(lines.slice(0, 3), 0)), "book_shrank");
});

test("an entry must say its kind and keep within its length", () => {
  refused(() => record.entryBytes({ v: 1 }), "document_field");
  refused(() => record.entryBytes({ v: 1, kind: "a".repeat(2 ** 20) }), "size_wrong");
});

test("a lone surrogate is no text", () => {
  refused(() => record.textHash(salt, "\ud800"), "document_field");
});
