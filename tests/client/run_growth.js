/** The operations of vectors/growth. */

import { readDefinition } from "../../client/protocol/boxes.js";
import { b64 } from "../../client/protocol/encoding.js";
import { Growth, sayingDocument } from "../../client/protocol/growth.js";
import { bytes } from "./cases.js";
import { hexOf, readList } from "./run_lists.js";

/** @import { Operation } from "./cases.js" */

/** @type {Record<string, Operation>} */
export const operations = {
  growth: (given) => {
    const grown = new Growth(readDefinition(given.definition), readList(given.list));
    for (const { entry, seconds } of given.late) grown.take(entry, seconds);
    for (const { member, seconds } of given.asks) grown.checkAsker(b64(bytes(member)), seconds);
    return { listed: [...grown.reader.listed.keys()].map(hexOf) };
  },
  growth_saying: (given) => ({
    document: sayingDocument(bytes(given.secret), given.kind, bytes(given.box), bytes(given.member)),
  }),
};
