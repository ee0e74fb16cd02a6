/** Why a check of the record did not end well, for pages that show what it found. */

import { Refused } from "../protocol/errors.js";
import { Stopped, Unreachable } from "./record.js";

/**
 * Return under which name a page says why. Only what the protocol refuses is something wrong with the record: what an old
 * browser cannot do, and a fault of ours, say nothing of it.
 * @param {unknown} problem
 */
export function nameOf(problem) {
  if (problem instanceof Refused) return "bad";
  if (problem instanceof Stopped) return "stopped";
  return problem instanceof Unreachable ? "away" : "unable";
}
