/** Makes the link with which somebody who lost their phone comes back, and shows it to be scanned. */

import { newSecret } from "../device/keys.js";
import { change } from "../device/vault.js";
import { b64 } from "../protocol/encoding.js";
import { publicKey } from "../protocol/signatures.js";
import { held } from "./held.js";
import { sharing, showLink } from "./link.js";
import { busy, given, post, say } from "./page.js";

/** The drawer with the public keys of the links that this phone made. */
const LINKS = "links_back";

/** @param {string} member */
async function begin(member) {
  const entropy = held();
  const secret = newSecret();
  const door = b64(publicKey(secret));
  await change(entropy, LINKS, (/** @type {string[] | null} */ made) => [...(made ?? []), door]);
  await post(given("send"), { member, door });
  showLink(given("back"), secret);
  say("link");
}

for (const button of document.querySelectorAll(".choose")) {
  const chosen = /** @type {HTMLElement} */ (button);
  chosen.addEventListener("click", () => busy(chosen, () => begin(chosen.dataset.member ?? "")));
}

sharing();
