/** Definitions of boxes and heads of envelopes for tests: those of the vectors, with some fields changed. */

import fc from "fast-check";

import { readDefinition } from "../../client/protocol/boxes.js";
import { sha256 } from "../../client/protocol/encoding.js";
import { allCases } from "./cases.js";

/** @import { Document } from "../../client/protocol/encoding.js" */
/** @import { Head } from "../../client/protocol/envelopes.js" */

const cases = new Map(allCases().map((each) => [each.file, each]));
export const ENDS = 1_800_000_000;
export const DAY_SECONDS = 86_400;

/**
 * Return the input of a vector.
 * @param {string} file path below vectors/
 * @returns {Document}
 */
export function given(file) {
  return /** @type {Document} */ (cases.get(file)?.input);
}

/**
 * Return a checked definition: the kind's usual one, with some fields changed.
 * @param {"survey" | "demand" | "vote" | "draft"} kind
 * @param {Document} [changes]
 */
export function definition(kind, changes = {}) {
  return readDefinition({ ...given(`boxes/definition_${kind}.txt`).document, ...changes });
}

/**
 * Return what counting needs of somebody's envelope.
 * @param {string} name
 * @param {number} place
 * @param {number} [seq]
 * @param {boolean} [withdraws]
 * @returns {Head}
 */
export function head(name, place, seq = 0, withdraws = false) {
  const hashed = (/** @type {string} */ text) => sha256(new TextEncoder().encode(text));
  return { digest: hashed(`${name}/${place}/${seq}/${withdraws}`), key: hashed(name), seq, place, withdraws };
}

const names = fc.constantFrom("Ana", "Bo", "Chi");
/** Envelopes of few people, some with one seq, some withdrawn. */
export const heads = fc
  .uniqueArray(fc.tuple(names, fc.nat(2), fc.nat(4), fc.boolean()), { maxLength: 12, selector: String })
  .map((some) => some.map(([name, place, seq, withdraws]) => head(name, place, seq, withdraws)));
