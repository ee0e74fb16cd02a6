/** The right to put one envelope into one box: asked for from the phrase, made of the keyholders' answers. */

import { memberSecret, seedOf } from "../device/keys.js";
import { random } from "../device/random.js";
import { blindingFactor, envelopeSecret, prefix, pssSalt } from "../protocol/derived.js";
import { b64, unb64 } from "../protocol/encoding.js";
import { Refused } from "../protocol/errors.js";
import { blind, finalize, passDocument, preparedMessage, requestDocument } from "../protocol/passes.js";
import { publicKey } from "../protocol/signatures.js";
import { bytesToHex } from "../vendor/noble.js";
import { Failure, get, post, postOut } from "./page.js";

/** @import { Document } from "../protocol/encoding.js" */
/** @import { IssuingKey } from "../protocol/passes.js" */
/** @import { About, Recorded } from "./box_record.js" */
/** What asking needs of a box. @typedef {Pick<Recorded, "rules" | "tag" | "about">} Askable */

/**
 * Return the address of something of a box, in the language of the page.
 * @param {string} what "boxes" or "door"
 * @param {Uint8Array} boxId
 * @param {string} [more]
 */
export function addressOf(what, boxId, more = "") {
  const spanish = typeof document !== "undefined" && document.documentElement.lang === "es";
  return `${spanish ? "/es" : ""}/${what}/${bytesToHex(boxId)}${more}`;
}

/**
 * Return the keyholders' issuing keys for the reader's tag, in their order.
 * @param {Askable} box
 */
function issuersOf({ rules, tag }) {
  return rules.issuers[tag] ?? [];
}

/**
 * Return what one issuing key blinds with.
 * @param {Uint8Array} seed
 * @param {Uint8Array} boxId
 * @param {IssuingKey} key
 */
function blindingOf(seed, boxId, { issuer, n }) {
  return { salt: pssSalt(seed, boxId, issuer), factor: blindingFactor(seed, boxId, issuer, n) };
}

/**
 * @param {Uint8Array} seed
 * @param {Uint8Array} boxId
 */
function messageOf(seed, boxId) {
  return preparedMessage(prefix(seed, boxId), publicKey(envelopeSecret(seed, boxId)));
}

/**
 * Return the secret with which the reader stands on the list of a box: that of their member key, or where the list is of
 * the signers of an earlier demand, that of their envelope key there.
 * @param {Uint8Array} entropy
 * @param {Pick<About, "of">} about
 */
export function listedSecret(entropy, { of }) {
  return of === undefined ? memberSecret(entropy) : envelopeSecret(seedOf(entropy), unb64(of));
}

/**
 * Return the request for a pass; the same again on any device with the words.
 * @param {Uint8Array} entropy
 * @param {Askable} box
 */
export function requestFor(entropy, box) {
  const seed = seedOf(entropy);
  const { boxId } = box.rules;
  const message = messageOf(seed, boxId);
  const blinded = issuersOf(box).map((key) => {
    const { salt, factor } = blindingOf(seed, boxId, key);
    return /** @type {[IssuingKey, Uint8Array]} */ ([key, blind(key.n, message, salt, factor)]);
  });
  const secret = listedSecret(entropy, box.about);
  return requestDocument(secret, publicKey(secret), boxId, blinded);
}

/**
 * Ask the keyholders for the pass. Asking again changes nothing. A signer of an earlier demand asks as nobody, so that
 * the site does not learn whose account that envelope key belongs to. Errors: Failure.
 * @param {Uint8Array} entropy
 * @param {Askable} box
 */
export async function askForPass(entropy, box) {
  const word = requestFor(entropy, box);
  if (box.about.of === undefined) await post(addressOf("boxes", box.rules.boxId, "/request"), { word });
  else await postOut(addressOf("boxes", box.rules.boxId, "/signer/request"), { word });
}

/**
 * Return items in an order that nobody can foresee.
 * @template T
 * @param {T[]} items
 * @returns {T[]}
 */
export function shuffled(items) {
  const drawn = items.map((item) => ({ item, by: b64(random(16)) }));
  return drawn.sort((one, other) => (one.by < other.by ? -1 : 1)).map(({ item }) => item);
}

/**
 * Return the pass of t answers, taken at random so that which ones says nothing; null while too few sound ones are there.
 * @param {Uint8Array} entropy
 * @param {Askable} box
 * @param {{ keyholder: number, value: string }[]} answers
 * @returns {Document | null}
 */
export function makePass(entropy, box, answers) {
  const seed = seedOf(entropy);
  const { boxId, t } = box.rules;
  const message = messageOf(seed, boxId);
  const values = new Map(answers.map(({ keyholder, value }) => [keyholder, value]));
  /** @type {[number, Uint8Array][]} */
  const sound = [];
  for (const key of shuffled(issuersOf(box).filter(({ keyholder }) => values.has(keyholder)))) {
    if (sound.length === t) break;
    const signature = finished(key, message, String(values.get(key.keyholder)), blindingOf(seed, boxId, key).factor);
    if (signature !== null) sound.push([key.keyholder, signature]);
  }
  return sound.length < t ? null : passDocument(prefix(seed, boxId), sound);
}

/**
 * Return a keyholder's signature, or null if what came is none.
 * @param {IssuingKey} key
 * @param {Uint8Array} message
 * @param {string} value
 * @param {bigint} factor
 */
function finished(key, message, value, factor) {
  try {
    return finalize(key.n, message, unb64(value), factor);
  } catch (problem) {
    if (problem instanceof Refused) return null;
    throw problem;
  }
}

/**
 * @param {Uint8Array} entropy
 * @param {Askable} box
 */
async function answersFor(entropy, { about, rules }) {
  if (about.of === undefined) return (await get(addressOf("boxes", rules.boxId, "/answers.json"))).answers;
  const key = b64(publicKey(listedSecret(entropy, about)));
  return (await postOut(addressOf("boxes", rules.boxId, "/signer/answers"), { key })).answers;
}

/**
 * Return the pass for a box, or null while too few keyholders have answered. Errors: Failure.
 * @param {Uint8Array} entropy
 * @param {Askable} box
 * @returns {Promise<Document | null>}
 */
export async function passOf(entropy, box) {
  return makePass(entropy, box, await answersFor(entropy, box));
}

/**
 * Return null if the site was out of reach, so that whoever waits goes on waiting. Errors: the problem otherwise.
 * @param {unknown} problem
 */
export function unlessAway(problem) {
  if (problem instanceof Failure && problem.error === "unreachable") return null;
  throw problem;
}
