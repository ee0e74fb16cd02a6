/**
 * The receipt: how far one's signature is, checked on this phone, sent if it was not, saved, taken back. What reading the
 * record and sending need is fetched only when somebody asks for it.
 */

import { isOwn } from "../device/vault.js";
import { unb64 } from "../protocol/encoding.js";
import { boxReceipts, receiptsFile, withdrawalFile } from "./box_receipts.js";
import { held } from "./held.js";
import { localise, moment } from "./moments.js";
import { showMine, standing } from "./own.js";
import { fail, find, given, hush, onPress, say } from "./page.js";

/** @import { BoxReceipt } from "./box_receipts.js" */

const boxId = unb64(given("box"));

/**
 * @param {string} name
 * @param {boolean} shown
 */
function shows(name, shown) {
  const area = document.querySelector(`[data-say="${name}"]`);
  if (area instanceof HTMLElement) area.hidden = !shown;
}

/**
 * @param {string} name
 * @param {string} text
 */
function fill(name, text) {
  find(`[data-fill="${name}"]`).textContent = text;
}

/** @param {BoxReceipt} receipt */
async function showPaper({ kind, envelope, key, place, promise }) {
  fill("envelope", envelope);
  fill("key", key);
  if (kind === "demand") fill("level", String(place));
  shows("promised", promise !== null);
  if (promise !== null) {
    fill("promised", moment((Number(promise.tick) + 1) * Number(given("tick"))));
  }
  shows("paper", true);
  const own = await isOwn();
  shows("own", own);
  shows("tab", !own);
}

/**
 * Say whether what is not sent yet could still count.
 * @param {string} name as `standing`
 */
function inTime(name) {
  const state = given("state");
  if (name === "unsent") return state === "signing";
  return name === "out_unsent" && (state === "signing" || state === "withdrawing");
}

/** Show all that this phone knows. */
async function show() {
  const receipts = await showMine(held());
  const name = standing(receipts);
  const [first] = receipts;
  shows("acts", inTime(name));
  shows("may_send", inTime(name));
  shows("may_go", first !== undefined && !name.startsWith("out"));
  if (document.querySelector("#hand") !== null) shows("may_hand", withdrawalFile(await last()) !== "");
  if (first !== undefined) await showPaper(first);
}

/** Return the last receipt, the one that counts. */
async function last() {
  return [...(await boxReceipts(held(), boxId))].sort((one, other) => one.seq - other.seq).at(-1);
}

/** Read the record, and compare what this phone has with it; find again what another phone sent. */
async function check() {
  say("busy");
  try {
    const { checkOwn } = await import("./own_check.js");
    await checkOwn(held(), boxId);
    await show();
    say("checked");
  } finally {
    hush("busy");
  }
}

async function sendNow() {
  const receipt = await last();
  const { sendKept } = await import("./box_sending.js");
  if (receipt) await sendKept(receipt).finally(show);
}

/**
 * Ask once more before a name is taken out, or ask no more.
 * @param {boolean} asks
 */
function askOut(asks) {
  say(asks ? "sure" : "ask");
  shows("not_sure", asks);
}

async function takeOut() {
  const { withdraw } = await import("./box_sending.js");
  await withdraw(held(), boxId).finally(show);
  askOut(false);
}

/**
 * Save a file on this phone.
 * @param {string} text
 * @param {string} download its name
 */
function saveFile(text, download) {
  const href = URL.createObjectURL(new Blob([text], { type: "application/jsonl" }));
  Object.assign(document.createElement("a"), { href, download }).click();
  URL.revokeObjectURL(href);
}

async function save() {
  saveFile(receiptsFile(await boxReceipts(held(), boxId)), "receipts.jsonl");
}

async function saveOut() {
  saveFile(withdrawalFile(await last()), "withdrawal.jsonl");
}

localise();
onPress("#check", check);
onPress("#send-now", sendNow);
onPress("#save", save);
onPress("#print", () => print());
if (document.querySelector("#withdraw") !== null) {
  onPress("#withdraw", () => askOut(true));
  onPress("#withdraw-not", () => askOut(false));
  onPress("#withdraw-now", takeOut);
  onPress("#hand", saveOut);
}
await show().catch(fail);
