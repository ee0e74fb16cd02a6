/** The operations of vectors/outcomes. */

import * as outcomes from "../../client/protocol/outcomes.js";
import { bytes, hex } from "./cases.js";
import { written } from "./run_asks.js";

/** @import { Operation } from "./cases.js" */

/** @type {Record<string, Operation>} */
export const operations = {
  outcome_document: (given) => ({
    document: outcomes.outcomeDocument(bytes(given.secret), given.kind, given.fields),
  }),
  outcome_name: (given) => ({ name: hex(outcomes.demandName(bytes(given.box))) }),
  outcome_place: (given) => {
    const keys = given.keys.map(bytes);
    const { index, path } = outcomes.placeOf(keys, bytes(given.key));
    return { index, path: path.map(hex), root: hex(outcomes.signersRoot(keys)) };
  },
  outcome_read: (given) => ({ fields: written(outcomes.readOutcome(given.document)) }),
};
