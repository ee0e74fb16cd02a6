/**
 * What the record says of one box, checked: rules, texts, list, envelopes. It shows nothing and keeps nothing, knows no
 * page and no secret, and returns plain values, so that a worker can do it.
 */

import { checkStrike, checkText } from "../protocol/book.js";
import { boxRules, checkAgainstList, readDefinition } from "../protocol/boxes.js";
import { equal } from "../protocol/bytes.js";
import { b64, decode, documentOf, encode, sha256, unb64 } from "../protocol/encoding.js";
import { Refused } from "../protocol/errors.js";
import { Growth } from "../protocol/growth.js";
import { ListReader, MERGING, WORDS } from "../protocol/lists.js";
import { readIssuingKey } from "../protocol/passes.js";
import { checkEntry } from "../protocol/sent.js";
import { checkRecord, wholeBook } from "./checking.js";
import { linesOf } from "./record.js";

/** @import { Definition } from "../protocol/boxes.js" */
/** @import { Document } from "../protocol/encoding.js" */
/** @import { Head, Rules } from "../protocol/envelopes.js" */
/** @import { BookProof } from "../protocol/slots.js" */
/** @import { Month } from "../protocol/hours.js" */
/** @import { Place } from "../protocol/tags.js" */
/** @import { Seen } from "./checking.js" */
/** @import { Reader } from "./record.js" */
/** @import { Team } from "./team.js" */
/** @typedef {Awaited<ReturnType<typeof checkRecord>>} Found */
/** @typedef {Awaited<ReturnType<typeof wholeBook>>} Read */

/**
 * What the site says of a box: id in base64url, kind, the names of its two books. Of one for the signers of an earlier
 * demand also that demand's id and the name of its book.
 * @typedef {{ box: string, kind: string, book: string, list: string, of?: string, of_book?: string }} About
 */

/** One entry of a list after it was fixed; keys in base64url. `since`: when a late one was proven, in seconds. @typedef {{ since: number | null, objectors: string[], confirmers: string[], confirmed: boolean }} Grown */

/**
 * A box as the record holds it.
 * @typedef {object} Recorded
 * @property {About} about
 * @property {Definition} definition
 * @property {Rules} rules
 * @property {Map<string, string | null>} texts by hash in base64url; null if struck
 * @property {Document[]} entries of the box's book
 * @property {Head[]} heads of its envelopes, in the order of the book
 * @property {Map<string, Document>} rests whole envelopes by hash, where the kind needs them (drafts, votes)
 * @property {{ rule: string, of: string }} rule of the list
 * @property {string} own the reader's member key, in base64url
 * @property {number} tag the reader's
 * @property {boolean} asked whether the reader's request stands in the list
 * @property {string} mayAsk empty, or the reason for which the reader may not ask, object or confirm now
 * @property {Map<string, Uint8Array>} listed workplace by member key, in the order of the book
 * @property {Map<string, Place>} places by id
 * @property {Map<string, string[]>} vouchers present keys of those whose vouches count, by member key
 * @property {Map<string, Grown>} growth by member key
 * @property {Map<string, string>} merged which workplaces count as which other
 * @property {Month[]} beside which months' hours the other boxes ask for
 * @property {number} requests how many asked for a pass
 * @property {number} now the site's time, in seconds
 * @property {NonNullable<Found["witnessed"]>} witnessed
 * @property {number} witnessedEntries how many entries of the box's book t keyholders have signed
 * @property {number} witnessedTick the tick of the last step that they signed
 * @property {Uint8Array} hostKey
 * @property {{ t: number, key: Uint8Array, shares: Uint8Array[], signs: Uint8Array[] }} team
 * @property {Seen} seen what to keep for the next check
 */

const WHOLE = ["draft", "vote"]; // kinds of which an entry alone does not say what was sent

/**
 * Read and check a box. `member`: the reader's key; `others`: ids and books of other surveys of hours. Errors: as checkRecord, readDefinition, boxRules, ListReader, Growth;
 * cosignatures_missing unless t keyholders have signed a record that holds the definition; Unreachable, Stopped.
 * @param {Reader} reader
 * @param {{ origin: string, about: About, member: Uint8Array, before: Seen | null, now: number, others?: [string, string][] }} asked
 * @returns {Promise<Recorded>}
 */
export async function readBox(reader, { origin, about, member, before, now, others = [] }) {
  const found = await checkRecord(reader, origin, true, before);
  const { book, list } = about;
  const read = (/** @type {string} */ name, /** @type {object} */ more) =>
    wholeBook(reader, found.tree, { name, origin, slots: found.host.rules.slots, audience: "", ...more });
  const box = await read(book, { audience: "box", kept: before?.books[book] });
  const definition = definitionOf(box.entries, unb64(about.box), origin);
  const witnessed = witnessedOf(found, box.proofs);
  const team = teamOf(definition, found);
  const rules = rulesOf(definition, team, found.members);
  const { size, root } = definition.fields.list;
  const listBook = await read(list, { audience: "list", kept: before?.books[list], fixed: { size, root: b64(root) } });
  if (!equal(listBook.book.bookId, definition.fields.list.book)) throw new Refused("document_field", "another list");
  const beside = [];
  for (const [id, name] of others) {
    const { entries } = await read(name, { audience: "box", kept: before?.books[name] });
    beside.push(monthOf(definitionOf(entries, unb64(id), origin), await textsBeside(reader, name, entries)));
  }
  const rests = WHOLE.includes(definition.fields.kind) ? await restsOf(reader, book, box.entries) : new Map();
  return {
    about,
    definition,
    rules,
    texts: await textsBeside(reader, book, box.entries),
    entries: box.entries,
    heads: headsOf(box.entries, rests),
    rests,
    ...(await listOf(definition, found, listBook, { own: b64(member), now, signers: await signersOf(about, read) })),
    now,
    beside,
    ...witnessed,
    hostKey: found.host.rules.host_key,
    team: { t: team.t, key: team.key, shares: team.shares, signs: team.signs },
    seen: { ...found.seen, books: { ...found.seen.books, [book]: box.kept, [list]: listBook.kept } },
  };
}

/**
 * Return the envelope keys, in base64url, that an earlier demand opened, if this box is for its signers; else null.
 * @param {About} about
 * @param {(name: string, more: object) => Promise<Read>} read
 */
async function signersOf({ of, of_book: name }, read) {
  if (of === undefined || name === undefined) return null;
  const { signersIn } = await import("./box_signers.js");
  const { entries } = await read(name, { audience: "box" });
  return { of, keys: signersIn(entries, unb64(of)) };
}

/**
 * @param {Document[]} entries of the box's book
 * @param {Uint8Array} id
 * @param {string} origin
 */
function definitionOf(entries, id, origin) {
  const second = entries[1];
  if (second?.kind !== "definition") throw new Refused("document_field", "the second entry of a box is its definition");
  const definition = readDefinition(second.definition, id);
  if (definition.fields.origin !== origin) throw new Refused("document_field", "the definition is for another record");
  return definition;
}

/**
 * Return for which month's hours a survey asks, whatever else is wrong with it; another is of no month.
 * @param {Definition} definition
 * @param {Map<string, string | null>} texts
 * @returns {Month}
 */
function monthOf({ fields }, texts) {
  const { kind, month, workplace } = documentOf(texts.get(b64(fields.intro)) ?? "");
  return { month: kind === "hours" ? String(month) : "", names: [String(workplace)] };
}

/**
 * Return how much of the box's book t keyholders have signed. Errors: cosignatures_missing.
 * @param {Found} found
 * @param {BookProof[]} proofs
 */
function witnessedOf({ witnessed, host }, proofs) {
  const size = witnessed === null ? 0 : (proofs.filter((proof) => proof.position < witnessed.size).at(-1)?.size ?? 0);
  if (witnessed === null || size < 2) {
    throw new Refused("cosignatures_missing", "the keyholders have not yet signed a record that holds this box");
  }
  return { witnessed, witnessedEntries: size, witnessedTick: witnessed.seconds / host.rules.tick_seconds };
}

/**
 * Return the team that opens a box: that of the ceremony in its definition. Errors: keyholder_unknown.
 * @param {Definition} definition
 * @param {Found} found
 */
function teamOf(definition, { teams }) {
  const team = teams.find(({ ceremony }) => ceremony === b64(definition.fields.ceremony));
  if (!team) throw new Refused("keyholder_unknown", "the box is of other keyholders than those of the record");
  return team;
}

/**
 * @param {Definition} definition
 * @param {Team} team
 * @param {Found["members"]} members
 */
function rulesOf(definition, team, members) {
  const named = new Set(definition.fields.tags.flatMap((/** @type {Document} */ tag) => tag.issuers.map(b64)));
  const stock = (members?.list ?? []).filter((entry) => entry.kind === "issuing_key" && named.has(hashOf(entry)));
  const keys = stock.map((entry) => {
    const signs = team.signs[Number(entry.keyholder) - 1];
    if (!signs || entry.ceremony !== team.ceremony) throw new Refused("pass_issuer_unknown");
    return readIssuingKey(entry, signs);
  });
  return boxRules(definition, team.key, team.t, keys);
}

/** @param {Document} document */
function hashOf(document) {
  return b64(sha256(encode(document)));
}

/**
 * Return the texts beside a book. One that was struck is null, even if the site still gives it.
 * @param {Reader} reader
 * @param {string} book
 * @param {Document[]} entries
 */
async function textsBeside(reader, book, entries) {
  const struck = entries.filter((entry) => entry.kind === "strike").map((entry) => b64(checkStrike(entry).hash));
  /** @type {Map<string, string | null>} */
  const texts = new Map();
  for (const line of linesOf(await reader.get(`books/${book}/texts.jsonl`))) {
    const [hash, content] = checkText(decode(line));
    texts.set(b64(hash), content);
  }
  for (const hash of struck) texts.set(hash, null);
  return texts;
}

/**
 * Return the whole envelopes of a box, by hash in base64url, each checked against its entry. Errors: envelope_changed,
 * leaf_missing.
 * @param {Reader} reader
 * @param {string} book
 * @param {Document[]} entries
 */
export async function restsOf(reader, book, entries) {
  const named = entries.filter((entry) => entry.kind === "envelope");
  const documents = linesOf(await reader.get(`books/${book}/rests.jsonl`)).map(decode);
  const struck = new Set(entries.filter((entry) => entry.kind === "strike").map((entry) => entry.hash));
  /** @type {Map<string, Document>} */
  const found = new Map();
  for (const [at, entry] of named.entries()) {
    const document = documents[at];
    if (document === undefined) throw new Refused("leaf_missing", "an envelope that the book names");
    if (!struck.has(String(entry.rest))) checkEntry(entry, document);
    found.set(String(entry.rest), document);
  }
  return found;
}

/**
 * Return what counting needs. In surveys and demands every later envelope of a key withdraws; elsewhere its body says.
 * @param {Document[]} entries
 * @param {Map<string, Document>} rests
 * @returns {Head[]}
 */
function headsOf(entries, rests) {
  return entries
    .filter((entry) => entry.kind === "envelope")
    .map((entry) => {
      const rest = rests.get(String(entry.rest));
      const withdraws = rest ? rest.body === "" : Number(entry.seq) > 0;
      const [digest, key] = [unb64(entry.rest), unb64(entry.key)];
      return { digest, key, seq: Number(entry.seq), place: Number(entry.level ?? entry.tag), withdraws };
    });
}

/**
 * Read the list as it was fixed, and how it grew. The signatures of words that stand in the members' book too have been
 * checked there.
 * @param {Definition} definition
 * @param {Found} found
 * @param {Read} book
 * @param {{ own: string, now: number, signers: { of: string, keys: Set<string> } | null }} reading
 */
async function listOf(definition, found, book, { own, now, signers }) {
  const known = new Set((found.members?.list ?? []).map(hashOf));
  const words = book.entries.filter((entry) => WORDS.includes(String(entry.kind)));
  const checkSignatures = !words.every((word) => known.has(hashOf(word)));
  const merging = words.some((word) => MERGING.includes(String(word.kind)));
  const more = merging ? { merged: (await import("../protocol/seldom.js")).Coworkers } : {};
  const reader = new ListReader(book.book.origin, { checkSignatures, signers: signers?.keys ?? null, ...more });
  const { size } = definition.fields.list;
  for (const entry of book.entries.slice(1, size)) {
    if (!reader.take(entry)) throw new Refused("document_field", "not an entry of a list");
  }
  checkFounders(reader, found.founding);
  if (reader.rule?.rule === "signers" && reader.rule.of !== signers?.of) throw new Refused("wrong_box", "of the list");
  const tags = checkAgainstList(definition, reader);
  reader.checkSignatures = true; // of objections and confirmations
  const growth = grow(new Growth(definition, reader), book, size, found.host.rules.tick_seconds);
  const asked = book.entries.filter((entry) => entry.kind === "request");
  return {
    own,
    rule: { rule: String(reader.rule?.rule), of: String(reader.rule?.of) },
    tag: tags.get(own) ?? 0,
    asked: asked.some((entry) => entry.member === own),
    requests: asked.length,
    mayAsk: reasonOf(() => growth.checkAsker(own, now)),
    listed: reader.listed,
    places: reader.places,
    vouchers: vouchersOf(reader),
    merged: reader.people.merged(),
    growth: new Map(Array.from(growth.entries, ([key, entry]) => [key, grown(entry)])),
  };
}

/**
 * Check that a list rests on the founders of the record, so that nobody whom the site made up stands on it.
 * @param {ListReader} reader
 * @param {Uint8Array[]} founders
 */
function checkFounders(reader, founders) {
  if (reader.rule?.rule === "signers") return;
  const given = reader.rule?.founders.map(b64) ?? [];
  if (String(given.sort()) !== String(founders.map(b64).sort())) {
    throw new Refused("document_field", "the list names other founders than the record");
  }
}

/**
 * @param {Growth} growth
 * @param {Read} book
 * @param {number} size
 * @param {number} tickSeconds
 */
function grow(growth, book, size, tickSeconds) {
  for (const [at, entry] of book.entries.entries()) {
    if (at < size) continue;
    const tick = book.proofs.find((proof) => proof.size > at)?.tick ?? 0;
    if (!growth.take(entry, (tick + 1) * tickSeconds) && entry.kind !== "request") {
      throw new Refused("document_field", "not an entry by which a list grows");
    }
  }
  return growth;
}

/** @param {import("../protocol/growth.js").Entry} entry @returns {Grown} */
function grown({ since, objectors, confirmers, confirmed }) {
  return { since, objectors: [...objectors], confirmers: [...confirmers], confirmed };
}

/** @param {ListReader} reader */
function vouchersOf(reader) {
  return new Map(
    Array.from(reader.listed.keys(), (member) => {
      const person = reader.people.byKey.get(member);
      const keys = person ? [...person.vouches.keys()].map((giver) => b64(giver.key)) : [];
      return /** @type {[string, string[]]} */ ([member, keys]);
    }),
  );
}

/**
 * Return for which reason something is refused, or an empty text.
 * @param {() => void} check
 */
function reasonOf(check) {
  try {
    check();
  } catch (problem) {
    if (problem instanceof Refused) return problem.reason;
    throw problem;
  }
  return "";
}
