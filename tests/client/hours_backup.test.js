/** Backups: what age programs read and write, and every way in which a file or a passphrase can be wrong. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { inflateSync } from "node:zlib";

import fc from "fast-check";

import { decrypt, encrypt, plainOf } from "../../client/hours/age.js";
import { checkPassphrase, open, seal } from "../../client/hours/backup.js";

const PASSPHRASE = "a lamp in the window";
const WORDS = "legal winner thank year wave sausage worth useful legal winner thank yellow"; // BIP39's own example
const FAST = 10;
const utf8 = new TextEncoder();
const quiet = () => undefined;

/** The test vectors of age. @type {Record<string, Uint8Array>} */
const VECTORS = { .../** @type {any} */ (await import("cctv-age")) };

/**
 * Return the fields and the age file of a vector of C2SP's CCTV.
 * @param {Uint8Array} data
 */
function vector(data) {
  const text = Buffer.from(data).toString("latin1");
  const end = text.indexOf("\n\n");
  const lines = text.slice(0, end).split("\n");
  const field = (/** @type {string} */ name) =>
    lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  return { field, file: data.subarray(end + 2) };
}

/** What we say where a vector says this. @type {Record<string, string[]>} */
const SAID = {
  "no match": ["passphrase_wrong", "backup_other"], // the latter where no stanza is for a passphrase
  "header failure": ["backup_broken", "backup_costly", "backup_other"],
  "HMAC failure": ["backup_broken"],
  "payload failure": ["backup_broken"],
};

/**
 * Return what a promise gives, as "success" with its hash, or the reason for which it was refused.
 * @param {() => Uint8Array | Promise<Uint8Array>} work
 */
async function outcome(work) {
  try {
    return createHash("sha256")
      .update(await work())
      .digest("hex");
  } catch (problem) {
    const { reason } = /** @type {any} */ (problem);
    assert.ok(reason, String(problem));
    return reason;
  }
}

const withPassphrase = Object.entries(VECTORS).filter(([, data]) => {
  const { field } = vector(data);
  return field("passphrase") !== undefined && field("armored") === undefined;
});
const streams = Object.entries(VECTORS).filter(([name]) => name.startsWith("stream_"));

test("the vectors with a passphrase, and those of the payload, are there", () => {
  assert.ok(withPassphrase.length >= 20 && streams.length >= 25, `${withPassphrase.length} ${streams.length}`);
});

for (const [name, data] of withPassphrase) {
  test(`CCTV vector ${name}`, async () => {
    const { field, file } = vector(data);
    const found = await outcome(() => decrypt(file, field("passphrase") ?? "", quiet));
    const expect = field("expect") ?? "";
    if (expect === "success") assert.equal(found, field("payload"));
    else assert.ok(SAID[expect]?.includes(found), `${expect}: ${found}`);
  });
}

for (const [name, data] of streams) {
  test(`CCTV vector ${name}, its payload`, async () => {
    const { field, file } = vector(data);
    const whole = field("compressed") === "zlib" ? inflateSync(file) : file;
    const text = Buffer.from(whole).toString("latin1");
    const header = text.slice(0, text.indexOf("\n", text.indexOf("\n--- ") + 1) + 1);
    const key = Buffer.from(field("file key") ?? "", "hex");
    const found = await outcome(() => plainOf(key, whole.subarray(header.length)));
    if (field("expect") === "success") assert.equal(found, field("payload"));
    else assert.equal(found, "backup_broken");
  });
}

for (const [name, data] of Object.entries(VECTORS).filter(([name]) =>
  /^(x25519|armor_x25519|hybrid|empty)$/.test(name),
)) {
  test(`CCTV vector ${name} is for no passphrase`, async () => {
    await assert.rejects(decrypt(vector(data).file, PASSPHRASE, quiet), { reason: "backup_other" });
  });
}

test("a backup is opened by its passphrase and by no other, and says how far it is", async () => {
  const text = `${JSON.stringify({ v: 1 })}\n`;
  /** @type {number[]} */
  const parts = [];
  const file = await seal(text, PASSPHRASE, (part) => parts.push(part));
  assert.ok(parts.length > 10 && parts.every((part) => part >= 0 && part <= 1));
  assert.match(Buffer.from(file).toString("latin1"), /^age-encryption\.org\/v1\n-> scrypt [A-Za-z0-9+/]{22} 17\n/);
  assert.equal(await open(file, ` ${PASSPHRASE} `), text);
  await assert.rejects(open(file, "a lamp in the windows"), { reason: "passphrase_wrong" });
  await assert.rejects(open(file, ""), { reason: "passphrase_wrong" });
});

test("what is not whole any more is refused, wherever it was damaged", async () => {
  const file = await encrypt(utf8.encode("x".repeat(70_000)), PASSPHRASE, quiet, FAST);
  const header = Buffer.from(file).toString("latin1").indexOf("\n--- ") + 50;
  const places = [0, 5, 30, 60, 80, 100, header - 10, header, header + 20, 66_000, file.length - 1];
  for (const at of places) {
    const broken = Uint8Array.from(file);
    broken[at] = Number(broken[at]) ^ 1;
    const found = await outcome(() => decrypt(broken, PASSPHRASE, quiet));
    assert.match(found, /^(backup_broken|backup_other|passphrase_wrong)$/, String(at));
  }
  for (const length of [0, 10, 100, header, header + 15, 60_000, 65_700, file.length - 1]) {
    const found = await outcome(() => decrypt(file.subarray(0, length), PASSPHRASE, quiet));
    assert.match(found, /^(backup_broken|backup_other)$/, String(length));
  }
});

test("a payload that is damaged behind a header that is right is a broken backup", async () => {
  const file = await encrypt(utf8.encode("x"), PASSPHRASE, quiet, FAST);
  file[file.length - 1] = Number(file.at(-1)) ^ 1;
  await assert.rejects(decrypt(file, PASSPHRASE, quiet), { reason: "backup_broken" });
  await assert.rejects(open(await encrypt(Uint8Array.of(0xff), PASSPHRASE, quiet, FAST), PASSPHRASE), {
    reason: "backup_broken",
  });
});

test("a file that would take too much of a phone is refused before it is tried", async () => {
  const file = Buffer.from(await encrypt(utf8.encode("x"), PASSPHRASE, quiet, FAST)).toString("latin1");
  const costly = Buffer.from(file.replace(/^(-> scrypt \S+) 10$/m, "$1 21"), "latin1");
  await assert.rejects(decrypt(costly, PASSPHRASE, quiet), { reason: "backup_costly" });
});

test("files of other kinds are none", async () => {
  for (const other of ["", "{}", "PK\u0003\u0004", "-----BEGIN AGE ENCRYPTED FILE-----\n", "age-encryption.org/v2\n"]) {
    await assert.rejects(open(utf8.encode(other), PASSPHRASE), { reason: "backup_other" });
  }
});

test("the length of a backup tells blocks of 4 kB only", async () => {
  const length = async (/** @type {number} */ letters) => (await seal("x".repeat(letters), PASSPHRASE)).length;
  const [one, full, more] = [await length(1), await length(4096), await length(4097)];
  assert.equal(one, full);
  assert.equal(more, one + 4096);
});

test("the twelve words count in any case and with any spaces, and a slip is found", async () => {
  const typed = `  ${WORDS.toUpperCase().replaceAll(" ", " \n ")} `;
  assert.equal(await checkPassphrase(typed), WORDS);
  assert.equal(await open(await seal("{}", typed), WORDS), "{}");
  const slip = (/** @type {string} */ text, /** @type {Record<string, number>} */ detail) =>
    assert.rejects(checkPassphrase(text), { reason: "words_wrong", detail });
  await slip(WORDS.replace("sausage", "sausages"), { count: 12, word: 6 });
  await slip(WORDS.replace("yellow", "wave"), { count: 12, word: 0 });
  await slip(WORDS.replace(" yellow", ""), { count: 11, word: 0 });
  await slip(`${WORDS} legal`, { count: 13, word: 0 });
  await assert.rejects(open(new Uint8Array(), WORDS.replace("yellow", "wave")), { reason: "words_wrong" });
  const sentence = "Nine or more words that no list has stand here as one Sentence";
  assert.equal(await checkPassphrase(` ${sentence}`), sentence);
});

test("a passphrase that is short or the same few letters is refused", async () => {
  for (const short of ["", "eleven char", "            ", "  eleven char  "]) {
    await assert.rejects(checkPassphrase(short), { reason: "passphrase_short" });
    await assert.rejects(seal("{}", short), { reason: "passphrase_short" });
  }
  await assert.rejects(checkPassphrase("aaaaaaaaaaaaaaaa"), { reason: "passphrase_weak" });
  await assert.rejects(checkPassphrase("121212121212"), { reason: "passphrase_weak" });
  assert.equal(await checkPassphrase("twelve chars"), "twelve chars");
  assert.equal(await checkPassphrase(" una lámpara en casa "), "una lámpara en casa");
  assert.equal(await checkPassphrase("una la\u0301mpara en casa"), "una lámpara en casa", "typed on another keyboard");
});

test("property: whatever goes in comes out", async () => {
  const sizes = fc.oneof(fc.constantFrom(0, 1, 65_535, 65_536, 65_537, 131_072), fc.integer({ min: 0, max: 200_000 }));
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 0, max: 255 }), async (size, byte) => {
      const plain = new Uint8Array(size).fill(byte);
      const file = await encrypt(plain, PASSPHRASE, quiet, 1);
      assert.deepEqual(await decrypt(file, PASSPHRASE, quiet), plain);
    }),
    { numRuns: 20 },
  );
});
