/** Sealing a name: what the phone makes of it before anything is sent. The randomness is fresh and kept nowhere. */

import { seedOf } from "../device/keys.js";
import { random } from "../device/random.js";
import { envelopeSecret } from "../protocol/derived.js";
import { encode, sha256 } from "../protocol/encoding.js";
import { commitment, sealedNameDocument, sealName } from "../protocol/sealed_names.js";
import { envelopeDocument } from "../protocol/sent.js";
import { publicKey } from "../protocol/signatures.js";

/** @import { Document } from "../protocol/encoding.js" */
/** @import { Rules } from "../protocol/envelopes.js" */

const SALT_BYTES = 32;

/**
 * Return the envelope of a signature under a demand, and the sealed name that goes with it to the keyholders.
 * Errors: name_too_long, level_unknown and the like.
 * @param {Uint8Array} entropy
 * @param {{ rules: Rules }} box
 * @param {Document} pass
 * @param {{ name: string, title: string, level: number }} signature
 */
export function sealSignature(entropy, { rules }, pass, { name, title, level }) {
  const secret = envelopeSecret(seedOf(entropy), rules.boxId);
  const place = { boxId: rules.boxId, envelopeKey: publicKey(secret), level, seq: 0 };
  const salt = random(SALT_BYTES);
  const closed = sealName(rules.key, place, name, title, random);
  const envelope = envelopeDocument(secret, rules, 0, level, commitment(salt, closed), pass);
  return { envelope, sealed: sealedNameDocument(rules.boxId, sha256(encode(envelope)), salt, closed) };
}
