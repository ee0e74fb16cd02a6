/** Opened with the link of a voucher, on a new phone: makes new words, keeps them under a PIN, shows two words. */

import { memberKey, memberSecret, secretIn, seedOf } from "../device/keys.js";
import { keep } from "../device/locks.js";
import { checkNewPin } from "../device/pin.js";
import { hold, lock } from "../device/unlocked.js";
import { put } from "../device/vault.js";
import { newEntropy } from "../device/words.js";
import { b64 } from "../protocol/encoding.js";
import { code, joinDocument, signJoin } from "../protocol/joining.js";
import { publicKey, sign } from "../protocol/signatures.js";
import { Failure, fail, find, given, input, onSend, post, say } from "./page.js";

/** @import { Asking } from "../protocol/joining.js" */
/** @typedef {Pick<Asking, "nickname" | "role" | "employer" | "supervisor">} Told */

const secret = secretIn(location.hash);
history.replaceState(null, "", location.pathname); // the secret does not stay in the address
/** @type {Told | null} */
let told = null;
/** Made once: a second try after a broken connection uses the same words. */
const entropy = newEntropy();

/** Ask whose place this link moves; the site answers only who has the link. */
async function look() {
  if (secret === null) throw new Failure("link_broken", "");
  const door = publicKey(secret);
  const knock = { v: 1, kind: "knock", site: location.origin, door: b64(door) };
  told = await post(given("look"), { door: b64(door), signature: b64(sign(secret, "knock", knock)) });
  find("#nickname").textContent = told?.nickname ?? "";
  say("pin");
}

onSend("#new-pin", async () => {
  const pin = checkNewPin(input("#pin-1").value, input("#pin-2").value);
  if (secret === null || told === null) throw new Failure("link_broken", "");
  const door = publicKey(secret);
  const member = memberKey(entropy);
  lock();
  await keep(entropy, pin); // before anything is sent, so that nothing is moved to words that are lost
  const document = joinDocument({ site: location.origin, door, member, ...told });
  const signed = signJoin(document, memberSecret(entropy), secret);
  const signatures = { member_signature: b64(signed.member), door_signature: b64(signed.door) };
  await post(given("send"), { document, ...signatures });
  hold(entropy, true, seedOf(entropy));
  await put(entropy, "coming_back", b64(door)); // the page to sign in shows the two words again
  find("#code").textContent = code(door, member).join(" ");
  say("code");
});

await look().catch(fail);
