/** What a phone checks of a month's hours before it seals: by the record, and by what it kept. It knows no page. */

import { b64 } from "../protocol/encoding.js";
import { checkList, checkOnce, checkOver, namesOf, readHours } from "../protocol/hours.js";

/** @import { Month } from "../protocol/hours.js" */
/** @import { BoxReceipt } from "./box_receipts.js" */
/** @import { Recorded } from "./box_record.js" */

/**
 * Return which month's hours a box asks for, with all names of the workplace, its own first. The month must be over where
 * t keyholders last signed, and must not have been asked before: of this phone, which keeps it with its receipts, or in a
 * box that the site names beside this one. Errors: as readHours, checkList, checkOver, checkOnce.
 * @param {Pick<Recorded, "about" | "definition" | "texts" | "rule" | "merged" | "beside" | "witnessed">} box
 * @param {Pick<BoxReceipt, "box" | "hours">[]} receipts
 * @returns {Month}
 */
export function checkMonth({ about, definition, texts, rule, merged, beside, witnessed }, receipts) {
  const asked = readHours(definition, texts);
  checkList(asked, rule);
  checkOver(asked.month, witnessed.seconds);
  const found = { month: asked.month, names: namesOf(b64(asked.workplace), merged) };
  const kept = receipts.flatMap(({ box, hours }) => (hours && box !== about.box ? [hours] : []));
  checkOnce(found, [...kept, ...beside]);
  return found;
}
