/**
 * On every page of a member whose tab is unlocked: passes are asked for, and what could not be sent is sent again. It
 * fetches more only where there is something to do.
 */

import { entropy } from "../device/unlocked.js";

/** `of`: it is for the signers of an earlier demand, and only this phone knows whether it asked. @typedef {{ asked: boolean, of?: string }} Mine */

const LOOKED = "undersign/looked";
const AGAIN_MS = 5 * 60 * 1000;
const WAIT_MS = 1500;

/** Say whether this tab has not looked into its receipts for a while. */
function isTime() {
  const last = Number(sessionStorage.getItem(LOOKED) ?? 0);
  return Math.abs(Date.now() - last) >= AGAIN_MS;
}

async function look() {
  if (entropy() === null || !navigator.onLine) return;
  const how = /** @type {const} */ ({ headers: { Accept: "application/json" }, referrerPolicy: "no-referrer" });
  const response = await fetch("/boxes/mine.json", how).catch(() => null);
  if (!response?.ok) return;
  const { boxes } = await response.json();
  const time = isTime();
  const asks = boxes.filter((/** @type {Mine} */ { asked, of }) => !asked && (of === undefined || time));
  const looks = time && boxes.some((/** @type {Mine} */ { asked, of }) => asked || of !== undefined);
  if (asks.length === 0 && !looks) return;
  const { askFor, sendAgain } = await import("./background_work.js");
  if (looks) {
    sessionStorage.setItem(LOOKED, String(Date.now()));
    await sendAgain(boxes);
  }
  await askFor(asks);
}

setTimeout(() => void look().catch(() => undefined), WAIT_MS); // the page comes first; a page about a box says what failed
