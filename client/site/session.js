/** Signing in: this phone signs what the site gives it, for this site's address alone. */

import { memberKey, memberSecret } from "../device/keys.js";
import { b64, unb64 } from "../protocol/encoding.js";
import { signInDocument, signSignIn } from "../protocol/joining.js";
import { Failure, get, given, post } from "./page.js";

/**
 * Sign in; return what somebody who is no member yet waits for (`door` or `move`), or an empty text.
 * A page that another address serves gets nothing signed. Errors: Failure.
 * @param {Uint8Array} entropy
 * @param {boolean} mine whether the phone is the member's own; on another one the site ends the session soon
 * @returns {Promise<string>}
 */
export async function signIn(entropy, mine) {
  if (given("address") !== location.origin) throw new Failure("other_address", "");
  const { nonce } = await get(given("challenge"));
  const document = signInDocument(memberKey(entropy), location.origin, unb64(nonce));
  const signature = b64(signSignIn(memberSecret(entropy), document));
  const { waiting } = await post(given("send"), { document, signature, mine });
  return waiting;
}
