/** The two forms with which somebody new begins: what they tell, and a PIN if the phone is theirs. */

import { seedOf } from "../device/keys.js";
import { keep } from "../device/locks.js";
import { checkNewPin } from "../device/pin.js";
import { hold, isNotMine, lock } from "../device/unlocked.js";
import { newEntropy } from "../device/words.js";
import { phraseOf } from "../protocol/words.js";
import { find, input, onSend, say } from "./page.js";

/** @import { Told } from "./door.js" */
/** @typedef {Omit<Told, "role">} Typed */

/** What an ally's document says where only peer workers are asked. */
const NOT_ASKED = "private";
/** Made once: a second try after a broken connection uses the same words. */
const entropy = newEntropy();

/**
 * Ask, make the words and keep them, and only then go on, so that nothing is sent for words that are lost.
 * @param {(entropy: Uint8Array, typed: Typed) => Promise<void>} goOn
 */
export function askNewcomer(goOn) {
  /** @type {Typed | null} */
  let typed = null;
  onSend("#about-me", async (form) => {
    const fields = new FormData(form);
    const employer = /** @type {Typed["employer"]} */ (fields.get("employer") ?? NOT_ASKED);
    const supervisor = fields.get("supervisor") === "yes";
    typed = { nickname: String(fields.get("nickname")).trim(), employer, supervisor };
    if (fields.get("whose") === "mine") return say("new_pin");
    lock();
    hold(entropy, false, seedOf(entropy));
    await goOn(entropy, typed);
  });
  onSend("#new-pin", async () => {
    const pin = checkNewPin(input("#pin-1").value, input("#pin-2").value);
    if (typed === null) return say("about");
    lock();
    await keep(entropy, pin);
    hold(entropy, true, seedOf(entropy));
    await goOn(entropy, typed);
  });
}

/**
 * Fill in the twelve words, which the reader opens when nobody looks, and warn where nothing will keep them.
 * @param {Uint8Array} from
 */
export function showWords(from) {
  const items = phraseOf(from)
    .split(" ")
    .map((word) => Object.assign(document.createElement("li"), { textContent: word }));
  find("#words").replaceChildren(...items);
  if (isNotMine()) say("not_kept");
  say("twelve");
}
