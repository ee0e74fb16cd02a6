/** The page on which a phone is unlocked, or twelve words are typed, and then signed in. */

import { memberKey, seedOf } from "../device/keys.js";
import { keep, openWithPasskey, openWithPin } from "../device/locks.js";
import { canPasskey } from "../device/passkey.js";
import { checkNewPin } from "../device/pin.js";
import { keepReceipt, receipts } from "../device/receipts.js";
import { hold, shut } from "../device/unlocked.js";
import { keepOnly, locks, stayed, take } from "../device/vault.js";
import { entropyOf } from "../device/words.js";
import { unb64 } from "../protocol/encoding.js";
import { code } from "../protocol/joining.js";
import { find, given, go, input, onPress, onSend, say } from "./page.js";
import { signIn } from "./session.js";

/** Where a tab keeps receipts on a phone that is not one's own. */
const HERE = "drawer/receipts";

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
 * Sign in, then hold the words. What stayed in this tab under other words goes.
 * @param {Uint8Array} entropy
 * @param {boolean} mine
 */
async function unlock(entropy, mine) {
  const waiting = await signIn(entropy, mine);
  const seed = seedOf(entropy);
  keepOnly((name) => stayed(seed, name) !== null);
  hold(entropy, mine, seed);
  return waiting;
}

/**
 * Take over what this tab has of the same member from when they said that the phone is not theirs: an envelope may wait.
 * Where the phone can keep nothing more, it stays in the tab, and stops nobody from coming in.
 * @param {Uint8Array} entropy
 */
async function takeOver(entropy) {
  const here = stayed(seedOf(entropy), HERE);
  if (here === null) return;
  try {
    const known = new Set((await receipts(entropy)).map(({ id }) => id));
    for (const receipt of here) if (!known.has(receipt.id)) await keepReceipt(entropy, receipt);
  } catch {
    return;
  }
  keepOnly((name) => name !== HERE);
}

/**
 * Sign in on a phone of one's own, and go on.
 * @param {Uint8Array} entropy
 */
async function comeIn(entropy) {
  const waiting = await unlock(entropy, true);
  await takeOver(entropy);
  await goOn(entropy, waiting);
}

onSend("#pin-form", async () => {
  const field = input("#pin");
  const pin = field.value;
  field.value = "";
  await comeIn(await openWithPin(pin));
});

onPress("#use-passkey", async () => comeIn(await openWithPasskey()));
onPress("#use-words", () => say("words"));

onSend("#words-form", async (form) => {
  const mine = new FormData(form).get("whose") === "mine";
  const entropy = entropyOf(input("#typed").value);
  shut();
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
  await takeOver(typed.entropy);
  await goOn(typed.entropy, typed.waiting);
});

const there = await locks().catch(() => ({ pin: false, passkey: false }));
say(there.pin ? "pin" : "words");
if (there.passkey && canPasskey()) say("passkey");
