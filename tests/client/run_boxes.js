/** The operations of vectors/boxes that a browser has. */

import * as boxes from "../../client/protocol/boxes.js";
import { decode } from "../../client/protocol/encoding.js";
import { bytes, hex } from "./cases.js";
import { readList } from "./run_lists.js";
import { issuerKeys } from "./run_passes.js";
import { writtenTags } from "./run_tags.js";

/** @import { Document } from "../../client/protocol/encoding.js" */
/** @import { Operation } from "./cases.js" */

/** @type {Record<string, Operation>} */
export const operations = {
  box_against_list: (given) => {
    const of = boxes.checkAgainstList(boxes.readDefinition(given.definition), readList(given.list));
    return { tags: writtenTags(of) };
  },
  box_definition: (given) => {
    const expected = given.expected === undefined ? null : bytes(given.expected);
    const { boxId, fields } = boxes.readDefinition(given.document, expected);
    const questions = boxes.questionsOf(fields).map(({ options, least, most }) => [options, least, most]);
    return { box_id: hex(boxId), questions, parents: fields.tags.map((/** @type {Document} */ tag) => tag.parent) };
  },
  box_definition_bytes: (given) => ({ box_id: hex(boxes.readDefinition(decode(bytes(given.bytes))).boxId) }),
  box_promise: (given) => {
    const { box, envelope, tick } = boxes.readPromise(given.promise, bytes(given.host_key));
    return { box: hex(box), envelope: hex(envelope), tick };
  },
  box_rules: (given) => {
    const definition = boxes.readDefinition(given.definition);
    const found = boxes.boxRules(definition, bytes(given.key), given.t, issuerKeys(given.issuers));
    return { issuers: found.issuers.map((row) => row.map((key) => hex(key.issuer))), levels: found.levels };
  },
};
