/** Reading books and the texts beside them: the part of record.js that checks load. Specified in spec/record.md. */

import { concat, equal, strictUtf8 } from "./bytes.js";
import { decode, fields, integer, octets, oneOf, optional, read, sha256, text } from "./encoding.js";
import { Refused } from "./errors.js";
import { Frontier, leafHash } from "./merkle.js";
import { checkName } from "./notes.js";
import { checkSlots, SLOTS_MOST } from "./slots.js";

const LEAF_BYTES = 32;
const SALT_BYTES = 32;
export const ENTRY_BYTES = 2 ** 20;
const TEXT_BYTES = 16_384;
const WHY_BYTES = 500;
const DAY_SECONDS = 86_400;
/** @type {Record<string, number>} every other book draws a slot from 2 on */
const FIXED_SLOTS = { host: 0, members: 1 };

/** @import { Document } from "./encoding.js" */
/** @import { BookProof } from "./slots.js" */

/** @param {unknown} value */
function origin(value) {
  return checkName(text(255)(value));
}

/** @param {unknown} value */
function boolean(value) {
  if (typeof value !== "boolean") throw new Refused("document_field", "true or false is expected");
  return value;
}

const CONTINUES = { origin, size: integer(), root: octets(32), missing: octets(32) };
const BOOK = {
  kind: oneOf("book"),
  audience: oneOf("host", "members", "list", "box"),
  slot: integer(0, SLOTS_MOST - 1),
  origin,
  nonce: octets(32),
};
const HOST_BOOK = {
  ...BOOK,
  slots: (/** @type {unknown} */ value) => checkSlots(integer()(value)),
  tick_seconds: integer(1, DAY_SECONDS),
  host_key: octets(32),
  rehearsal: boolean,
  continues: optional(fields(CONTINUES)),
};
const TEXT = { hash: octets(32), salt: octets(SALT_BYTES), text: text(TEXT_BYTES) };
const STRIKE = { kind: oneOf("strike"), hash: octets(32), by: octets(32), why: text(WHY_BYTES) };

/**
 * What a book's first entry says. `rules` holds the host book's further fields, bytes decoded; else it is empty.
 * @typedef {{ bookId: Uint8Array, audience: string, slot: number, origin: string, rules: Document }} Book
 */

/**
 * Return a leaf's 32-byte value SHA-256(salt || entry).
 * `salt`: 32 random bytes; `entry`: the canonical bytes of a document, at most 1,048,576. The book's tree takes
 * leafHash of this value. Errors: size_wrong.
 * @param {Uint8Array} salt
 * @param {Uint8Array} entry
 */
export function leaf(salt, entry) {
  if (salt.length !== SALT_BYTES || entry.length > ENTRY_BYTES) {
    throw new Refused("size_wrong", "a salt has 32 bytes, an entry at most 1,048,576");
  }
  return sha256(concat(salt, entry));
}

/**
 * Return the 32 bytes SHA-256(canonical first entry) that name a book.
 * @param {Uint8Array} firstEntry
 */
export function bookId(firstEntry) {
  return sha256(firstEntry);
}

/**
 * Return what the canonical first entry of a book says.
 * Errors: as decode and read of encoding.js; value_out_of_range for a number of slots or a slot that the
 * audience does not have; note_malformed for an impossible origin; restart_wrong if it continues its own origin.
 * @param {Uint8Array} firstEntry
 * @returns {Book}
 */
export function openBook(firstEntry) {
  const document = decode(firstEntry);
  const { kind: _kind, nonce: _nonce, ...given } = read(document, document.audience === "host" ? HOST_BOOK : BOOK);
  const { audience, slot, origin: name, ...rules } = given;
  const fixed = Object.hasOwn(FIXED_SLOTS, audience);
  if (fixed ? slot !== FIXED_SLOTS[audience] : Object.values(FIXED_SLOTS).includes(slot)) {
    throw new Refused("value_out_of_range", `a book for ${audience} cannot have slot ${slot}`);
  }
  if (rules.continues?.origin === name) throw new Refused("restart_wrong", "a new record has a new origin");
  return { bookId: bookId(firstEntry), audience, slot, origin: name, rules };
}

/**
 * Reads one book leaf by leaf, keeping none of them, against proofs of what it was at each tick.
 * Feed the first leaf, then `expect` every proof (checked by checkBookProof against `book`), the one for the last tick
 * of the checkpoint among them, then feed the other leaves, then `finish`.
 */
export class BookReader {
  /** @param {{ whole: boolean }} options `whole`: this reader may see every entry, so that none may be missing */
  constructor({ whole }) {
    this.frontier = new Frontier();
    /** @type {Book | null} */
    this.book = null;
    /** @type {BookProof[]} */
    this.proofs = [];
    this.met = 0; // proofs whose size has been reached, and whose root was found
    this.whole = whole;
  }

  /**
   * Read the next leaf; return its entry, or null if this reader may not see it.
   * `value`: the leaf, 32 bytes; `salt` (32 bytes) and `entry` (canonical bytes) go together.
   * Errors: size_wrong; leaf_missing for an entry or salt that must be seen; leaf_wrong; as openBook for the first
   * entry; as decode for the others; document_field for a second first entry; book_shrank.
   * @param {Uint8Array} value
   * @param {Uint8Array | null} [salt]
   * @param {Uint8Array | null} [entry]
   * @returns {Document | null}
   */
  feed(value, salt = null, entry = null) {
    if (value.length !== LEAF_BYTES) {
      throw new Refused("size_wrong", `leaf ${this.frontier.size} has ${value.length} bytes`);
    }
    const hidden = salt === null && entry === null;
    if ((hidden && (this.whole || this.frontier.size === 0)) || (salt === null) !== (entry === null)) {
      throw new Refused("leaf_missing", `the entry of leaf ${this.frontier.size}`);
    }
    const document = salt !== null && entry !== null ? this.#entry(value, salt, entry) : null;
    this.frontier.append(leafHash(value));
    this.#meet();
    return document;
  }

  /**
   * @param {Uint8Array} value
   * @param {Uint8Array} salt
   * @param {Uint8Array} entry
   */
  #entry(value, salt, entry) {
    if (!equal(leaf(salt, entry), value)) throw new Refused("leaf_wrong", `leaf ${this.frontier.size}`);
    const document = decode(entry);
    if (this.frontier.size === 0) this.book = openBook(entry);
    else if (document.kind === "book") throw new Refused("document_field", "only the first entry opens a book");
    return document;
  }

  /**
   * Take the proof of the next tick at which the book grew; proofs come in the order of their ticks.
   * Errors: tick_wrong; book_shrank if the size falls, or the root changes without growth.
   * @param {BookProof} proof
   */
  expect(proof) {
    const last = this.proofs.at(-1);
    if (last && proof.tick <= last.tick) throw new Refused("tick_wrong", `tick ${proof.tick} after ${last.tick}`);
    if (proof.size < (last ? last.size : this.frontier.size)) {
      throw new Refused("book_shrank", `tick ${proof.tick}: ${proof.size} leaves`);
    }
    this.proofs.push(proof);
    this.#meet();
  }

  /** Compare the root with that of each proof for the present size. Errors: book_shrank. */
  #meet() {
    for (let proof = this.proofs[this.met]; proof; proof = this.proofs[this.met]) {
      if (proof.size > this.frontier.size) return;
      if (proof.size !== this.frontier.size || !equal(proof.root, this.root())) {
        throw new Refused("book_shrank", `other leaves than at tick ${proof.tick}`);
      }
      this.met += 1;
    }
  }

  /**
   * Return the last proof, once exactly the leaves that it proves were read.
   * `publicSize`: how many leaves the public tree has at the reader's checkpoint. Errors: leaf_missing; leaf_unproven
   * for leaves beyond the last proof, or no proof at all; head_missing if the last proof is not for the last of those,
   * since the book may have grown after it.
   * @param {number} publicSize
   * @returns {BookProof}
   */
  finish(publicSize) {
    const last = this.proofs.at(-1);
    if (last && this.met < this.proofs.length) {
      throw new Refused("leaf_missing", `${this.frontier.size} leaves where ${last.size} are proven`);
    }
    if (last?.size !== this.frontier.size) throw new Refused("leaf_unproven", `${this.frontier.size} leaves`);
    if (last.position !== publicSize - 1) throw new Refused("head_missing", `leaf ${last.position} of ${publicSize}`);
    return last;
  }

  /** Return the 32-byte root over the leaves that were read. */
  root() {
    return this.frontier.root();
  }
}

/**
 * Return the 32 bytes SHA-256(salt || UTF-8) by which entries name a free text.
 * Errors: size_wrong for a salt of another length than 32, or over 16,384 bytes of text; document_field for a
 * lone surrogate.
 * @param {Uint8Array} salt
 * @param {string} content
 */
export function textHash(salt, content) {
  const data = strictUtf8(content);
  if (salt.length !== SALT_BYTES || data.length > TEXT_BYTES) {
    throw new Refused("size_wrong", "a salt has 32 bytes, a text at most 16,384");
  }
  return sha256(concat(salt, data));
}

/**
 * Return hash and text of a text document. Errors: document_field, size_wrong; text_wrong.
 * @param {Document} document
 * @returns {[Uint8Array, string]}
 */
export function checkText(document) {
  const given = read(document, TEXT);
  if (!equal(textHash(given.salt, given.text), given.hash)) throw new Refused("text_wrong");
  return [given.hash, given.text];
}

/**
 * Return the fields of a strike entry, bytes decoded. Errors: document_field, encoding_base64, size_wrong.
 * @param {Document} document
 */
export function checkStrike(document) {
  return read(document, STRIKE);
}
