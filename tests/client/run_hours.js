/** The operations of vectors/hours. */

import { readDefinition } from "../../client/protocol/boxes.js";
import * as hours from "../../client/protocol/hours.js";
import { bytes } from "./cases.js";
import { written } from "./run_asks.js";

/** @import { Operation } from "./cases.js" */
/** @import { Document } from "../../client/protocol/encoding.js" */

/** @param {Document} given */
function asked({ question }) {
  return /** @type {import("../../client/protocol/hours.js").Asked} */ (hours.ASKED[question]);
}

/** @param {Document} given */
function found({ definition, texts }) {
  return hours.readHours(readDefinition(definition), new Map(Object.entries(texts)));
}

/** @param {Document} given @returns {hours.Month} */
function month({ month: of, workplace, merged }) {
  return { month: of, names: hours.namesOf(workplace, new Map(Object.entries(merged))) };
}

/** @type {Record<string, Operation>} */
export const operations = {
  hours_list: (given) => {
    hours.checkList(found(given), given.rule);
    return {};
  },
  hours_once: (given) => {
    hours.checkOnce(month(given.asked), given.others.map(month));
    return {};
  },
  hours_over: (given) => {
    hours.checkOver(given.month, given.seconds);
    return {};
  },
  hours_range: (given) => ({ range: hours.rangeOf(asked(given), given.amount) }),
  hours_read: (given) => ({ fields: written(found(given)) }),
  hours_text: ({ month, workplace }) => ({ text: hours.hoursText(month, bytes(workplace)) }),
};
