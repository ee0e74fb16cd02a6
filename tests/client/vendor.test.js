/** The packages of others in client/vendor/: they are what is stated, hand on what our modules use, and reach nowhere. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { made, statement } from "../../client/build.js";

const CLIENT = new URL("../../client/", import.meta.url);
const FOLDER = new URL("vendor/", CLIENT);
const IMPORTED = /import\s*\{([^}]*)\}\s*from\s*"(?:\.\.?\/)+vendor\/([a-z0-9]+)\.js"/g;
const REACHES_OUT = /https?:|\bfetch\(|\bXMLHttpRequest\b|\bWebSocket\b|\bimport\(|\beval\(|\bFunction\(/;

const stated = readFileSync(new URL("vendor.sha256", CLIENT), "utf8");
const names = readdirSync(FOLDER).sort();
const modules = names.filter((name) => name.endsWith(".js"));

/** Return the text of a file in the folder. */
const text = (/** @type {string} */ name) => readFileSync(new URL(name, FOLDER), "utf8");

/** Return every module of ours in client/, by path in it. */
function ours() {
  const all = readdirSync(CLIENT, { recursive: true, encoding: "utf8" });
  return all.filter((name) => name.endsWith(".js") && !/^(served|vendor)|^(build|publish)\.js$/.test(name));
}

/** Return what our modules import, as [module, names]. */
function imported() {
  const found = ours().map((name) => [...readFileSync(new URL(name, CLIENT), "utf8").matchAll(IMPORTED)]);
  return found.flat().map(([, list = "", name = ""]) => {
    const words = list.split(",").map((word) => word.trim().split(/\s+as\s+/)[0] ?? "");
    return { name, words: words.filter((word) => word !== "") };
  });
}

test("what is in the folder is what is stated", () => {
  const hash = (/** @type {string} */ name) => createHash("sha256").update(text(name)).digest("hex");
  assert.equal(names.map((name) => `${hash(name)}  vendor/${name}\n`).join(""), stated);
});

test("what is made anew is what is stated", async () => {
  assert.equal(statement(await made()), stated);
});

test("every module has what our modules import from it", async () => {
  const wanted = imported();
  assert.ok(wanted.some(({ name, words }) => name === "words" && words.includes("wordlist")));
  for (const { name, words } of wanted) {
    const handedOn = Object.keys(await import(new URL(`${name}.js`, FOLDER).href));
    assert.deepEqual(
      words.filter((word) => !handedOn.includes(word)),
      [],
      name,
    );
  }
});

test("our modules import nothing by the name of a package", () => {
  const packages = ours().filter((name) =>
    /^(?:import|\}).*from\s*"[^."]/m.test(readFileSync(new URL(name, CLIENT), "utf8")),
  );
  assert.deepEqual(packages, []);
});

test("no module asks an address or makes code out of text", () => {
  assert.ok(modules.length > 0);
  assert.deepEqual(
    modules.filter((name) => REACHES_OUT.test(text(name))),
    [],
  );
});

test("an address or code out of text would be seen", () => {
  for (const line of ['fetch("https://a")', "eval(a)", "new Function(a)", "new WebSocket(a)"]) {
    assert.match(line, REACHES_OUT);
  }
});

test("the licence of every package is there", () => {
  for (const name of ["@noble/ciphers", "@noble/curves", "@noble/hashes", "@scure/base", "@scure/bip39"]) {
    assert.match(text("LICENSES.txt"), new RegExp(`^${name} \\d+\\.\\d+\\.\\d+\n\nThe MIT License`, "m"));
  }
});
