/**
 * Check the record of a site as the page "Check the record" does for a member, for tests of it in Python.
 *
 *   node tests/client/read_site.js ADDRESS ORIGIN SIZE [SEEN]
 *
 * SIZE is of an earlier tree, whose root is printed as well; SEEN what was kept of an earlier check. Prints what was
 * found, or the name of what was refused.
 */

import { b64 } from "../../client/protocol/encoding.js";
import { Refused } from "../../client/protocol/errors.js";
import { checkRecord } from "../../client/site/checking.js";
import { Reader } from "../../client/site/record.js";

const [address, origin = "", size, before = "null"] = process.argv.slice(2);
const real = globalThis.fetch;
globalThis.fetch = (path, options) => real(`${address}${path}`, options);
let asked = 0;
const reader = new Reader(async () => {
  asked += 1;
  return true;
});

async function read() {
  const { tree, seen, witnessed, hasTeam, members, entries } = await checkRecord(
    reader,
    origin,
    true,
    JSON.parse(before),
  );
  const stand = members && [...members.people.standing()].filter((person) => !person.left).length;
  const found = { size: tree.checkpoint.size, host: entries, members: members?.entries, stand };
  return { ...found, root: b64(await tree.rootAt(Number(size))), asked, witnessed, hasTeam, seen };
}

try {
  console.log(JSON.stringify(await read()));
} catch (problem) {
  console.log(JSON.stringify({ refused: problem instanceof Refused ? problem.reason : String(problem) }));
}
