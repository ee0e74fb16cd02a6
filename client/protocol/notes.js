/**
 * Signed checkpoints and cosignatures (C2SP). Specified in spec/notes.md.
 * A note is handled as its bytes, since every byte of it is signed. Signing is left to the host and the keyholders.
 */

import { base64, bigEndian, concat, equal, unbase64, utf8 } from "./bytes.js";
import { sha256 } from "./encoding.js";
import { Refused } from "./errors.js";
import { EMPTY_ROOT, HASH_BYTES } from "./merkle.js";
import { verifyBytes } from "./signatures.js";

/** Signature type of the log's own Ed25519 key (signed-note). */
export const LOG = 0x01;
/** Signature type of a timestamped Ed25519 cosignature (tlog-cosignature). */
export const COSIGNER = 0x04;

const NOTE_BYTES = 65_536;
const SIGNATURE_LINES = 64;
const SIGNATURE_BYTES = 64;
const NAME_BYTES = 255;
const NAME = /^[^\0-\x20+\x7f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\ud800-\udfff]+$/u;
const SIZE = /^(?:0|[1-9][0-9]{0,15})$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\0-\x09\x0b-\x1f]/;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @import { Reason } from "./errors.js" */

/**
 * The state of a log: its origin, how many leaves it has (below 2**53), the root over them (32 bytes).
 * @typedef {{ origin: string, size: number, root: Uint8Array }} Checkpoint
 */
/**
 * A public key that a reader knows: its name, its 32 bytes, and LOG or COSIGNER as its kind.
 * @typedef {{ name: string, key: Uint8Array, kind: number }} NoteKey
 */
/**
 * One signature that holds: by which key, and for a cosignature when, in seconds since 1970 (else null).
 * @typedef {{ key: NoteKey, seconds: number | null }} Signed
 */
/**
 * A checkpoint with the signatures on it that hold, in the order of their lines.
 * @typedef {{ checkpoint: Checkpoint, signatures: Signed[] }} Opened
 */

/**
 * Return the key of a log; its name is the log's origin. Errors: note_malformed for an impossible name.
 * @param {string} name
 * @param {Uint8Array} key
 * @returns {NoteKey}
 */
export function logKey(name, key) {
  return { name: checkName(name), key, kind: LOG };
}

/**
 * Return the key of a cosigner. Errors: note_malformed for an impossible name.
 * @param {string} name
 * @param {Uint8Array} key
 * @returns {NoteKey}
 */
export function cosignerKey(name, key) {
  return { name: checkName(name), key, kind: COSIGNER };
}

/**
 * Return the 4 bytes SHA-256(name || 0x0A || kind || key)[:4] that stand before a signature (signed-note).
 * @param {NoteKey} key
 */
export function keyId(key) {
  return sha256(concat(utf8(`${key.name}\n`), Uint8Array.of(key.kind), key.key)).slice(0, 4);
}

/** @param {string} name */
function isName(name) {
  return NAME.test(name) && utf8(name).length <= NAME_BYTES;
}

/**
 * Return a key's name, or an origin: 1 to 255 UTF-8 bytes without spaces, plus or control characters.
 * Errors: note_malformed.
 * @param {string} name
 */
export function checkName(name) {
  if (!isName(name)) {
    throw new Refused("note_malformed", "a name is 1 to 255 bytes without spaces, plus or control characters");
  }
  return name;
}

/**
 * Return the checkpoint whose text this is. Extension lines are refused. Errors: checkpoint_malformed.
 * @param {Uint8Array} text
 * @returns {Checkpoint}
 */
export function parseCheckpoint(text) {
  const [origin = "", size = "", encoded = "", ...rest] = unicode(text, "checkpoint_malformed").split("\n");
  if (rest.length !== 1 || rest[0] !== "") throw new Refused("checkpoint_malformed", "a checkpoint has three lines");
  if (!isName(origin)) throw new Refused("checkpoint_malformed", "the origin");
  if (!SIZE.test(size) || !Number.isSafeInteger(Number(size))) {
    throw new Refused("checkpoint_malformed", "the size is a decimal number below 2^53 without leading zeros");
  }
  const root = unbase64(encoded);
  if (root === null || root.length !== HASH_BYTES || (size === "0" && !equal(root, EMPTY_ROOT))) {
    throw new Refused("checkpoint_malformed", "the root is 32 bytes in base64, for size 0 that of the empty tree");
  }
  return { origin, size: Number(size), root };
}

/**
 * Return the checkpoint of a note and the signatures on it by known keys.
 * Signatures of unknown keys are ignored; one of a known key that does not hold refuses the whole note.
 * Errors: note_malformed; checkpoint_malformed; keys_ambiguous; note_signature_wrong; note_unsigned.
 * @param {Uint8Array} note
 * @param {Iterable<NoteKey>} keys
 * @returns {Opened}
 */
export function openNote(note, keys) {
  /** @type {Map<string, NoteKey>} */
  const known = new Map();
  for (const key of keys) {
    const label = labelOf(key.name, keyId(key));
    const other = known.get(label) ?? key;
    if (!isSame(other, key)) throw new Refused("keys_ambiguous", key.name);
    known.set(label, key);
  }
  const { text, lines } = split(note);
  const checkpoint = parseCheckpoint(text);
  const signatures = [];
  for (const { name, signature } of lines) {
    const key = known.get(labelOf(name, signature.subarray(0, 4)));
    if (key) signatures.push({ key, seconds: verifyLine(key, signature.subarray(4), text) });
  }
  if (signatures.length === 0) throw new Refused("note_unsigned");
  return { checkpoint, signatures };
}

/**
 * Return what `openNote` gives, once the log `log` and at least `t` of the `cosigners` have signed.
 * The checkpoint's origin must be the log's name. Each public key counts once, whatever its names.
 * Errors: as openNote; note_unsigned without the log's signature; checkpoint_malformed for another origin;
 * cosignatures_missing.
 * @param {Uint8Array} note
 * @param {NoteKey} log
 * @param {NoteKey[]} cosigners
 * @param {number} t
 * @returns {Opened}
 */
export function require(note, log, cosigners, t) {
  const opened = openNote(note, [log, ...cosigners]);
  if (opened.checkpoint.origin !== log.name) {
    throw new Refused("checkpoint_malformed", `the origin is not ${log.name}`);
  }
  if (!opened.signatures.some((each) => isSame(each.key, log))) throw new Refused("note_unsigned", log.name);
  const counted = opened.signatures.filter(
    (each) => each.seconds !== null && cosigners.some((key) => isSame(key, each.key)),
  );
  const have = new Set(counted.map((each) => base64(each.key.key))).size;
  if (have < t) throw new Refused("cosignatures_missing", `${have} where ${t} are needed`);
  return opened;
}

/**
 * Check the bytes after the key id; return the cosignature's seconds. Errors: note_signature_wrong.
 * @param {NoteKey} key
 * @param {Uint8Array} signature
 * @param {Uint8Array} text
 */
function verifyLine(key, signature, text) {
  const stamp = key.kind === COSIGNER ? 8 : 0;
  const seconds = stamp > 0 ? Number(bigEndian(signature.subarray(0, stamp))) : null;
  if (signature.length !== stamp + SIGNATURE_BYTES || !Number.isSafeInteger(seconds ?? 0)) {
    throw new Refused("note_signature_wrong", `${key.name}: ${signature.length} bytes, or a time beyond 2^53-1`);
  }
  const message = seconds === null ? text : concat(utf8(`cosignature/v1\ntime ${seconds}\n`), text);
  try {
    verifyBytes(key.key, signature.subarray(stamp), message);
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    throw new Refused("note_signature_wrong", `${key.name}: ${problem.reason}`);
  }
  return seconds;
}

/**
 * Return the signed text, and for each signature line its name and bytes. Errors: note_malformed.
 * @param {Uint8Array} note
 */
function split(note) {
  if (note.length > NOTE_BYTES) throw new Refused("note_malformed", `more than ${NOTE_BYTES} bytes`);
  const whole = unicode(note, "note_malformed");
  if (CONTROL.test(whole) || !whole.endsWith("\n")) {
    throw new Refused("note_malformed", "control characters, or no newline at the end");
  }
  const blank = whole.lastIndexOf("\n\n");
  const lines = whole.slice(blank + 2, -1).split("\n");
  if (blank < 0 || blank + 2 === whole.length || lines.length > SIGNATURE_LINES) {
    throw new Refused("note_malformed", `a blank line and 1 to ${SIGNATURE_LINES} signature lines are expected`);
  }
  return { text: utf8(whole.slice(0, blank + 1)), lines: lines.map(signatureLine) };
}

/** @param {string} line */
function signatureLine(line) {
  const [dash, name = "", encoded = "", ...rest] = line.split(" ");
  if (dash !== "—" || rest.length > 0) {
    throw new Refused("note_malformed", "a signature line is a dash, a name and a signature");
  }
  const signature = unbase64(encoded);
  if (signature === null || signature.length < 5) {
    throw new Refused("note_malformed", "a signature is base64 of a key id and more");
  }
  return { name: checkName(name), signature };
}

/**
 * @param {string} name
 * @param {Uint8Array} id
 */
function labelOf(name, id) {
  return `${name} ${base64(id)}`;
}

/**
 * @param {NoteKey} left
 * @param {NoteKey} right
 */
function isSame(left, right) {
  return left.name === right.name && left.kind === right.kind && equal(left.key, right.key);
}

/**
 * @param {Uint8Array} data
 * @param {Reason} reason
 */
function unicode(data, reason) {
  try {
    return decoder.decode(data);
  } catch {
    throw new Refused(reason, "not UTF-8");
  }
}
