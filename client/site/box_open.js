/** Reading a box apart from the page, and keeping what was seen of the record for the next check. */

import { remember, seen } from "../device/seen.js";
import { isOwn } from "../device/vault.js";
import { b64 } from "../protocol/encoding.js";
import { Refused } from "../protocol/errors.js";
import { publicKey } from "../protocol/signatures.js";
import { ask as askReader } from "./asking.js";
import { listedSecret } from "./box_pass.js";
import { data, Failure, get } from "./page.js";
import { Stopped, Unreachable } from "./record.js";

/** @import { Reason } from "../protocol/errors.js" */
/** @import { About, Recorded } from "./box_record.js" */
/** What the site says of the reader's boxes. @typedef {{ boxes: (About & { asked: boolean, answers: unknown[] })[], now: number }} Mine */

/** Made once for each page. @type {any} */
let policy = null;

/**
 * Read and check a box, apart from the page; what was seen of the record is kept for the next check. Where the page
 * can ask, its reader is asked before more than 1 MB comes; elsewhere no more is read.
 * Errors: as readBox; Failure with no_box for a box on whose list the reader does not stand.
 * @param {Uint8Array} entropy
 * @param {Uint8Array} boxId
 * @returns {Promise<Recorded>}
 */
export async function openBox(entropy, boxId) {
  const mine = /** @type {Mine} */ (await get("/boxes/mine.json"));
  const about = aboutOf(b64(boxId), mine);
  if (about === null) throw new Failure("no_box", "");
  const own = await isOwn();
  const origin = data().origin ?? (await get("/record/about.json")).origin;
  const member = publicKey(listedSecret(entropy, about));
  const others = JSON.parse(data().others ?? "[]");
  const asked = { origin, about, member, before: seen(own), now: mine.now, others };
  const reader = new URL("./box_worker.js", import.meta.url).href;
  const mayAsk = document.querySelector("#more") !== null;
  /** @type {Recorded} */
  const box = await work(reader, { asked }, mayAsk ? askReader : () => Promise.resolve(false));
  remember(own, box.seen);
  return box;
}

/**
 * Return which books a box has: as the page names them, which it does after the end too, or the list of the site.
 * @param {string} box
 * @param {Mine} mine
 * @returns {About | null}
 */
function aboutOf(box, mine) {
  const { box: named, kind = "", book = "", list = "", of = "", ofBook = "" } = data();
  if (named === box) return { box, kind, book, list, ...(of && { of, of_book: ofBook }) };
  return mine.boxes.find((each) => each.box === box) ?? null;
}

/**
 * Let a worker do something apart from the page; return what it posts as `box`. `address`: of a module beside this one.
 * Errors: Refused, Stopped, Unreachable, as the worker says.
 * @param {string} address
 * @param {object} message
 * @param {() => Promise<boolean>} ask
 * @returns {Promise<any>}
 */
export function work(address, message, ask) {
  const worker = new Worker(trusted(address), { type: "module" });
  return new Promise((/** @type {(box: any) => void} */ resolve, reject) => {
    worker.addEventListener("error", () => reject(new Unreachable("the worker")));
    worker.addEventListener("message", async ({ data: { ask: asks, problem, box } }) => {
      if (asks) worker.postMessage({ more: await ask() });
      else if (box) resolve(box);
      else reject(problemOf(problem));
    });
    worker.postMessage(message);
  }).finally(() => worker.terminate());
}

/**
 * Return the address of a worker. Browsers that know of trusted types start none from a plain text; the one policy that
 * the site's headers allow gives those of the workers beside this module and no other.
 * @param {string} address
 * @returns {string}
 */
function trusted(address) {
  const { trustedTypes } = /** @type {any} */ (globalThis);
  if (!trustedTypes) return address;
  policy ??= trustedTypes.createPolicy("undersign", { createScriptURL: ours });
  return policy.createScriptURL(address);
}

/** @param {string} address */
function ours(address) {
  const folder = new URL(".", import.meta.url).href;
  if (!address.startsWith(folder) || !/^[a-z]+_worker\.js$/.test(address.slice(folder.length))) {
    throw new TypeError("no worker of this site");
  }
  return address;
}

/** @param {{ kind: string, reason?: Reason, detail?: string }} told */
function problemOf({ kind, reason, detail = "" }) {
  if (kind === "refused" && reason) return new Refused(reason, detail);
  if (kind === "stopped") return new Stopped();
  return kind === "away" ? new Unreachable(detail) : new Error(detail);
}
