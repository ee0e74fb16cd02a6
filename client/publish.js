/**
 * Makes client/served/: the files that a site gives to browsers. Ours are those of client/ without their comments, line
 * for line; pictures, and those of client/vendor/, are the same. Beside each file stands the same compressed with Brotli
 * (NAME.br).
 *
 *   node client/publish.js          make the folder, if something has changed since it was made
 *   node client/publish.js FILE     print what is served of a file in client/, such as site/sign.js
 *
 * Exit code 1: a file would not do the same without its comments; the folder stays as it was.
 */

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const CLIENT = path.dirname(fileURLToPath(import.meta.url));
const SERVED = path.join(CLIENT, "served");
/** What the folder was made from, and what was made, as `sha256sum --check` in client/ reads it. */
const STATED = path.join(SERVED, "made.sha256");
const KINDS = [".js", ".css", ".svg", ".png"];
const PICTURES = [".svg", ".png"];
const NOT_SERVED = ["build.js", "publish.js"];

/** Comments, and what they leave behind, in this order; code with such text in a string would be found by `same`. */
const COMMENTS = [
  /^[ \t]*\/\*(?:(?!\*\/)[\s\S])*\*\/[ \t]*\n/gm, // on lines of their own
  /^[ \t]*\/\/.*\n/gm,
  /\/\*[\s\S]*?\*\/ ?/g, // within a line
  /[ \t]+\/\/ .*$/gm, // at its end
];

/** @typedef {Map<string, Uint8Array>} Files by path */

/** @param {Uint8Array} data */
function hash(data) {
  return createHash("sha256").update(data).digest("hex");
}

/**
 * Return the paths of the files in client/ that are served, in order.
 * @returns {Promise<string[]>}
 */
export async function sources() {
  const all = await readdir(CLIENT, { recursive: true });
  const paths = all.map((name) => name.replaceAll(path.sep, "/"));
  const wanted = paths.filter((name) => KINDS.includes(path.extname(name)) && !NOT_SERVED.includes(name));
  return wanted.filter((name) => !name.startsWith("served/")).sort();
}

/**
 * Return a module or style sheet of ours without its comments and empty lines, every other line as it was. Throws if it
 * would not be the same program, or the same style, afterwards.
 * @param {string} name
 * @param {string} text
 * @returns {Promise<string>}
 */
export async function withoutComments(name, text) {
  const bare = COMMENTS.reduce((left, comment) => left.replace(comment, ""), text);
  const short = bare.replace(/\n{2,}/g, "\n").replace(/^\n/, "");
  if (!(await same(name, text, short))) throw new Error(`client/${name} is another program without its comments`);
  return short;
}

/**
 * Say whether two texts mean the same: they do if nothing differs once all that has no meaning is left out.
 * @param {string} name
 * @param {string} one
 * @param {string} other
 */
async function same(name, one, other) {
  const { transform } = await import("esbuild");
  const loader = name.endsWith(".css") ? "css" : "js";
  const options = /** @type {const} */ ({ loader, minify: true, legalComments: "none", charset: "utf8" });
  const [left, right] = await Promise.all([transform(one, options), transform(other, options).catch(() => null)]);
  return left.code === right?.code;
}

/**
 * Return what is served of a file.
 * @param {string} name
 * @returns {Promise<Uint8Array>}
 */
export async function served(name) {
  const data = await readFile(path.join(CLIENT, name));
  if (name.startsWith("vendor/") || PICTURES.includes(path.extname(name))) return data;
  return new TextEncoder().encode(await withoutComments(name, data.toString("utf8")));
}

/** @param {Uint8Array} data */
function compressed(data) {
  const { BROTLI_PARAM_MODE, BROTLI_MODE_TEXT, BROTLI_PARAM_SIZE_HINT } = constants;
  const params = { [BROTLI_PARAM_MODE]: BROTLI_MODE_TEXT, [BROTLI_PARAM_SIZE_HINT]: data.length };
  return brotliCompressSync(data, { params });
}

/**
 * Return the hashes of everything that the folder is made from.
 * @returns {Promise<string[]>}
 */
async function madeFrom() {
  const names = ["publish.js", ...(await sources())];
  return Promise.all(names.map(async (name) => `${hash(await readFile(path.join(CLIENT, name)))}  ${name}`));
}

/** Return the lines of what was made, or none. */
async function stated() {
  const text = await readFile(STATED, "utf8").catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}

/** Say whether the folder was made from what is there now, and holds what was made. */
async function isFresh() {
  const lines = await stated();
  const from = lines.filter((line) => !line.includes("  served/"));
  if (String(from) !== String(await madeFrom())) return false;
  const made = lines.filter((line) => line.includes("  served/"));
  const found = made.map(async (line) => {
    const [stands = "", name = ""] = line.split("  ");
    const data = await readFile(path.join(CLIENT, name)).catch(() => new Uint8Array());
    return hash(data) === stands;
  });
  return (await Promise.all(found)).every(Boolean);
}

/**
 * Write a file so that whoever reads it meanwhile finds the old one or the new one, whole.
 * @param {string} file
 * @param {Uint8Array | string} data
 */
async function write(file, data) {
  const beside = `${file}.${process.pid}`;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(beside, data);
  await rename(beside, file);
}

/** Make the folder hold what is to be served, and nothing else. */
async function publish() {
  const from = await madeFrom();
  /** @type {Files} */
  const files = new Map();
  for (const name of await sources()) {
    const data = await served(name);
    files.set(`served/${name}`, data).set(`served/${name}.br`, compressed(data));
  }
  for (const [name, data] of files) await write(path.join(CLIENT, name), data);
  const made = Array.from(files, ([name, data]) => `${hash(data)}  ${name}`);
  await write(STATED, `${[...from, ...made].join("\n")}\n`);
  for (const name of await readdir(SERVED, { recursive: true })) {
    const file = path.join(SERVED, name);
    const isOurs = name === "made.sha256" || [...files.keys()].some((each) => each.startsWith(`served/${name}`));
    if (!isOurs) await rm(file, { recursive: true, force: true });
  }
}

/** @param {string | undefined} name */
async function main(name) {
  if (name !== undefined) process.stdout.write(await served(name));
  else if (!(await isFresh())) await publish();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(process.argv[2]).catch((problem) => {
    console.error(`client/publish.js: ${problem.message}. Nothing was written.`);
    process.exitCode = 1;
  });
}
