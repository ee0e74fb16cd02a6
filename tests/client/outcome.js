/** Calls that may be refused, as values to compare. */

import { Refused } from "../../client/protocol/errors.js";

/**
 * Return "ok" and what `call` gives, or the name with which it is refused.
 * @template T
 * @param {() => T} call
 * @returns {[string, T | undefined]}
 */
export function outcome(call) {
  try {
    return ["ok", call()];
  } catch (problem) {
    if (problem instanceof Refused) return [problem.reason, undefined];
    throw problem;
  }
}
