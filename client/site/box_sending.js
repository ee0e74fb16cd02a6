/**
 * Sending envelopes through the door, and their receipts. What is sent is kept first; the same bytes are sent again at
 * later visits until the record holds them. A receipt never holds an answer or a name, nor what sealed it, but for the
 * sealed bytes themselves until they are recorded.
 */

import { seedOf } from "../device/keys.js";
import { addKind, keepReceipt } from "../device/receipts.js";
import { entropy as unlocked } from "../device/unlocked.js";
import { readPromise } from "../protocol/boxes.js";
import { envelopeSecret } from "../protocol/derived.js";
import { b64, encode, sha256, unb64 } from "../protocol/encoding.js";
import { Refused } from "../protocol/errors.js";
import { envelopeDocument } from "../protocol/sent.js";
import { publicKey } from "../protocol/signatures.js";
import { addressOf } from "./box_pass.js";
import { boxReceipts } from "./box_receipts.js";
import { Failure, postOut } from "./page.js";

/** @import { Document } from "../protocol/encoding.js" */
/** @import { Month } from "../protocol/hours.js" */
/** @import { Rules } from "../protocol/envelopes.js" */
/** @import { BoxReceipt, State } from "./box_receipts.js" */

/** What sending needs of a box. `hours`: of a survey of hours. @typedef {{ rules: Pick<Rules, "kind">, hostKey: Uint8Array, hours?: Month }} Addressed */

/**
 * Return the receipt of an envelope that nobody has sent yet.
 * @param {Addressed} box
 * @param {Document} envelope
 * @param {Document | undefined} sealed
 * @param {boolean} byHand
 * @returns {BoxReceipt}
 */
export function receiptFor({ rules, hostKey, hours }, envelope, sealed, byHand) {
  const hash = b64(sha256(encode(envelope)));
  const { box, key, seq, pass } = envelope;
  const place = Number(envelope.level ?? envelope.tag);
  const named = { kind: rules.kind, id: hash, box, key, envelope: hash, hostKey: b64(hostKey) };
  const sent = sealed ? { envelope, sealed } : { envelope };
  const state = /** @type {State} */ ("unsent");
  const withdraws = envelope.body === "";
  const known = hours ? { ...named, hours } : named;
  return { ...known, seq, place, withdraws, pass, state, promise: null, sent, problem: "", byHand, broken: false };
}

/**
 * Return the reader's envelope key for a box, in base64url.
 * @param {Uint8Array} entropy
 * @param {Uint8Array} boxId
 */
export function ownKey(entropy, boxId) {
  return b64(publicKey(envelopeSecret(seedOf(entropy), boxId)));
}

/** Return the words' bytes; sending needs an unlocked tab. Errors: Failure. */
function words() {
  const found = unlocked();
  if (found === null) throw new Failure("locked", "");
  return found;
}

/**
 * Keep an envelope with its receipt, to be sent by `sendKept`. `byHand`: only when its sender says so.
 * @param {Addressed} box
 * @param {Document} envelope
 * @param {Document} [sealed]
 * @param {boolean} [byHand]
 */
export async function keepUnsent(box, envelope, sealed, byHand = false) {
  const receipt = receiptFor(box, envelope, sealed, byHand);
  await keepReceipt(words(), receipt);
  return receipt;
}

/**
 * Keep an envelope, then send it; return its receipt, with the host's promise. What could not be sent stays kept, and is
 * sent at the next visit. Errors: Failure; those of readPromise; wrong_box for a promise of something else.
 * @param {Addressed} box
 * @param {Document} envelope
 * @param {Document} [sealed]
 */
export async function send(box, envelope, sealed) {
  return sendKept(await keepUnsent(box, envelope, sealed));
}

/**
 * Send an envelope that is kept, as the same bytes; return its new receipt. Errors: as send.
 * @param {BoxReceipt} receipt
 * @returns {Promise<BoxReceipt>}
 */
export async function sendKept(receipt) {
  const entropy = words();
  if (receipt.sent === null) return receipt;
  if (receipt.byHand) return sendKept(await keepReceipt(entropy, receipt, { byHand: false }));
  try {
    const { promise } = await postOut(addressOf("door", unb64(receipt.box)), receipt.sent);
    const said = readPromise(promise, unb64(receipt.hostKey));
    if (b64(said.box) !== receipt.box || b64(said.envelope) !== receipt.envelope) {
      throw new Refused("wrong_box", "the promise is of something else");
    }
    return await keepReceipt(entropy, receipt, { state: "received", promise, problem: "" });
  } catch (problem) {
    const reason = problem instanceof Failure ? problem.error : problem instanceof Refused ? problem.reason : "other";
    await keepReceipt(entropy, receipt, { problem: reason });
    throw problem;
  }
}

/**
 * Return the envelope that takes back all that was sent before it with the same pass.
 * @param {Uint8Array} entropy
 * @param {BoxReceipt[]} earlier of one box, at least one
 * @returns {Document}
 */
export function withdrawal(entropy, earlier) {
  const last = /** @type {BoxReceipt} */ ([...earlier].sort((one, other) => one.seq - other.seq).at(-1));
  const boxId = unb64(last.box);
  const rules = /** @type {Rules} */ ({ boxId, kind: last.kind });
  const secret = envelopeSecret(seedOf(entropy), boxId);
  return envelopeDocument(secret, rules, last.seq + 1, last.place, new Uint8Array(), last.pass);
}

/**
 * Take back what was sent into a box; return the receipt of that. Nothing that was already taken back is taken back
 * again. Errors: as send.
 * @param {Uint8Array} entropy
 * @param {Uint8Array} boxId
 */
export async function withdraw(entropy, boxId) {
  const all = await boxReceipts(entropy, boxId);
  const last = [...all].sort((one, other) => one.seq - other.seq).at(-1);
  if (last === undefined) throw new Failure("no_receipt", "");
  if (last.withdraws) return last.state === "unsent" ? sendKept(last) : last;
  const box = { rules: { kind: /** @type {Rules["kind"]} */ (last.kind) }, hostKey: unb64(last.hostKey) };
  return send(box, withdrawal(entropy, all));
}

for (const kind of ["demand", "draft", "survey", "vote"]) {
  addKind(kind, async ({ box, envelope }, entropy) => {
    const own = (await boxReceipts(entropy)).filter((each) => each.box === box);
    const receipt = own.find((each) => each.envelope === envelope);
    if (receipt?.byHand) return; // it never left this phone
    await withdraw(entropy, unb64(String(box)));
  });
}
