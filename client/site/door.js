/** A link with a secret behind its #: what it opens, shown to the site by a signature, and asking to come in there. */

import { memberKey, memberSecret, secretIn } from "../device/keys.js";
import { b64, unb64 } from "../protocol/encoding.js";
import { joinDocument, signJoin } from "../protocol/joining.js";
import { publicKey, sign } from "../protocol/signatures.js";

/** @import { Asking } from "../protocol/joining.js" */
/** @typedef {Pick<Asking, "nickname" | "role" | "employer" | "supervisor">} Told */

const KEPT = "undersign/door";

/**
 * Return the secret of the link with which this page was opened, or of the one that this tab keeps; null if there is
 * none. It does not stay in the address.
 */
export function openLink() {
  const found = secretIn(location.hash);
  history.replaceState(null, "", location.pathname);
  if (found !== null) keepDoor(found);
  const kept = sessionStorage.getItem(KEPT);
  return found ?? (kept === null ? null : unb64(kept));
}

/**
 * Keep the secret of a link until this tab closes or is locked, for when the page is loaded again.
 * @param {Uint8Array} secret
 */
export function keepDoor(secret) {
  sessionStorage.setItem(KEPT, b64(secret));
}

/**
 * Return what shows the site that this phone has the link.
 * @param {Uint8Array} secret
 */
export function knock(secret) {
  const door = b64(publicKey(secret));
  const document = { v: 1, kind: "knock", site: location.origin, door };
  return { door, signature: b64(sign(secret, "knock", document)) };
}

/**
 * Return what shows the site that it is this person who asks how far it is with them.
 * @param {Uint8Array} entropy
 */
export function waiting(entropy) {
  const key = b64(memberKey(entropy));
  const document = { v: 1, kind: "wait", site: location.origin, key };
  return { key, signature: b64(sign(memberSecret(entropy), "wait", document)) };
}

/**
 * Return a join document with both signatures, as the site takes it.
 * @param {Uint8Array} entropy
 * @param {Uint8Array} secret of the link
 * @param {Told} told
 * @param {Uint8Array} [place] the workplace; none at the founding
 */
export function asking(entropy, secret, told, place = new Uint8Array(32)) {
  const named = { site: location.origin, door: publicKey(secret), member: memberKey(entropy), place };
  const document = joinDocument({ ...told, ...named });
  const signatures = signJoin(document, memberSecret(entropy), secret);
  return { document, member_signature: b64(signatures.member), door_signature: b64(signatures.door) };
}
