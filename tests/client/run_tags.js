/** The operation of vectors/tags. */

import { b64 } from "../../client/protocol/encoding.js";
import { makeTags } from "../../client/protocol/tags.js";
import { bytes } from "./cases.js";

/** @import { Operation } from "./cases.js" */

/**
 * Return tags by member as vectors write them: keys in hex, ascending.
 * @param {ReadonlyMap<string, number>} of
 */
export function writtenTags(of) {
  const found = [...of].map(
    ([member, tag]) => /** @type {const} */ ([Buffer.from(member, "base64url").toString("hex"), tag]),
  );
  return Object.fromEntries(found.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** @type {Record<string, Operation>} */
export const operations = {
  tags: ({ people, levels, k }) => {
    const places = people.map((/** @type {any} */ each) => {
      const { employer, state } = each;
      return [b64(bytes(each.member)), { id: bytes(each.workplace), name: "", employer, state }];
    });
    const { tags, of } = makeTags(new Map(places), levels, k);
    return { tags, of: writtenTags(of) };
  },
};
