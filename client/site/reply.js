/** Lets whoever holds the delivered letter reply once, signed with the secret behind the # of its link. */

import { secretIn } from "../device/keys.js";
import { b64 } from "../protocol/encoding.js";
import { outcomeDocument } from "../protocol/outcomes.js";
import { Failure, find, given, go, input, onSend, post } from "./page.js";
import { salted } from "./salted.js";

function secret() {
  const found = secretIn(location.hash);
  if (found === null) throw new Failure("link_broken", "");
  return found;
}

/** @param {HTMLFormElement} form */
async function send(form) {
  const text = salted(String(new FormData(form).get("says")).trim());
  const said = { demand: given("demand"), day: given("day"), says: text.hash };
  await post(given("send"), { document: outcomeDocument(secret(), "reply", said), texts: [text] });
  go(given("next"));
}

if (document.querySelector("#reply") !== null) onSend("#reply", send);
find("#file").addEventListener("submit", () => {
  input("#file [name=secret]").value = b64(secretIn(location.hash) ?? new Uint8Array());
});
