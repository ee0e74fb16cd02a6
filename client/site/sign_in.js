/** The page on which a phone is unlocked, or twelve words are typed, and then signed in. */

import { memberKey, seedOf } from "../device/keys.js";
import { keep, openWithPasskey, openWithPin } from "../device/locks.js";
import { canPasskey } from "../device/passkey.js";
import { checkNewPin } from "../device/pin.js";
import { hold, lock } from "../device/unlocked.js";
import { locks, take } from "../device/vault.js";
import { entropyOf } from "../device/words.js";
import { unb64 } from "../protocol/encoding.js";
import { code } from "../protocol/joining.js";
import { find, given, go, input, onPress, onSend, say } from "./page.js";
import { signIn } from "./session.js";

/** What the typed words stand for, until a PIN is chosen. @type {{ entropy: Uint8Array, waiting: string } | null} */
let typed = null;

/**
 * Go where the reader wanted to, or say what they wait for; on a new phone with the two words to be compared.
 * @param {Uint8Array} entropy
 * @param {string} waiting
 */
async function goOn(entropy, waiting) {
  if (waiting === "") return go(given("next"));
  say(waiting);
  const door = waiting === "move" ? await take(entropy, "coming_back") : null;
  if (door !== null) find("#code").textContent = code(unb64(door), memberKey(entropy)).join(" ");
}

/**
 * @param {Uint8Array} entropy
 * @param {boolean} mine
 */
async function unlock(entropy, mine) {
  const waiting = await signIn(entropy, mine);
  hold(entropy, mine, seedOf(entropy));
  return waiting;
}

onSend("#pin-form", async () => {
  const field = input("#pin");
  const pin = field.value;
  field.value = "";
  const entropy = await openWithPin(pin);
  await goOn(entropy, await unlock(entropy, true));
});

onPress("#use-passkey", async () => {
  const entropy = await openWithPasskey();
  await goOn(entropy, await unlock(entropy, true));
});
onPress("#use-words", () => say("words"));

onSend("#words-form", async (form) => {
  const mine = new FormData(form).get("whose") === "mine";
  const entropy = entropyOf(input("#typed").value);
  lock();
  const waiting = await unlock(entropy, mine);
  input("#typed").value = "";
  if (!mine) return goOn(entropy, waiting);
  typed = { entropy, waiting };
  say("new_pin");
});

onSend("#new-pin", async () => {
  const pin = checkNewPin(input("#pin-1").value, input("#pin-2").value);
  if (typed === null) return;
  await keep(typed.entropy, pin);
  await goOn(typed.entropy, typed.waiting);
});

const there = await locks().catch(() => ({ pin: false, passkey: false }));
say(there.pin ? "pin" : "words");
if (there.passkey && canPasskey()) say("passkey");
