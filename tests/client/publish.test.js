/** What browsers get of client/: the same programs without comments, line for line, and the same compressed. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { brotliDecompressSync } from "node:zlib";

import { served, sources, withoutComments } from "../../client/publish.js";

const CLIENT = new URL("../../client/", import.meta.url);

/** @param {string} name */
const read = (name) => readFileSync(new URL(name, CLIENT));
const names = await sources();

test("every module and style sheet is served, and no tool", () => {
  assert(
    ["device/keys.js", "look/look.css", "protocol/bytes.js", "site/sign.js", "vendor/noble.js"].every((name) =>
      names.includes(name),
    ),
  );
  assert(!names.includes("build.js") && !names.includes("publish.js"));
  assert(names.every((name) => !name.startsWith("served/")));
});

test("what is in the folder is what is made of the files now", async () => {
  const found = readdirSync(new URL("served/", CLIENT), { recursive: true, encoding: "utf8" });
  const files = found.filter((name) => /\.(js|css|svg|png)$/.test(name)).sort();
  assert.deepEqual(files, names);
  for (const name of names)
    assert.deepEqual(new Uint8Array(read(`served/${name}`)), new Uint8Array(await served(name)));
});

test("the compressed files hold the same", () => {
  for (const name of names)
    assert.deepEqual(brotliDecompressSync(read(`served/${name}.br`)), read(`served/${name}`), name);
});

test("packages of others are served as they are stated", async () => {
  for (const name of names.filter((each) => each.startsWith("vendor/")))
    assert.deepEqual(await served(name), read(name));
});

test("nothing is served that the file does not say, in its order and by its names", async () => {
  for (const name of names) {
    const text = String(read(name));
    let at = 0;
    for (const piece of String(Buffer.from(await served(name))).split(/[\s()]+/)) {
      at = text.indexOf(piece, at);
      assert(at >= 0, `${name}: ${piece}`);
      at += piece.length;
    }
  }
});

test("comments go, the code stays", async () => {
  const text = `/**
 * What it is.
 * @param {string} a
 */

export function one(a) {
  // why
  const b = /** @type {string} */ (a); // what
  return "//" + b;
}
`;
  const bare = 'export function one(a) {\n  const b = (a);\n  return "//" + b;\n}\n';
  assert.equal(await withoutComments("site/a.js", text), bare);
  assert.equal(await withoutComments("look/a.css", "/* what */\na {\n  margin: 0;\n}\n"), "a {\n  margin: 0;\n}\n");
});

test("what would be another program is refused", async () => {
  for (const text of [
    'export const a = "x // y";\n',
    "export const a = `\n// x\n`;\n",
    'export const a = "/* x */";\n',
  ]) {
    await assert.rejects(withoutComments("site/a.js", text), /another program/);
  }
});
