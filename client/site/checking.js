/** Reads the whole record of this site and checks it on the reader's own phone, against what the phone saw before. */

import { equal } from "../protocol/bytes.js";
import { b64, unb64 } from "../protocol/encoding.js";
import { Refused } from "../protocol/errors.js";
import { checkFounders } from "../protocol/joining.js";
import { logKey, require } from "../protocol/notes.js";
import { People } from "../protocol/vouches.js";
import { data, find, given, say } from "./page.js";
import { claimed, fetchBook, hostSigned, PublicTree, readBook, Stopped, Unreachable } from "./record.js";
import { standingTeam } from "./team.js";

/** @import { Document } from "../protocol/encoding.js" */
/** @import { Book } from "../protocol/record.js" */
/** @import { Reader } from "./record.js" */

const KEPT = "undersign/record";

/** @typedef {{ origin: string, hostKey: string, size: number, root: string }} Seen */

/** Return what this phone saw the last time. @returns {Seen | null} */
function seen() {
  const text = localStorage.getItem(KEPT);
  return text === null ? null : JSON.parse(text);
}

/** Ask whether more than 1 MB may be read, with the words of record/_more.html. @returns {Promise<boolean>} */
export function ask() {
  say("more");
  return new Promise((resolve) => {
    find("#more").addEventListener("click", () => resolve(true), { once: true });
    find("#stop").addEventListener("click", () => resolve(false), { once: true });
  }).then((more) => {
    if (more) say("busy");
    return Boolean(more);
  });
}

/**
 * Check that the tree holds what this phone saw before. Errors: proof_wrong.
 * @param {PublicTree} tree
 * @param {Seen | null} before
 * @param {string} hostKey
 */
async function checkGrown(tree, before, hostKey) {
  if (before === null) return;
  const { origin, size } = tree.checkpoint;
  if (before.origin !== origin || before.hostKey !== hostKey) throw new Refused("proof_wrong", "another record");
  if (before.size > size) throw new Refused("book_shrank", "the record is shorter than it was");
  if (!equal(await tree.rootAt(before.size), unb64(before.root))) throw new Refused("proof_wrong");
}

/**
 * Return up to which size enough keyholders cosigned; 0 if they have not. Errors: as notes.require, proof_wrong.
 * @param {Reader} reader
 * @param {PublicTree} tree
 * @param {Book} host
 * @param {ReturnType<typeof standingTeam>} team
 */
async function witnessedSize(reader, tree, host, team) {
  const note = team && (await reader.find("checkpoints/witnessed"));
  if (!team || !note) return 0;
  const found = require(note, logKey(host.origin, host.rules.host_key), team.keys, team.t).checkpoint;
  const { size, root } = tree.checkpoint;
  if (found.size > size) return size === 0 ? 0 : found.size; // cosigned since we began; the next check holds it
  if (!equal(found.size === size ? root : await tree.rootAt(found.size), found.root)) throw new Refused("proof_wrong");
  return found.size;
}

/**
 * Return the founders' keys; none before the founding. Errors: as checkFounders; document_field.
 * @param {Document[]} entries of the host's book
 * @param {string} origin
 * @returns {Uint8Array[]}
 */
function foundersOf(entries, origin) {
  const found = entries.filter((each) => each.kind === "founders").map(checkFounders);
  if (found.length > 1 || found.some((each) => each.origin !== origin)) {
    throw new Refused("document_field", "a record has one founding, of its own");
  }
  return found[0]?.keys ?? [];
}

/**
 * Read the members' book; return how many entries it has and the people that they make.
 * @param {Reader} reader
 * @param {PublicTree} tree
 * @param {Book} host
 * @param {Uint8Array[]} founders
 */
async function readMembers(reader, tree, host, founders) {
  const files = data().members ? await fetchBook(reader, "members") : null;
  if (files === null) return null;
  const { entries } = await readBook(files, tree, host.rules.slots);
  const people = new People(host.origin, founders);
  for (const entry of entries) people.take(entry);
  return { entries: entries.length, people };
}

/**
 * Check everything; return what was found. Errors: Refused if the record is wrong; Unreachable, Stopped.
 * @param {Reader} reader
 */
export async function check(reader) {
  const origin = given("origin");
  const note = await reader.get("checkpoint");
  const tree = new PublicTree(reader, claimed(note));
  await tree.open();
  const files = await fetchBook(reader, "host");
  if (files === null) throw new Unreachable("host");
  const { book: host, entries } = await readBook(files, tree);
  if (host.audience !== "host") throw new Refused("document_field", "not the host's book");
  hostSigned(note, origin, host.rules.host_key);
  const before = seen();
  await checkGrown(tree, before, b64(host.rules.host_key));
  const founders = foundersOf(entries, origin);
  const team = standingTeam(origin, entries, founders.map(b64));
  const witnessed = await witnessedSize(reader, tree, host, team);
  const members = await readMembers(reader, tree, host, founders);
  return { tree, host, before, witnessed, members, entries: entries.length, founders: founders.length };
}

/** @param {Awaited<ReturnType<typeof check>>} found */
export function remember({ tree, host }) {
  const { origin, size, root } = tree.checkpoint;
  localStorage.setItem(KEPT, JSON.stringify({ origin, hostKey: b64(host.rules.host_key), size, root: b64(root) }));
}

/**
 * Return under which name the page says why a check did not end well.
 * @param {unknown} problem
 */
export function nameOf(problem) {
  if (problem instanceof Stopped) return "stopped";
  return problem instanceof Unreachable ? "away" : "bad";
}
