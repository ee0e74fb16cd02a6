/** Seals an answer apart from the page, which stays quick meanwhile. Message: what to seal. */

import { Refused } from "../protocol/errors.js";
import { sealAnswer } from "./sealing_answer.js";

addEventListener("message", ({ data }) => {
  try {
    postMessage({ box: sealAnswer(data.answer) });
  } catch (problem) {
    const reason = problem instanceof Refused ? problem.reason : undefined;
    postMessage({ problem: { kind: reason ? "refused" : "other", reason, detail: String(problem) } });
  }
});
