/** Makes an invitation: a link for one person, whose secret this phone draws and the site never gets. */

import { memberSecret, newSecret } from "../device/keys.js";
import { unb64 } from "../protocol/encoding.js";
import { publicKey } from "../protocol/signatures.js";
import { invitationDocument } from "../protocol/vouches.js";
import { held } from "./held.js";
import { sharing, showLink } from "./link.js";
import { busy, given, go, onSend, post, say } from "./page.js";

const DAYS = 7;

sharing();

if (document.querySelector("#open") !== null) {
  onSend("#open", async (form) => {
    const fields = new FormData(form);
    const place = unb64(String(fields.get("place")));
    const role = fields.get("role") === "ally" ? "ally" : "peer";
    const secret = newSecret();
    const today = Number(given("today"));
    const by = memberSecret(held());
    const word = invitationDocument(by, given("origin"), publicKey(secret), place, role, today + DAYS, today);
    await post(given("open"), { word });
    showLink(given("join"), secret);
    say("link");
  });
}

for (const each of document.querySelectorAll("button[data-close]")) {
  const button = /** @type {HTMLElement} */ (each);
  const close = async () => {
    await post(given("close"), { door: button.dataset.close });
    go(location.pathname);
  };
  button.addEventListener("click", () => void busy(button, close));
}
