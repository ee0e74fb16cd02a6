/**
 * Shows the twelve words, where there is a PIN once it is typed again, and has three of them typed from the paper.
 * On a phone that is not the member's own there is none: the tab has the words until it closes.
 */

import { openWithPin } from "../device/locks.js";
import { random } from "../device/random.js";
import { isNotMine } from "../device/unlocked.js";
import { put } from "../device/vault.js";
import { phraseOf } from "../protocol/words.js";
import { held } from "./held.js";
import { Failure, find, input, onPress, onSend, say } from "./page.js";

const ASKED = 3;
const WORDS = 12;

/** @type {string[]} */
let words = [];
/** Which words are asked for, counted from 0. @type {number[]} */
let asked = [];

/** Return three different places, in order. */
function places() {
  const drawn = new Set();
  while (drawn.size < ASKED) {
    const [byte = 0] = random(1);
    if (byte < 252) drawn.add(byte % WORDS); // 252 is a multiple of 12
  }
  return [...drawn].sort((one, other) => one - other);
}

function show() {
  const items = words.map((word) => Object.assign(document.createElement("li"), { textContent: word }));
  find("#words").replaceChildren(...items);
  say("words");
}

onSend("#pin-form", async () => {
  const field = input("#pin");
  const pin = field.value;
  field.value = "";
  words = phraseOf(await openWithPin(pin)).split(" ");
  show();
});

onPress("#show", () => {
  words = phraseOf(held()).split(" ");
  show();
});

onPress("#written", () => {
  asked = places();
  for (const [at, place] of asked.entries()) {
    find(`[data-number="${at}"]`).textContent = String(place + 1);
    input(`#word-${at}`).value = "";
  }
  find("#words").replaceChildren();
  say("check");
});

onPress("#again", show);

onSend("#check-form", async () => {
  const typed = asked.map((_, at) => input(`#word-${at}`).value.trim().toLowerCase());
  if (typed.some((word, at) => word !== words[Number(asked[at])])) throw new Failure("words_other", "");
  await put(held(), "words_saved", true);
  words = [];
  say("saved");
});

say(isNotMine() ? "other_phone" : "pin");
