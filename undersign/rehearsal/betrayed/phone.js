/**
 * A member's phone that looks at a demand, or at a survey of hours: the code that browsers run, with what this phone kept
 * from before.
 *
 *   node phone.js ADDRESS ORIGIN COOKIE MEMBER ABOUT BEFORE RECEIPTS
 *
 * ABOUT: the box, its kind and its two books, as its page names them; BEFORE: what the phone kept of the record;
 * RECEIPTS: of the surveys for which it sealed. Prints what it found and keeps, or the name of what it refused.
 */

import { b64, unb64 } from "../../../client/protocol/encoding.js";
import { Refused } from "../../../client/protocol/errors.js";
import { readBox } from "../../../client/site/box_record.js";
import { checkMonth } from "../../../client/site/month.js";
import { Reader, Unreachable } from "../../../client/site/record.js";

const [address, origin = "", cookie = "", member = "", about = "null", before = "null", receipts = "[]"] =
  process.argv.slice(2);
const real = globalThis.fetch;
globalThis.fetch = (path, options) => real(`${address}${path}`, { ...options, headers: { cookie } });

async function look() {
  const { now } = await (await fetch("/boxes/mine.json")).json();
  const asked = { origin, about: JSON.parse(about), member: unb64(member), before: JSON.parse(before), now };
  const found = await readBox(new Reader(async () => true), asked);
  const { definition, texts, heads, listed, seen } = found;
  if (definition.fields.kind === "survey") return { hours: checkMonth(found, JSON.parse(receipts)), seen };
  const [title, intro] = [definition.fields.title, definition.fields.intro].map((hash) => texts.get(b64(hash)));
  if (!title || !intro) return { refused: "text_differs" };
  return { title, heads: heads.length, listed: [...listed.keys()], seen };
}

try {
  console.log(JSON.stringify(await look()));
} catch (problem) {
  if (problem instanceof Refused) console.log(JSON.stringify({ refused: problem.reason, detail: problem.detail }));
  else if (problem instanceof Unreachable) console.log(JSON.stringify({ refused: "away", detail: problem.message }));
  else throw problem;
}
