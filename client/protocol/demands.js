/**
 * Demands: which names open, once, and what stands in the record of it. Specified in spec/demands.md.
 * The cipher is in names.js. A browser sends its own sealed name, counts what opens and checks what was opened;
 * parts and openings are made by keyholders' programs.
 */

import { ASKED, K_LEAST, K_MOST, SIZE_MOST, setHash } from "./boxes.js";
import { equal } from "./bytes.js";
import { array, b64, fields, integer, octets, oneOf, optional, read, text } from "./encoding.js";
import { Refused } from "./errors.js";
import { checkCommitment, checkPart, checkSealedName, combine, levelsReached, openName } from "./names.js";
import { SEALED_BYTES, sealedNameDocument } from "./sealed_names.js";
import { counted } from "./sent.js";
import { verifySigned } from "./signatures.js";

export { sealedNameDocument };

/** @import { Definition } from "./boxes.js" */
/** @import { Document, Shape } from "./encoding.js" */
/** @import { Envelope, Head, Rules } from "./envelopes.js" */
/** @import { SealedName, Team } from "./names.js" */

const SLICE = 256; // names in one entry, which has at most 2^20 bytes
const PART_BYTES = 96; // point, proof
const MISSING_MOST = 2 ** 14;
const KEYHOLDERS_MOST = 25;

const SEALED = {
  kind: oneOf("sealed_name"),
  box: octets(32),
  envelope: octets(32),
  salt: octets(32),
  sealed: octets(SEALED_BYTES),
};
const REQUEST = {
  ...ASKED,
  level: integer(1, K_MOST),
  opens: integer(1, SIZE_MOST),
  missing: array(octets(32), 0, MISSING_MOST),
};
const FOR = { box: octets(32), request: octets(32) }; // the opening request's hash
const PART = {
  kind: oneOf("part"),
  ...FOR,
  keyholder: integer(1, KEYHOLDERS_MOST),
  first: integer(0, SIZE_MOST),
  names: array(octets(PART_BYTES), 1, SLICE),
};
const NAME = {
  envelope: octets(32),
  salt: octets(32),
  sealed: octets(SEALED_BYTES),
  name: optional(text(200)),
  title: optional(text(200)),
};
const OPENED = { kind: oneOf("opened"), ...FOR, first: integer(0, SIZE_MOST), names: array(fields(NAME), 1, SLICE) };
const RESULT = {
  kind: oneOf("result"),
  ...FOR,
  keyholders: array(integer(1, KEYHOLDERS_MOST), 2, KEYHOLDERS_MOST),
  level: integer(1, K_MOST),
  opened: integer(0, SIZE_MOST),
  unreadable: integer(0, SIZE_MOST),
};

/** Name and job title; null for one that cannot be read. @typedef {{ name: string, title: string } | null} Name */

/**
 * What is to be opened: the envelopes that count, the level reached, those that open; both in order of hash.
 * `missing`: hashes of envelopes that do not count because the keyholders do not have their sealed names, ascending.
 * @typedef {{ heads: Head[], level: number, opens: Head[], missing: Uint8Array[] }} Count
 */

/** One opening: the box, what opens, and the hash of the opening request. @typedef {{ boxId: Uint8Array, count: Count, request: Uint8Array }} Opening */

/**
 * Return the level that a share of the list asks for, rounded up, and at least 5.
 * @param {number} percent 1 to 100
 * @param {number} listed
 */
export function levelFor(percent, listed) {
  return Math.max(K_LEAST, Math.ceil((percent * listed) / 100));
}

/**
 * Check a sealed name against its envelope, which checkEnvelope has checked; return it taken apart.
 * Errors: document_field, size_wrong; wrong_box; name_wrong_commitment if it is not the one that the envelope signed;
 * those of names.checkSealedName.
 * @param {Pick<Rules, "boxId" | "key">} rules
 * @param {Envelope} envelope
 * @param {Document} document
 * @returns {SealedName}
 */
export function checkSealed(rules, envelope, document) {
  const found = read(document, SEALED);
  if (!equal(found.box, rules.boxId)) throw new Refused("wrong_box");
  if (!equal(found.envelope, envelope.digest)) throw new Refused("name_wrong_commitment", "sent for another envelope");
  checkCommitment(envelope.body, found.salt, found.sealed);
  const place = { boxId: rules.boxId, envelopeKey: envelope.key, level: envelope.place, seq: envelope.seq };
  return checkSealedName(rules.key, place, found.sealed);
}

/**
 * Return what counts and what opens: the greatest listed level s with at least s envelopes of level <= s.
 * `missing`: hashes of envelopes whose sealed names the keyholders do not have; they do not count.
 * Errors: nothing_opens; level_unknown; rule_impossible for a box that is not a demand.
 * @param {Definition} definition
 * @param {Iterable<Head>} heads
 * @param {readonly Uint8Array[]} [missing]
 * @returns {Count}
 */
export function countDemand(definition, heads, missing = []) {
  if (definition.fields.kind !== "demand") throw new Refused("rule_impossible", "only a demand has levels");
  const without = new Set(missing.map(b64));
  const kept = counted(heads);
  const here = kept.filter((head) => !without.has(b64(head.digest)));
  const level = levelsReached(
    definition.fields.levels,
    here.map((head) => head.place),
  );
  if (level === null) throw new Refused("nothing_opens", `${here.length} envelopes count`);
  const opens = here.filter((head) => head.place <= level);
  const lost = kept.filter((head) => without.has(b64(head.digest))).map((head) => head.digest);
  return { heads: here, level, opens, missing: lost };
}

/**
 * Return how many names would open as the book stands; all that a page may show before. Errors: as countDemand.
 * @param {Definition} definition
 * @param {Iterable<Head>} heads
 */
export function wouldOpen(definition, heads) {
  try {
    return countDemand(definition, heads).opens.length;
  } catch (problem) {
    if (problem instanceof Refused && problem.reason === "nothing_opens") return 0;
    throw problem;
  }
}

/**
 * Return the hashes of envelopes that an opening request says are missing, for `countDemand`. Errors: document_field.
 * @param {Document} document
 * @returns {Uint8Array[]}
 */
export function missingOf(document) {
  return read(document, REQUEST).missing;
}

/**
 * Check that an opening request names this box, this set and the level of the rule; return its fields.
 * `count`: as `countDemand` gives it for what the request says is missing. Errors: wrong_box, opening_request_wrong,
 * document_field.
 * @param {Document} document
 * @param {Definition} definition
 * @param {Count} count
 */
export function checkRequest(document, definition, count) {
  const found = read(document, REQUEST);
  if (!equal(found.box, definition.boxId)) throw new Refused("wrong_box");
  const same = equal(found.set, setHash(definition.boxId, count.heads));
  if (!same || String(found.missing.map(b64)) !== String(count.missing.map(b64))) {
    throw new Refused("opening_request_wrong", "another set");
  }
  if (found.level !== count.level || found.opens !== count.opens.length) {
    const said = `level ${count.level} is reached, and ${count.opens.length} names open`;
    throw new Refused("opening_request_wrong", said);
  }
  return found;
}

/**
 * @param {Opening} opening
 * @param {Document} document
 * @param {Shape} shape
 */
function readFor({ boxId, request }, document, shape) {
  const found = read(document, shape);
  if (!equal(found.box, boxId)) throw new Refused("wrong_box");
  if (!equal(found.request, request)) {
    throw new Refused("opening_request_wrong", "made for another opening request");
  }
  return found;
}

/**
 * Return the parts of each keyholder, 96 bytes for each name, checked for form and signature. `keys`: Ed25519 keys of
 * the keyholders in order. Errors: keyholder_unknown, wrong_box, opening_request_wrong, document_field, those of verify;
 * partial_opening_wrong unless a keyholder's entries give each name once and in order.
 * @param {Opening} opening
 * @param {Iterable<Document>} documents
 * @param {readonly Uint8Array[]} keys
 */
export function readParts(opening, documents, keys) {
  /** @type {Map<number, Uint8Array[]>} */
  const found = new Map();
  for (const document of documents) {
    const { signature: _, ...rest } = document;
    const { keyholder, first, names } = readFor(opening, rest, PART);
    const key = keys[keyholder - 1];
    if (!key) throw new Refused("keyholder_unknown");
    verifySigned(key, "part", document);
    const given = found.get(keyholder) ?? [];
    if (first !== given.length) {
      throw new Refused("partial_opening_wrong", `keyholder ${keyholder}: names twice, or left out`);
    }
    found.set(keyholder, [...given, ...names]);
  }
  for (const [keyholder, given] of found) {
    if (given.length !== opening.count.opens.length) {
      throw new Refused("partial_opening_wrong", `keyholder ${keyholder}: ${given.length} names`);
    }
  }
  return found;
}

/**
 * Return the names that the entries publish, each with its envelope's hash, salt and sealed name, in order of hash. They
 * are those of the envelopes that open; whether each is what was sealed, `checkOpened` finds out.
 * Errors: document_field, wrong_box, opening_request_wrong; result_differs if a name is missing, added or moved.
 * @param {Opening} opening
 * @param {Iterable<Document>} documents
 * @returns {Document[]}
 */
export function readOpened(opening, documents) {
  /** @type {Document[]} */
  const found = [];
  for (const document of documents) {
    const { first, names } = readFor(opening, document, OPENED);
    if (first !== found.length) throw new Refused("result_differs", "names twice, or left out");
    for (const each of names) {
      if ((each.name === undefined) !== (each.title === undefined)) {
        throw new Refused("result_differs", "a name without its job title, or the reverse");
      }
      found.push(each);
    }
  }
  const hashes = opening.count.opens.map((head) => b64(head.digest));
  if (found.length !== hashes.length || found.some((each, at) => b64(each.envelope) !== hashes[at])) {
    throw new Refused("result_differs", "not the envelopes that open");
  }
  return found;
}

/**
 * Return the name that an entry publishes for an envelope.
 * @param {Document} published as `readOpened` gives it
 * @returns {Name}
 */
export function nameOf({ name, title }) {
  return name === undefined ? null : { name, title };
}

/**
 * Check the published names against envelopes and parts; return them.
 * `team`: of the ceremony; `envelopes`: the checked envelopes by hash in base64url; `parts`: as `readParts` gives them;
 * those of the t lowest indices are used. Errors: as readOpened and checkSealed; keyholders_too_few,
 * partial_opening_wrong and the like, as names.checkPart and names.combine; result_differs for a name that is not what
 * the parts give.
 * @param {Opening} opening
 * @param {Team} team
 * @param {Iterable<Document>} documents
 * @param {ReadonlyMap<string, Envelope>} envelopes
 * @param {ReadonlyMap<number, Uint8Array[]>} parts
 * @returns {Name[]}
 */
export function checkOpened(opening, team, documents, envelopes, parts) {
  const published = readOpened(opening, documents);
  const used = [...parts.keys()].sort((left, right) => left - right).slice(0, team.t);
  const rules = { boxId: opening.boxId, key: team.key };
  return published.map((each, at) => {
    const envelope = envelopes.get(b64(each.envelope));
    if (!envelope) throw new Refused("result_differs", "a name without its envelope");
    const parcel = sealedNameDocument(opening.boxId, each.envelope, each.salt, each.sealed);
    const sealed = checkSealed(rules, envelope, parcel);
    const cut = used.map((index) => {
      const part = /** @type {Uint8Array} */ (parts.get(index)?.[at]);
      return { point: part.slice(0, 32), proof: part.slice(32) };
    });
    for (const [place, index] of used.entries()) {
      checkPart(team, index, sealed, opening.request, /** @type {typeof cut[number]} */ (cut[place]));
    }
    const [found, said] = [opened(sealed, combine(team.t, used, cut)), nameOf(each)];
    if (found?.name !== said?.name || found?.title !== said?.title) {
      throw new Refused("result_differs", "not what the parts give");
    }
    return said;
  });
}

/**
 * @param {SealedName} sealed
 * @param {Uint8Array} shared
 * @returns {Name}
 */
function opened(sealed, shared) {
  try {
    return openName(sealed, shared);
  } catch (problem) {
    if (problem instanceof Refused && problem.reason === "name_malformed") return null;
    throw problem;
  }
}

/**
 * Check the result, which ends the box, against what was opened. `keyholders`: whose parts were used.
 * Errors: wrong_box, opening_request_wrong, document_field, result_differs.
 * @param {Opening} opening
 * @param {Document} document
 * @param {readonly number[]} keyholders
 * @param {readonly Name[]} names
 */
export function checkResult(opening, document, keyholders, names) {
  const found = readFor(opening, document, RESULT);
  const readable = names.filter((name) => name !== null).length;
  const said = [found.level, found.opened, found.unreadable, ...found.keyholders];
  const order = [...keyholders].sort((left, right) => left - right);
  const expected = [opening.count.level, readable, names.length - readable, ...order];
  if (String(said) !== String(expected)) throw new Refused("result_differs");
}
