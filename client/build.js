/**
 * Makes client/vendor/: the packages of others that a page uses, each as one small module, with its types and licences.
 *
 *   node client/build.js            make the folder, if what is made is what client/vendor.sha256 states
 *   node client/build.js --write    state what is made, after a change of this list or of a version
 *
 * Exit code 1: what is made is not what is stated; the folder stays as it was.
 */

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

/** @import { Metafile, Plugin } from "esbuild" */
/** @typedef {Map<string, Uint8Array>} Files by name in the folder, in order of name */
/** @typedef {{ name: string, from: Record<string, string[]> }} Entry what NAME.js hands on, by where it is from */

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const FOLDER = path.join(ROOT, "client", "vendor");
const STATED = path.join(ROOT, "client", "vendor.sha256");
const BROWSERS = ["es2022", "chrome100", "firefox115", "safari15.4"]; // the oldest; docs/member.md says so

/** A name that is not here is left out of what a phone has to fetch. */
/** @type {Entry[]} */
const ENTRIES = [
  { name: "bech32", from: { "@scure/base": ["bech32"] } },
  { name: "chacha", from: { "@noble/ciphers/chacha.js": ["chacha20poly1305", "xchacha20poly1305"] } },
  {
    // What every page needs that signs or seals; one file is smaller than five, and one request.
    name: "noble",
    from: {
      "@noble/curves/ed25519.js": ["ed25519", "ristretto255", "ristretto255_hasher"],
      "@noble/curves/abstract/modular.js": ["invert", "mod", "pow"],
      "@noble/hashes/hkdf.js": ["expand", "extract", "hkdf"],
      "@noble/hashes/sha2.js": ["sha256", "sha384", "sha512"],
      "@noble/hashes/utils.js": ["bytesToHex", "hexToBytes"],
    },
  },
  {
    // What age files need besides chacha: noble.js and words.js have it too, beside what no backup needs.
    name: "hashes",
    from: {
      "@noble/hashes/hkdf.js": ["hkdf"],
      "@noble/hashes/hmac.js": ["hmac"],
      "@noble/hashes/scrypt.js": ["scryptAsync"],
      "@noble/hashes/sha2.js": ["sha256"],
    },
  },
  { name: "qr", from: { uqr: ["encode"] } },
  {
    // What only those pages need that show, take or unlock the twelve words.
    name: "words",
    from: {
      "@noble/hashes/scrypt.js": ["scryptAsync"],
      "@scure/bip39": ["entropyToMnemonic", "mnemonicToEntropy", "mnemonicToSeedSync", "validateMnemonic"],
      "@scure/bip39/wordlists/english.js": ["wordlist"],
    },
  },
  { name: "x25519", from: { "@noble/curves/ed25519.js": ["x25519"] } },
];

/**
 * Return the text that hands on what `entry` names: the source of its module, and its types.
 * @param {Entry} entry
 */
function handedOn(entry) {
  const lines = Object.entries(entry.from).map(([from, names]) => `export { ${names.join(", ")} } from "${from}";\n`);
  return lines.join("");
}

/** The entries as modules that stand in no file. @type {Plugin} */
const entries = {
  name: "entries",
  setup(bundler) {
    bundler.onResolve({ filter: /^entry:/ }, ({ path: name }) => ({ path: name.slice(6), namespace: "entry" }));
    bundler.onLoad({ filter: /./, namespace: "entry" }, ({ path: name }) => {
      const contents = ENTRIES.filter((entry) => entry.name === name).map(handedOn)[0] ?? "";
      return { contents, resolveDir: ROOT };
    });
  },
};

/** Bundle the entries, each by itself: no page needs two that share much. */
async function bundled() {
  return build({
    absWorkingDir: ROOT,
    bundle: true,
    entryPoints: ENTRIES.map(({ name }) => ({ in: `entry:${name}`, out: name })),
    format: "esm",
    legalComments: "none", // the whole licences stand in LICENSES.txt
    metafile: true,
    minify: true,
    outdir: FOLDER,
    platform: "browser",
    plugins: [entries],
    preserveSymlinks: true, // a linked node_modules is the same
    target: BROWSERS,
    write: false,
  });
}

/**
 * Return the licences of the packages that the modules have code of.
 * @param {Metafile} metafile
 */
async function licences(metafile) {
  const paths = Object.keys(metafile.inputs).map((input) => /^node_modules\/(@[^/]+\/[^/]+|[^/]+)\//.exec(input)?.[1]);
  const packages = [...new Set(paths.filter((name) => name !== undefined))].sort();
  const texts = packages.map(async (name) => {
    const folder = path.join(ROOT, "node_modules", name);
    const { version } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    return `${name} ${version}\n\n${(await readFile(path.join(folder, "LICENSE"), "utf8")).trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`);
}

/**
 * Return every file of client/vendor/, made anew from node_modules; nothing is written.
 * @returns {Promise<Files>}
 */
export async function made() {
  const { outputFiles, metafile } = await bundled();
  /** @type {[string, Uint8Array][]} */
  const modules = outputFiles.map((file) => [path.basename(file.path), file.contents]);
  const encoder = new TextEncoder();
  /** @type {[string, Uint8Array][]} */
  const types = ENTRIES.map((entry) => [`${entry.name}.d.ts`, encoder.encode(handedOn(entry))]);
  const all = [...modules, ...types];
  all.push(["LICENSES.txt", encoder.encode(await licences(metafile))]);
  return new Map(all.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/**
 * Return the lines of client/vendor.sha256 for these files; `sha256sum --check` in client/ reads them.
 * @param {Files} files
 */
export function statement(files) {
  const hash = (/** @type {Uint8Array} */ data) => createHash("sha256").update(data).digest("hex");
  return [...files].map(([name, data]) => `${hash(data)}  vendor/${name}\n`).join("");
}

/**
 * Make the folder hold these files and no others.
 * @param {Files} files
 */
async function place(files) {
  await mkdir(FOLDER, { recursive: true });
  for (const [name, data] of files) await writeFile(path.join(FOLDER, name), data);
  const strangers = (await readdir(FOLDER)).filter((name) => !files.has(name));
  for (const name of strangers) await rm(path.join(FOLDER, name), { recursive: true });
}

/**
 * Return the lines that stand in only one of the two statements.
 * @param {string} one
 * @param {string} other
 */
function differences(one, other) {
  const [left, right] = [one.split("\n"), other.split("\n")];
  const missing = left.filter((line) => !right.includes(line)).map((line) => `- ${line}`);
  return [...missing, ...right.filter((line) => !left.includes(line)).map((line) => `+ ${line}`)].join("\n");
}

/** @param {boolean} write */
async function main(write) {
  const files = await made();
  const found = statement(files);
  if (write) await writeFile(STATED, found);
  const stated = await readFile(STATED, "utf8");
  if (found === stated) return place(files);
  console.error(`${differences(stated, found)}
client/build.js: the browser's packages are not those that client/vendor.sha256 states (- stated, + made).
Nothing was written. Only if client/build.js or a version in package-lock.json was changed on purpose: read the
change, then run node client/build.js --write and commit client/vendor.sha256.`);
  process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.includes("--write"));
