/** Shows a voucher the two words of a new phone, checks who put it there, and signs that the place moves to it. */

import { memberSecret } from "../device/keys.js";
import { take } from "../device/vault.js";
import { b64, unb64 } from "../protocol/encoding.js";
import { checkJoin, code } from "../protocol/joining.js";
import { verifySigned } from "../protocol/signatures.js";
import { movedDocument } from "../protocol/vouches.js";
import { held } from "./held.js";
import { Failure, fail, find, given, onSend, ours, post, say } from "./page.js";

/** @typedef {{ door: Uint8Array, member: Uint8Array }} Arrived */

const { document: arrived, signatures, first } = JSON.parse(given("check"));

/**
 * Return link and new key once it is sure that whoever had the link put the key there: only they could sign with it.
 * The host never has a link's secret, so it cannot put in a key of its own.
 * @returns {Arrived}
 */
function check() {
  const found = checkJoin(arrived, unb64(signatures.member), unb64(signatures.door));
  if (!ours(found.site)) throw new Failure("move_differs", "");
  return { door: found.door, member: found.member };
}

/** The first to give their word knows the link; the second sees that the first has signed for the same key. */
async function checkFirst(/** @type {Arrived} */ { door, member }) {
  if (given("step") === "first") {
    const mine = (await take(held(), "links_back")) ?? [];
    if (!mine.includes(b64(door))) throw new Failure("link_elsewhere", "");
    return;
  }
  const word = verifySigned(unb64(first.by), "moved", first);
  const same = word.old === given("old") && word.new === b64(member) && word.origin === given("origin");
  if (!same) throw new Failure("move_differs", "");
}

onSend("#confirm-form", async () => {
  const secret = memberSecret(held());
  const found = check();
  await checkFirst(found);
  const word = movedDocument(secret, given("origin"), unb64(given("old")), found.member, Number(given("day")));
  await post(given("send"), { word });
  say("given");
});

try {
  const { door, member } = check();
  find("#code").textContent = code(door, member).join(" ");
} catch (problem) {
  fail(problem instanceof Failure ? problem : new Failure("move_differs", ""));
}
