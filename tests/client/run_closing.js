/** The operations of vectors/closing that a browser has. */

import { readDefinition, readPromise } from "../../client/protocol/boxes.js";
import * as closing from "../../client/protocol/closing.js";
import { bytes } from "./cases.js";
import { readList } from "./run_lists.js";

/** @import { Operation } from "./cases.js" */

/** @type {Record<string, Operation>} */
export const operations = {
  closing_ended: (given) => {
    closing.checkEnded(readDefinition(given.definition), given.seconds);
    return {};
  },
  closing_may_open: ({ ceremony, list }) => {
    const employers = ceremony.keyholders.map((/** @type {{ employer: string }} */ { employer }) => employer);
    return { keyholders: closing.mayOpen(employers, ceremony.t, readList(list)) };
  },
  closing_promise: (given) => {
    const promise = readPromise(given.promise, bytes(given.host_key));
    closing.checkPromise(promise, given.tick, given.holds);
    return {};
  },
  closing_request: (given) => ({ request: closing.oneRequest(given.requests) }),
  closing_time: (given) => ({
    batch_end: closing.batchEnd(readDefinition(given.definition), given.seconds, given.withdraws),
  }),
};
