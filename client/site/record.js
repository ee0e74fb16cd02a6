/**
 * Reads the record of this site and checks all that it reads: whole books and whole tiles, never a single leaf, since
 * which leaf somebody asks for would tell the site what they want to know.
 */

import { BookReader } from "../protocol/book.js";
import { concat, equal, utf8 } from "../protocol/bytes.js";
import { b64, decode, encode, octets, read, unb64 } from "../protocol/encoding.js";
import { Refused } from "../protocol/errors.js";
import { decodeBundle, leafHash, root, rootFromTiles, TILE_WIDTH, tileHashes, tilePath } from "../protocol/merkle.js";
import { logKey, parseCheckpoint, require } from "../protocol/notes.js";
import { checkBookProof, proofFields } from "../protocol/slots.js";

/** @import { Document } from "../protocol/encoding.js" */
/** @import { Book } from "../protocol/book.js" */
/** @import { Checkpoint } from "../protocol/notes.js" */
/** @import { BookProof } from "../protocol/slots.js" */

const WHERE = "/record/";
const LEAF_BYTES = 32;
const ASK_BYTES = 1_000_000;
const LINE = {
  entry: (/** @type {unknown} */ value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new Refused("document_field", "entry");
    return value;
  },
  salt: octets(32),
};

/** The site did not answer, or not in full. */
export class Unreachable extends Error {
  reason = "unreachable";
}

/** The person did not want to read more. */
export class Stopped extends Error {
  reason = "stopped";
}

/** Fetches files of the record, and asks once before more than 1 MB comes. */
export class Reader {
  #bytes = 0;
  #asked = false;

  /** @param {() => Promise<boolean>} ask whether to go on */
  constructor(ask) {
    this.ask = ask;
  }

  /**
   * Return a file, or null if it is not there. Errors: Unreachable, Stopped.
   * @param {string} path
   */
  async find(path) {
    /** @type {Uint8Array[]} */
    const parts = [];
    try {
      const response = await fetch(WHERE + path, { referrerPolicy: "no-referrer" });
      if (response.status === 404 || response.status === 204) return null;
      if (!response.ok || response.body === null) throw new Unreachable(path);
      const stream = response.body.getReader();
      for (let part = await stream.read(); !part.done; part = await stream.read()) {
        await this.#count(part.value.length);
        parts.push(part.value);
      }
    } catch (problem) {
      throw problem instanceof Stopped ? problem : new Unreachable(path);
    }
    return new Uint8Array(await new Blob(/** @type {BlobPart[]} */ (parts)).arrayBuffer());
  }

  /** @param {number} length */
  async #count(length) {
    this.#bytes += length;
    if (this.#bytes <= ASK_BYTES || this.#asked) return;
    this.#asked = true;
    if (!(await this.ask())) throw new Stopped();
  }

  /**
   * Return a file that must be there. Errors: Unreachable, Stopped.
   * @param {string} path
   */
  async get(path) {
    const found = await this.find(path);
    if (found === null) throw new Unreachable(path);
    return found;
  }
}

/** The public tree up to one checkpoint. Each tile is compared with the one above it, the uppermost with the root. */
export class PublicTree {
  /** @type {Map<string, Uint8Array[]>} */
  #tiles = new Map();
  /** @type {Map<number, Uint8Array[]>} */
  #bundles = new Map();

  /**
   * @param {Reader} reader
   * @param {Checkpoint} checkpoint
   */
  constructor(reader, checkpoint) {
    this.reader = reader;
    this.checkpoint = checkpoint;
  }

  /**
   * @param {number} level
   * @param {number} number
   */
  #width(level, number) {
    return Math.min(TILE_WIDTH, Math.floor(this.checkpoint.size / TILE_WIDTH ** level) - number * TILE_WIDTH);
  }

  /**
   * Return the hashes of a tile. A full one is checked here, the others by `open`.
   * @param {number} level
   * @param {number} number
   * @returns {Promise<Uint8Array[]>}
   */
  async hashes(level, number) {
    const path = tilePath(level, number, this.#width(level, number));
    const known = this.#tiles.get(path);
    if (known) return known;
    const width = this.#width(level, number);
    const found = tileHashes(await this.reader.get(path), width);
    this.#tiles.set(path, found);
    if (width === TILE_WIDTH) {
      const above = await this.hashes(level + 1, Math.floor(number / TILE_WIDTH));
      const named = above[number % TILE_WIDTH];
      if (!named || !equal(root(found), named)) throw new Refused("tile_wrong", path);
    }
    return found;
  }

  /**
   * Return the root that the tree had at a size up to its own. Errors: tile_wrong, Unreachable.
   * @param {number} size
   */
  async rootAt(size) {
    /** @type {Map<number, Uint8Array[]>} */
    const found = new Map();
    for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / TILE_WIDTH)) {
      const number = Math.floor(count / TILE_WIDTH);
      if (count % TILE_WIDTH > 0) found.set(level, await this.hashes(level, number));
    }
    return rootFromTiles(size, ({ level, width }) => concat(...(found.get(level) ?? []).slice(0, width)));
  }

  /** Check that the tiles give the checkpoint's root. Errors: proof_wrong. */
  async open() {
    if (!equal(await this.rootAt(this.checkpoint.size), this.checkpoint.root)) throw new Refused("proof_wrong");
  }

  /**
   * Return one leaf, 40 bytes, out of a bundle that is fetched whole. Errors: value_out_of_range, leaf_wrong.
   * @param {number} position
   * @returns {Promise<Uint8Array>}
   */
  async leaf(position) {
    if (position >= this.checkpoint.size) throw new Refused("value_out_of_range", `leaf ${position}`);
    const number = Math.floor(position / TILE_WIDTH);
    const bundle = this.#bundles.get(number) ?? (await this.#bundle(number));
    return /** @type {Uint8Array} */ (bundle[position % TILE_WIDTH]);
  }

  /** @param {number} number */
  async #bundle(number) {
    const width = this.#width(0, number);
    const found = decodeBundle(await this.reader.get(tilePath("entries", number, width)), width);
    const hashes = await this.hashes(0, number);
    for (const [at, data] of found.entries()) {
      if (!equal(leafHash(data), /** @type {Uint8Array} */ (hashes[at]))) throw new Refused("leaf_wrong");
    }
    this.#bundles.set(number, found);
    return found;
  }
}

/**
 * Return the lines of a file; a last one without its end was cut off.
 * @param {Uint8Array} data
 */
export function linesOf(data) {
  const lines = new TextDecoder().decode(data).split("\n");
  if (lines.pop() !== "") throw new Unreachable("a line was cut off");
  return lines.map(utf8);
}

/**
 * Return the files of a book that this reader may see, or null. Errors: Unreachable, Stopped; as proofFields.
 * @param {Reader} reader
 * @param {string} audience
 * @param {number} size of the checkpoint at whose last tick the book is to be proven
 */
export async function fetchBook(reader, audience, size) {
  const proofs = await reader.find(`books/${audience}/proofs.jsonl`);
  if (proofs === null) return null;
  const leaves = await reader.get(`books/${audience}/leaves`);
  const lines = linesOf(await reader.get(`books/${audience}/entries.jsonl`));
  const head = linesOf(await reader.get(`books/${audience}/head.json?size=${size}`));
  if (head.length !== 1) throw new Unreachable(`the head of the ${audience} book`);
  return { proofs: [...linesOf(proofs), ...head].map((line) => proofFieldsOf(line)), leaves, lines };
}

/** @param {Uint8Array} line */
function proofFieldsOf(line) {
  const document = decode(line);
  return { document, position: proofFields(document).position, size: proofFields(document).size };
}

/** How far something went that only grows: its size, and the root at that size. @typedef {{ size: number, root: string }} Kept */
/** @typedef {NonNullable<Awaited<ReturnType<typeof fetchBook>>>} BookFiles */

/**
 * Read one leaf of a book; return its entry.
 * @param {BookReader} reader
 * @param {BookFiles} files
 * @param {number} at
 */
function feed(reader, files, at) {
  const line = files.lines[at];
  const value = files.leaves.slice(at * LEAF_BYTES, (at + 1) * LEAF_BYTES);
  if (!line || value.length < LEAF_BYTES) throw new Refused("leaf_missing", `leaf ${at}`);
  const given = read(decode(line), LINE);
  return /** @type {Document} */ (reader.feed(value, given.salt, encode(given.entry)));
}

/**
 * Compare a book at the size that it had before. Errors: book_shrank.
 * @param {BookReader} reader
 * @param {Kept | undefined} kept
 */
function checkKept(reader, kept) {
  if (kept?.size === reader.frontier.size && !equal(reader.root(), unb64(kept.root))) {
    throw new Refused("book_shrank", `other leaves than before, of ${kept.size}`);
  }
}

/**
 * Return the proofs below a size, each once: the last of the ticks at which the book grew may be the last of all.
 * @param {BookFiles} files
 * @param {number} size
 */
function proofsBelow(files, size) {
  const proofs = files.proofs.filter((proof) => proof.position < size);
  return proofs.at(-1)?.position === proofs.at(-2)?.position ? proofs.slice(0, -1) : proofs;
}

/**
 * Read a book to what it was at the last tick of the checkpoint; return it with all entries, and what to keep of it.
 * `slots` is as the host's book fixes it, which itself says so in its first entry; `kept` is what was kept before;
 * `fixed` what something else says of the book. `proofs` are of the ticks at which it grew, and of the last.
 * Errors: as BookReader, checkBookProof; document_field for the book of another audience or record; book_shrank.
 * @param {BookFiles} files
 * @param {PublicTree} tree
 * @param {{ audience: string, origin: string, slots?: number, kept?: Kept | undefined, fixed?: Kept }} wanted
 * @returns {Promise<{ book: Book, entries: Document[], kept: Kept, proofs: BookProof[] }>}
 */
export async function readBook(files, tree, { audience, origin, slots, kept, fixed }) {
  const reader = new BookReader({ whole: true });
  const entries = [feed(reader, files, 0)];
  const book = /** @type {Book} */ (reader.book);
  if (book.audience !== audience || book.origin !== origin) {
    throw new Refused("document_field", `not the ${audience} book of ${origin}`);
  }
  const proofs = proofsBelow(files, tree.checkpoint.size);
  for (const proof of proofs) {
    const leaf = await tree.leaf(proof.position);
    reader.expect(checkBookProof(proof.document, book.bookId, book.slot, slots ?? book.rules.slots, leaf));
  }
  const known = [kept, fixed];
  for (const each of known) checkKept(reader, each);
  for (let at = 1; at < (proofs.at(-1)?.size ?? 0); at += 1) {
    entries.push(feed(reader, files, at));
    for (const each of known) checkKept(reader, each);
  }
  const { size, root } = reader.finish(tree.checkpoint.size);
  if (known.some((each) => each && each.size > size)) {
    throw new Refused("book_shrank", `${size} leaves of the ${audience} book`);
  }
  return { book, entries, kept: { size, root: b64(root) }, proofs: reader.proofs };
}

/**
 * Return the checkpoint of a note that the host signed. Errors: as notes.require.
 * @param {Uint8Array} note
 * @param {string} origin
 * @param {Uint8Array} hostKey
 */
export function hostSigned(note, origin, hostKey) {
  return require(note, logKey(origin, hostKey), [], 0).checkpoint;
}

/**
 * Return the checkpoint that a note claims, whoever signed it.
 * @param {Uint8Array} note
 */
export function claimed(note) {
  const text = new TextDecoder().decode(note);
  return parseCheckpoint(utf8(text.slice(0, text.indexOf("\n\n") + 1)));
}
