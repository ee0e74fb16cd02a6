/** Signs a note and sends it with its text. */

import { memberSecret } from "../device/keys.js";
import { unb64 } from "../protocol/encoding.js";
import { noteDocument } from "../protocol/vouches.js";
import { held } from "./held.js";
import { find, given, go, onSend, post } from "./page.js";
import { forgetSalted, salted } from "./salted.js";
import { keepTyped } from "./typed.js";

const area = /** @type {HTMLTextAreaElement} */ (find("textarea"));

async function send() {
  const secret = memberSecret(held());
  const text = salted(area.value.trim());
  const day = Number(given("today"));
  const word = noteDocument(secret, given("origin"), unb64(given("id")), unb64(text.hash), day);
  const { next } = await post(given("send"), { text, word });
  forgetSalted();
  go(next);
}

keepTyped(
  () => area.value,
  (typed) => {
    area.value = typed;
  },
);
onSend("#note", send);
