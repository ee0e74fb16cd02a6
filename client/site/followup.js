/**
 * Signs what came of a demand with the key of the signature on it, and sends it without a cookie, so that nothing ties
 * an account to that key.
 */

import { seedOf } from "../device/keys.js";
import { entropy } from "../device/unlocked.js";
import { envelopeSecret } from "../protocol/derived.js";
import { b64, unb64 } from "../protocol/encoding.js";
import { outcomeDocument, placeOf, signersRoot } from "../protocol/outcomes.js";
import { publicKey } from "../protocol/signatures.js";
import { find, get, given, go, goUnlock, onSend, post } from "./page.js";
import { forgetSalted, salted } from "./salted.js";
import { keepTyped } from "./typed.js";

/** @import { Document } from "../protocol/encoding.js" */

const NUMBERS = new Set(["ask"]);

const outcome = /** @type {HTMLFormElement} */ (find("#outcome"));

/** Collects the salted texts of one entry, which holds only their hashes. */
class Texts {
  /** @type {Document[]} */
  documents = [];

  /** @param {string} content */
  add(content) {
    const document = salted(content, this.documents.length);
    this.documents.push(document);
    return document.hash;
  }
}

/**
 * Return what somebody typed, as the entry has it.
 * @param {HTMLFormElement} form
 * @param {Texts} texts
 */
function typed(form, texts) {
  /** @type {Document} */
  const found = {};
  for (const [name, value] of new FormData(form)) {
    const text = String(value).trim();
    const salted = form.querySelector(`[name="${CSS.escape(name)}"][data-salted]`) !== null;
    if (salted && text === "") continue;
    found[name] = salted ? texts.add(text) : NUMBERS.has(name) ? Number(text) : text;
  }
  return found;
}

/**
 * Return what a delivery says beside what was typed: what the demand itself says, and who its signers are.
 * @param {Uint8Array[]} keys
 * @param {Texts} texts
 */
function fixed(keys, texts) {
  const { asks, title, ...rest } = JSON.parse(given("fixed"));
  return {
    ...rest,
    title: texts.add(title),
    asks: asks.map((/** @type {{ what: string, by: string }} */ each) => ({ ...each, what: texts.add(each.what) })),
    signers: { count: keys.length, root: b64(signersRoot(keys)) },
  };
}

/** @param {HTMLFormElement} form */
async function send(form) {
  const held = entropy();
  if (held === null) {
    goUnlock();
    return;
  }
  const secret = envelopeSecret(seedOf(held), unb64(given("box")));
  const answer = await get(given("keys"));
  const keys = answer.keys.map(unb64);
  const { index, path } = placeOf(keys, publicKey(secret));
  const texts = new Texts();
  const kind = given("kind");
  const said = { ...typed(form, texts), ...(kind === "delivered" ? fixed(keys, texts) : {}) };
  const document = outcomeDocument(secret, kind, { ...said, demand: given("demand"), index, path: path.map(b64) });
  await post(given("send"), { document, texts: texts.documents }, { credentials: "omit" });
  forgetSalted();
  go(given("next"));
}

/**
 * Fill in again what was typed.
 * @param {[string, string][]} typed
 */
function fill(typed) {
  for (const [name, value] of typed) {
    const field = /** @type {HTMLInputElement | null} */ (outcome.elements.namedItem(name));
    if (field !== null) field.value = value;
  }
}

keepTyped(() => /** @type {[string, string][]} */ ([...new FormData(outcome)]), fill);
onSend("#outcome", send);
