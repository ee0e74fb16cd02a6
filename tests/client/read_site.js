/**
 * Read the record of a site as the page "Check the record" does, for tests of it in Python.
 *
 *   node tests/client/read_site.js ADDRESS SIZE     SIZE: of an earlier tree, whose root is printed as well
 *
 * Prints what was found, or the name of what was refused.
 */

import { b64 } from "../../client/protocol/encoding.js";
import { Refused } from "../../client/protocol/errors.js";
import { logKey, require } from "../../client/protocol/notes.js";
import { claimed, fetchBook, hostSigned, PublicTree, Reader, readBook } from "../../client/site/record.js";
import { standingTeam } from "../../client/site/team.js";

const [address, before] = process.argv.slice(2);
const real = globalThis.fetch;
globalThis.fetch = (path, options) => real(`${address}${path}`, options);
let asked = 0;
const reader = new Reader(async () => {
  asked += 1;
  return true;
});

async function read() {
  const note = await reader.get("checkpoint");
  const tree = new PublicTree(reader, claimed(note));
  await tree.open();
  const files = await fetchBook(reader, "host");
  if (files === null) throw new Error("no host's book");
  const { book, entries } = await readBook(files, tree);
  hostSigned(note, book.origin, book.rules.host_key);
  const founders = entries.find((each) => each.kind === "founders")?.keys ?? [];
  const team = standingTeam(book.origin, entries, founders);
  const witnessed = await reader.find("checkpoints/witnessed");
  if (team && witnessed) require(witnessed, logKey(book.origin, book.rules.host_key), team.keys, team.t);
  const members = await fetchBook(reader, "members");
  const read = members && (await readBook(members, tree, book.rules.slots));
  const root = b64(await tree.rootAt(Number(before)));
  return { size: tree.checkpoint.size, host: entries.length, members: read?.entries.length ?? null, root, asked };
}

try {
  console.log(JSON.stringify(await read()));
} catch (problem) {
  console.log(JSON.stringify({ refused: problem instanceof Refused ? problem.reason : String(problem) }));
}
