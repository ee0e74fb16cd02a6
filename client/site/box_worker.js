/** Reads a box apart from the page, which stays quick meanwhile. Messages: what to read; whether more may come. */

import { Refused } from "../protocol/errors.js";
import { readBox } from "./box_record.js";
import { Reader, Stopped, Unreachable } from "./record.js";

/** @typedef {{ asked: Parameters<typeof readBox>[1] } | { more: boolean }} Message */

/** @type {(more: boolean) => void} */
let answer = () => {};

/** Ask the page whether more may be read. @returns {Promise<boolean>} */
function ask() {
  postMessage({ ask: true });
  return new Promise((resolve) => {
    answer = resolve;
  });
}

/**
 * Return a problem as plain values.
 * @param {unknown} problem
 */
function told(problem) {
  if (problem instanceof Refused) return { kind: "refused", reason: problem.reason, detail: problem.detail };
  if (problem instanceof Stopped) return { kind: "stopped" };
  return { kind: problem instanceof Unreachable ? "away" : "other", detail: String(problem) };
}

addEventListener("message", async ({ data }) => {
  const message = /** @type {Message} */ (data);
  if ("more" in message) {
    answer(message.more);
    return;
  }
  try {
    postMessage({ box: await readBox(new Reader(ask), message.asked) });
  } catch (problem) {
    postMessage({ problem: told(problem) });
  }
});
