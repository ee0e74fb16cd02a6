/** Vector files, as tests/vectors/cases.py writes them. Their form is specified in spec/README.md. */

import { readdirSync, readFileSync } from "node:fs";

import { shake256 } from "@noble/hashes/sha3.js";

export const FOLDER = new URL("../../vectors/", import.meta.url);

/** @import { Head } from "../../client/protocol/envelopes.js" */
/** @typedef {Record<string, any>} Values */
/** @typedef {(input: any) => Values} Operation */
/** @typedef {{ file: string, expect: string, format: string, about: string, origin: string, input: Values, output?: Values }} Case */

/**
 * Return the case of one vector file.
 * @param {string} file path below vectors/
 * @returns {Case}
 */
function readCase(file) {
  const text = readFileSync(new URL(file, FOLDER), "utf8");
  const end = text.indexOf("\n\n");
  /** @type {Record<string, string>} */
  const head = {};
  for (const line of text.slice(0, end).split("\n")) {
    const [name = "", ...rest] = line.split(": ");
    head[name] = rest.join(": ");
  }
  const { expect, format, about, origin } = head;
  if (!(expect && format && about && origin)) throw new Error(`${file}: the head is not complete`);
  return { file, expect, format, about, origin, ...JSON.parse(text.slice(end)) };
}

/**
 * Return every case below vectors/, in the order of the file names.
 * @returns {Case[]}
 */
export function allCases() {
  return readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".txt"))
    .sort()
    .map(readCase);
}

/**
 * Return the bytes of lower-case hex.
 * @param {string} text
 * @returns {Uint8Array}
 */
export function bytes(text) {
  return new Uint8Array(Buffer.from(text, "hex"));
}

/**
 * Return lower-case hex.
 * @param {Uint8Array} data
 */
export function hex(data) {
  return Buffer.from(data).toString("hex");
}

/**
 * Return the heads that a vector writes out.
 * @param {any[]} given
 * @returns {Head[]}
 */
export function headsOf(given) {
  return given.map((each) => ({ ...each, digest: bytes(each.digest), key: bytes(each.key) }));
}

/**
 * Return the source of bytes of tests/vectors/cases.py: SHAKE-256 of label and call number.
 * @param {string} label
 * @returns {(length: number) => Uint8Array}
 */
export function randomFrom(label) {
  let calls = 0;
  return (length) => {
    calls += 1;
    return shake256(new TextEncoder().encode(`${label}/${calls}`), { dkLen: length });
  };
}
