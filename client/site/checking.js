/**
 * The whole check of a record: what the site gives now, held against itself, against the keyholders' signatures and
 * against what was seen before. It shows nothing and keeps nothing.
 */

import { equal } from "../protocol/bytes.js";
import { b64, unb64 } from "../protocol/encoding.js";
import { Refused } from "../protocol/errors.js";
import { checkFounders } from "../protocol/founders.js";
import { logKey, require } from "../protocol/notes.js";
import { People } from "../protocol/people.js";
import { parseTickLeaf } from "../protocol/slots.js";
import { claimed, fetchBook, hostSigned, PublicTree, readBook, Unreachable } from "./record.js";
import { teamsOf } from "./team.js";

/** @import { Document } from "../protocol/encoding.js" */
/** @import { Book } from "../protocol/book.js" */
/** @import { Kept, Reader } from "./record.js" */
/** @import { Team } from "./team.js" */

/**
 * What is kept of a record for the next check: how far the public tree and each book went, and how far the keyholders
 * had signed; 0 if they had not.
 * @typedef {Kept & { origin: string, hostKey: string, witnessed: number, books: Record<string, Kept> }} Seen
 */

/**
 * Check that the tree holds what was seen before. Errors: book_shrank, proof_wrong.
 * @param {PublicTree} tree
 * @param {string} origin
 * @param {Seen | null} before
 */
async function checkGrown(tree, origin, before) {
  const { size } = tree.checkpoint;
  if (before === null) return;
  if (before.origin !== origin) throw new Refused("proof_wrong", "another record");
  if (before.size > size) throw new Refused("book_shrank", "the record is shorter than it was");
  if (!equal(await tree.rootAt(before.size), unb64(before.root))) throw new Refused("proof_wrong");
}

/**
 * Return the team of which t signed a note, the standing one first, and what they signed. Errors: as notes.require.
 * @param {Uint8Array} note
 * @param {Book} host
 * @param {Team[]} teams
 */
function signedBy(note, host, teams) {
  const log = logKey(host.origin, host.rules.host_key);
  for (const team of [...teams].reverse()) {
    try {
      return { team, checkpoint: require(note, log, team.keys, team.t).checkpoint };
    } catch (problem) {
      if (!(problem instanceof Refused && problem.reason === "cosignatures_missing")) throw problem;
    }
  }
  throw new Refused("cosignatures_missing", "too few keyholders of one team have signed");
}

/**
 * Return how far t keyholders have signed this very tree, and the time of that tick in seconds since 1970; null if they
 * have not yet. Errors: as notes.require; proof_wrong for another or a larger tree than this one; cosignatures_missing
 * where more was signed before, or nobody stands who could have signed.
 * @param {Uint8Array | null} note
 * @param {PublicTree} tree
 * @param {Book} host
 * @param {Team[]} teams
 * @param {number} before
 */
async function witnessedAt(note, tree, host, teams, before) {
  if (note === null) {
    if (before > 0) throw new Refused("cosignatures_missing", `none, where step ${before} had been signed`);
    return null;
  }
  const { team, checkpoint } = signedBy(note, host, teams);
  const { size, root } = checkpoint;
  if (size > tree.checkpoint.size) throw new Refused("proof_wrong", "keyholders signed a longer record");
  if (size === 0 || !equal(await tree.rootAt(size), root)) {
    throw new Refused("proof_wrong", "keyholders signed another record");
  }
  if (size < before) throw new Refused("cosignatures_missing", `step ${size}, where step ${before} had been signed`);
  const [tick] = parseTickLeaf(await tree.leaf(size - 1));
  return { size, seconds: tick * host.rules.tick_seconds, t: team.t, n: team.keys.length };
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
 * Return what a book holds, up to the last tick of the tree. `name`: as the record's files have it, which for host and
 * members is the audience. Errors: as readBook; Unreachable if it is not given.
 * @param {Reader} reader
 * @param {PublicTree} tree
 * @param {Parameters<typeof readBook>[2] & { name?: string }} wanted
 */
export async function wholeBook(reader, tree, { name, ...wanted }) {
  const files = await fetchBook(reader, name ?? wanted.audience, tree.checkpoint.size);
  if (files === null) throw new Unreachable(name ?? wanted.audience);
  return readBook(files, tree, wanted);
}

/**
 * Read the members' book; return how many entries it has, the people that they make, and what to keep.
 * @param {Reader} reader
 * @param {PublicTree} tree
 * @param {Book} host
 * @param {Uint8Array[]} founders
 * @param {Kept | undefined} kept
 */
async function readMembers(reader, tree, host, founders, kept) {
  const wanted = { audience: "members", origin: host.origin, slots: host.rules.slots, kept };
  const found = await wholeBook(reader, tree, wanted);
  const people = new People(host.origin, founders);
  for (const entry of found.entries) people.take(entry);
  return { entries: found.entries.length, list: found.entries, people, kept: found.kept };
}

/**
 * Check everything; return what was found, and what to keep for the next time. What keyholders signed is fetched before
 * the latest checkpoint: so an honest site never gives a smaller one second.
 * Errors: Refused if the record is wrong; Unreachable, Stopped.
 * @param {Reader} reader
 * @param {string} origin
 * @param {boolean} isMember whether the members' book must be there as well
 * @param {Seen | null} before
 */
export async function checkRecord(reader, origin, isMember, before) {
  const note = await reader.find("checkpoints/witnessed");
  const latest = await reader.get("checkpoint");
  const tree = new PublicTree(reader, claimed(latest));
  await tree.open();
  await checkGrown(tree, origin, before);
  const { book, entries, kept } = await wholeBook(reader, tree, { audience: "host", origin, kept: before?.books.host });
  const hostKey = b64(book.rules.host_key);
  hostSigned(latest, origin, book.rules.host_key);
  if (before && before.hostKey !== hostKey) throw new Refused("proof_wrong", "another record");
  const founders = foundersOf(entries, origin);
  const teams = teamsOf(origin, entries, founders.map(b64));
  const witnessed = await witnessedAt(note, tree, book, teams, before?.witnessed ?? 0);
  const members = isMember ? await readMembers(reader, tree, book, founders, before?.books.members) : null;
  const { size, root } = tree.checkpoint;
  const books = { ...before?.books, host: kept, ...(members && { members: members.kept }) };
  /** @type {Seen} */
  const seen = { origin, hostKey, size, root: b64(root), witnessed: witnessed?.size ?? 0, books };
  const counts = { entries: entries.length, founders: founders.length };
  return {
    tree,
    seen,
    witnessed,
    hasTeam: teams.length > 0,
    teams,
    members,
    host: book,
    founding: founders,
    ...counts,
  };
}
