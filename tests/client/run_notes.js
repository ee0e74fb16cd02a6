/** What the cases of vectors/notes/ ask for. Signing is left out of client/protocol/, so it is written out here. */

import assert from "node:assert/strict";
import { base64 } from "@scure/base";
import { concat, utf8 } from "../../client/protocol/bytes.js";
import { u64 } from "../../client/protocol/encoding.js";
import * as notes from "../../client/protocol/notes.js";
import { checkpointText } from "../../client/protocol/seldom.js";
import { publicKey, signBytes } from "../../client/protocol/signatures.js";
import { bytes, hex } from "./cases.js";

/** @import { Operation, Values } from "./cases.js" */
/** @import { Checkpoint, NoteKey, Opened } from "../../client/protocol/notes.js" */

/**
 * Return the bytes of a note: its text, then bytes that are no text, then a line many times.
 * @param {Values} given
 */
function noteOf(given) {
  const [line, times] = given.then_repeat ?? ["", 0];
  return concat(utf8(given.note), bytes(given.then_hex ?? ""), utf8(line.repeat(times)));
}

/**
 * @param {Values} given
 * @param {number} kind
 * @returns {NoteKey}
 */
function keyOf(given, kind) {
  return { name: given.name, key: bytes(given.key), kind };
}

/** @param {Checkpoint} checkpoint */
function fields({ origin, size, root }) {
  return { origin, size, root: hex(root) };
}

/** @param {Opened} found */
function opened({ checkpoint, signatures }) {
  const signed = signatures.map(({ key, seconds }) =>
    seconds === null ? { name: key.name } : { name: key.name, seconds },
  );
  return { ...fields(checkpoint), signatures: signed };
}

/**
 * Return a signature line.
 * @param {Uint8Array} secret
 * @param {string} name
 * @param {number} kind
 * @param {Uint8Array} stamp
 * @param {Uint8Array} message
 */
function line(secret, name, kind, stamp, message) {
  const id = notes.keyId({ name, key: publicKey(secret), kind });
  return utf8(`— ${name} ${base64.encode(concat(id, stamp, signBytes(secret, message)))}\n`);
}

/** @type {Operation} */
function signNote(given) {
  const { origin, size } = given;
  const text = checkpointText({ origin, size, root: bytes(given.root) });
  const lines = given.cosigners.map((/** @type {Values} */ { secret, name, seconds }) => {
    const message = concat(utf8(`cosignature/v1\ntime ${seconds}\n`), text);
    return line(bytes(secret), name, notes.COSIGNER, u64(seconds), message);
  });
  const signed = line(bytes(given.secret), origin, notes.LOG, new Uint8Array(0), text);
  return { note: Buffer.from(concat(text, utf8("\n"), signed, ...lines)).toString() };
}

/** @type {Record<string, Operation>} */
export const operations = {
  checkpoint: (given) => {
    const found = notes.parseCheckpoint(utf8(given.text));
    assert.deepEqual(checkpointText(found), utf8(given.text));
    return fields(found);
  },
  open_note: (given) => {
    const keys = given.keys.map((/** @type {Values} */ each) => keyOf(each, each.kind));
    return opened(notes.openNote(noteOf(given), keys));
  },
  require: (given) => {
    const cosigners = given.cosigners.map((/** @type {Values} */ each) => keyOf(each, notes.COSIGNER));
    return opened(notes.require(noteOf(given), keyOf(given.log, notes.LOG), cosigners, given.t));
  },
  sign_note: signNote,
  key_id: (given) => ({ id: hex(notes.keyId(keyOf(given, given.kind))) }),
};
