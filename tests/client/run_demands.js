/** The operations of vectors/demands that a browser has. */

import { readDefinition, setHash } from "../../client/protocol/boxes.js";
import * as demands from "../../client/protocol/demands.js";
import { b64 } from "../../client/protocol/encoding.js";
import { bytes, headsOf, hex } from "./cases.js";

/** @import { Name, Opening } from "../../client/protocol/demands.js" */
/** @import { Envelope } from "../../client/protocol/envelopes.js" */
/** @import { Team } from "../../client/protocol/names.js" */
/** @import { Operation } from "./cases.js" */

/** @param {any} given */
function countOf(given) {
  const missing = (given.missing ?? []).map(bytes);
  return demands.countDemand(readDefinition(given.definition), headsOf(given.heads), missing);
}

/**
 * @param {any} given
 * @returns {Envelope}
 */
function envelopeOf({ digest, key, seq, level, body }) {
  return { digest: bytes(digest), key: bytes(key), seq, place: level, body: bytes(body) };
}

/**
 * @param {any} given
 * @returns {Team}
 */
function teamOf({ t, key, shares }) {
  return { t, key: bytes(key), shares: shares.map(bytes) };
}

/**
 * @param {any} given
 * @returns {Opening}
 */
function openingOf(given) {
  return { boxId: readDefinition(given.definition).boxId, count: countOf(given), request: bytes(given.request) };
}

/** @param {any} given */
function checked(given) {
  const [opening, team] = [openingOf(given), teamOf(given.team)];
  const parts = demands.readParts(opening, given.parts, given.keys.map(bytes));
  const envelopes = /** @type {Envelope[]} */ (given.envelopes.map(envelopeOf));
  const byHash = new Map(envelopes.map((envelope) => [b64(envelope.digest), envelope]));
  const names = demands.checkOpened(opening, team, given.opened, byHash, parts);
  const used = [...parts.keys()].sort((left, right) => left - right).slice(0, team.t);
  return { opening, names, used };
}

/** @param {Name[]} names */
const written = (names) => names.map((name) => (name ? [name.name, name.title] : []));

/** @type {Record<string, Operation>} */
export const operations = {
  demand_count: (given) => {
    const found = countOf(given);
    const digests = (/** @type {{ digest: Uint8Array }[]} */ heads) => heads.map(({ digest }) => hex(digest));
    const set = hex(setHash(readDefinition(given.definition).boxId, found.heads));
    return { level: found.level, opens: digests(found.opens), counted: digests(found.heads), set };
  },
  demand_level: (given) => ({ level: demands.levelFor(given.percent, given.listed) }),
  demand_opened_check: (given) => ({ names: written(checked(given).names) }),
  demand_request: (given) => {
    const definition = readDefinition(given.definition);
    const { level, opens } = demands.checkRequest(given.opening_request, definition, countOf(given));
    return { level, opens };
  },
  demand_result_check: (given) => {
    const { opening, names, used } = checked(given);
    demands.checkResult(opening, given.result, used, names);
    return {};
  },
  demand_sealed_check: (given) => {
    const rules = { boxId: readDefinition(given.definition).boxId, key: bytes(given.team.key) };
    const envelope = envelopeOf(given.envelope);
    demands.checkSealed(rules, envelope, given.document);
    return { envelope: hex(envelope.digest) };
  },
  demand_would_open: (given) => ({
    names: demands.wouldOpen(readDefinition(given.definition), headsOf(given.heads)),
  }),
};
