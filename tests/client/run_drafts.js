/** The operations of vectors/drafts. */

import { readDefinition } from "../../client/protocol/boxes.js";
import * as drafts from "../../client/protocol/drafts.js";
import { workplaceId } from "../../client/protocol/vouches.js";
import { bytes, headsOf, hex } from "./cases.js";
import { written } from "./run_asks.js";
import { readList } from "./run_lists.js";

/** @import { Operation } from "./cases.js" */

/** @type {Record<string, Operation>} */
export const operations = {
  draft_ask_first: (given) => ({ text: drafts.askFirstText(given.fields) }),
  draft_body: (given) => ({ body: hex(drafts.draftBody(given.text)) }),
  draft_comment: (given) => ({ text: drafts.commentText(bytes(given.on), given.text) }),
  draft_place: (given) => {
    const { name, employer, state } = given.place;
    const place = { id: workplaceId(given.place), name, employer, state };
    drafts.checkPlace(drafts.readDraft(given.words), readList(given.list), place);
    return {};
  },
  draft_proposal: ({ fields, amends }) => ({ text: drafts.proposalText(fields, amends ? bytes(amends) : null) }),
  draft_put_up: (given) => ({ text: drafts.putUpText(given.fields) }),
  draft_put_up_check: (given) => {
    const texts = new Map(Object.entries(/** @type {Record<string, string>} */ (given.texts)));
    drafts.checkPutUp(readDefinition(given.definition), bytes(given.envelope), given.words, texts);
    return {};
  },
  draft_read: (given) => ({ fields: written(drafts.readDraft(given.words)) }),
  draft_shown: (given) => {
    const found = drafts.shown(readDefinition(given.definition), headsOf(given.heads), given.requests);
    return { digests: found.map((head) => hex(head.digest)) };
  },
  draft_text: (given) => ({ text: drafts.draftText(bytes(given.body)) }),
};
