/** One's own page: takes vouches back, adds a passkey, stops a move, signs out. */

import { kept } from "../device/kept.js";
import { memberSecret } from "../device/keys.js";
import { addPasskey } from "../device/locks.js";
import { canPasskey } from "../device/passkey.js";
import { receipts } from "../device/receipts.js";
import { entropy, isNotMine, lock } from "../device/unlocked.js";
import { locks, take } from "../device/vault.js";
import { unb64 } from "../protocol/encoding.js";
import { stayedDocument, takenBackDocument } from "../protocol/vouches.js";
import { held } from "./held.js";
import { busy, given, go, hush, onPress, post, say } from "./page.js";

for (const button of document.querySelectorAll(".take-back")) {
  const { to = "" } = /** @type {HTMLElement} */ (button).dataset;
  button.addEventListener("click", () =>
    busy(/** @type {HTMLElement} */ (button), async () => {
      const day = Number(given("today"));
      const word = takenBackDocument(memberSecret(held()), given("origin"), unb64(to), day);
      await post(given("takeBack"), { word });
      location.reload();
    }),
  );
}

/** Sign that one's place moves to none of the keys that ask for it. */
function stops() {
  const secret = memberSecret(held());
  const asked = [...document.querySelectorAll(".stop-move")].map(
    (each) => /** @type {HTMLElement} */ (each).dataset.new,
  );
  const day = Number(given("today"));
  return asked.flatMap((each) => (each ? [stayedDocument(secret, given("origin"), unb64(each), day)] : []));
}

for (const button of document.querySelectorAll(".stop-move")) {
  button.addEventListener("click", () =>
    busy(/** @type {HTMLElement} */ (button), async () => {
      await post(given("stop"), { words: stops() });
      location.reload();
    }),
  );
}

onPress("#add-passkey", async () => {
  await addPasskey(held());
  hush("passkey");
  say("passkey_there");
});

onPress("#phone-keeps", async () => {
  const bytes = held();
  const answers = (await receipts(bytes)).map(({ kind, id }) => ({ kind, id }));
  const record = JSON.parse(localStorage.getItem("undersign/record") ?? "null");
  saveAs("phone.json", { ...(await kept(bytes)), receipts: answers, record });
});

onPress("#sign-out", async () => {
  await post(given("signOut"), {});
  lock();
  go(given("first"));
});

/**
 * Let the browser save something as a file.
 * @param {string} name
 * @param {object} what
 */
function saveAs(name, what) {
  const href = URL.createObjectURL(new Blob([JSON.stringify(what, null, 2)], { type: "application/json" }));
  Object.assign(document.createElement("a"), { href, download: name }).click();
  URL.revokeObjectURL(href);
}

/** Show what this phone knows: whether the words were written down, whether it has a passkey. */
async function showPhone() {
  const bytes = entropy();
  if (bytes === null) return;
  const there = isNotMine() ? { pin: false, passkey: false } : await locks();
  if (there.passkey) say("passkey_there");
  else if (there.pin && canPasskey()) say("passkey");
  say((await take(bytes, "words_saved")) === true ? "saved" : "not_saved");
}

await showPhone();
