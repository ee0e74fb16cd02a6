/** What the vectors of spec/names.md ask for; tests/vectors/run_names.py does the same. */

import * as names from "../../client/protocol/names.js";
import { bytes, hex, randomFrom } from "./cases.js";

/** @import { Operation, Values } from "./cases.js" */

/** @param {Values} given */
function readPlace({ box_id, envelope_key, level, seq }) {
  return { boxId: bytes(box_id), envelopeKey: bytes(envelope_key), level, seq };
}

/** @param {Values} given */
function checked(given) {
  return names.checkSealedName(bytes(given.team.key), readPlace(given.place), bytes(given.sealed));
}

/** @type {Operation} */
function seal(given) {
  const key = bytes(given.key);
  const sealed = names.sealName(key, readPlace(given.place), given.name, given.title, randomFrom(given.random));
  return { sealed: hex(sealed) };
}

/** @type {Operation} */
function check(given) {
  return { label: hex(checked(given).label) };
}

/** @type {Operation} */
function committed(given) {
  names.checkCommitment(bytes(given.commitment), bytes(given.salt), bytes(given.sealed));
  return {};
}

/** @type {Operation} */
function opened(given) {
  const team = { t: given.team.t, key: bytes(given.team.key), shares: given.team.shares.map(bytes) };
  const sealed = checked(given);
  const parts = [];
  for (const { index, point, proof } of given.parts) {
    const part = { point: bytes(point), proof: bytes(proof) };
    names.checkPart(team, index, sealed, bytes(given.request), part);
    parts.push(part);
  }
  const indices = given.parts.map((/** @type {Values} */ part) => part.index);
  return names.openName(sealed, names.combine(team.t, indices, parts));
}

/** @type {Operation} */
function levels(given) {
  return { reached: names.levelsReached(given.levels, given.counted) };
}

/** @type {Record<string, Operation>} */
export const operations = {
  name_seal: seal,
  name_check: check,
  name_commitment: committed,
  name_open: opened,
  levels_reached: levels,
};
