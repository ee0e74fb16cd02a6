/** Lists: chains of vouches, members. Properties have the same names in tests/protocol/test_lists.py. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { b64 } from "../../client/protocol/encoding.js";
import { ListReader } from "../../client/protocol/lists.js";
import { publicKey } from "../../client/protocol/signatures.js";
import { workplaceId } from "../../client/protocol/vouches.js";
import { randomFrom } from "./cases.js";
import { given } from "./definitions.js";
import { outcome } from "./outcome.js";

const { origin: ORIGIN, entries } = given("lists/all.txt");
const HARBOR = entries.find((/** @type {{ kind: string }} */ { kind }) => kind === "workplace");
const FOUNDERS = ["founder 1", "founder 2", "founder 3"];
const NAMES = Array.from({ length: 5 }, (_, number) => `person ${number}`);
const KEYS = new Map(
  [...FOUNDERS, ...NAMES].map((name) => [name, b64(publicKey(randomFrom(`lists.test/${name}`)(32)))]),
);
const START = [{ v: 1, kind: "rule", rule: "all", of: "", founders: FOUNDERS.map((name) => KEYS.get(name)) }, HARBOR];
const pairs = fc.uniqueArray(fc.tuple(fc.constantFrom(...FOUNDERS, ...NAMES), fc.constantFrom(...NAMES)), {
  maxLength: 25,
  selector: (pair) => pair.join(),
});

/** @param {string[]} pair */
function unsignedVouch([giver = "", to = ""]) {
  const word = { v: 1, kind: "vouch", origin: ORIGIN, from: KEYS.get(giver), to: KEYS.get(to) };
  return { ...word, role: "peer", workplace: b64(workplaceId(HARBOR)), day: 20_000 };
}

/**
 * Return who stands, found in the plainest way.
 * @param {string[][]} said
 */
function stands(said) {
  const found = new Set(FOUNDERS);
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const name of NAMES) {
      const givers = said.filter(([giver = "", to]) => to === name && giver !== name && found.has(giver));
      if (givers.length >= 2) found.add(name);
    }
  }
  return found;
}

/** @param {readonly any[]} given */
function readerOf(given) {
  const reader = new ListReader(ORIGIN, { checkSignatures: false });
  for (const entry of given) assert(reader.take(entry));
  return reader;
}

/** @param {string} name */
const listed = (name) => ({ v: 1, kind: "listed", member: KEYS.get(name), workplace: b64(workplaceId(HARBOR)) });

test("whoever is listed has a chain of vouches to the founders", () => {
  fc.assert(
    fc.property(pairs, (said) => {
      const words = said.filter(([giver, to]) => giver !== to).map(unsignedVouch);
      const standing = stands(said);
      for (const name of NAMES) {
        const reader = readerOf([...START, ...words]);
        const expected = standing.has(name) ? "ok" : "vouch_missing";
        assert.equal(outcome(() => reader.take(listed(name)))[0], expected);
      }
    }),
    { numRuns: 40 },
  );
});

test("nobody whom the rule covers is left out", () => {
  const [ana = "", bo = ""] = NAMES;
  const words = [ana, bo].flatMap((name) => [unsignedVouch(["founder 1", name]), unsignedVouch(["founder 2", name])]);
  const reader = readerOf([...START, ...words, listed(ana)]);
  assert.equal(outcome(() => reader.checkWhole())[0], "member_left_out");
  reader.take(listed(bo));
  reader.checkWhole();
  assert.deepEqual(reader.tags(["all"], 5).tags, [{ level: "all", of: "", parent: 0, members: 2 }]);
});

test("a request is not for the list to read", () => {
  assert.equal(readerOf(START).take({ v: 1, kind: "request" }), false);
});

test("words are believed unsigned only where somebody else checks them", () => {
  const reader = new ListReader(ORIGIN);
  const forged = { ...unsignedVouch(["founder 1", NAMES[0] ?? ""]), signature: b64(new Uint8Array(64)) };
  for (const entry of START) reader.take(entry);
  assert.notEqual(outcome(() => reader.take(forged))[0], "ok");
});

test("a list of signers has no vouches and one tag", () => {
  const signers = new Set(NAMES.map((name) => KEYS.get(name) ?? ""));
  const reader = new ListReader(ORIGIN, { signers });
  reader.take({ ...START[0], rule: "signers", of: b64(new Uint8Array(32)) });
  for (const member of signers) {
    assert.equal(outcome(() => reader.checkWhole())[0], "member_left_out");
    reader.take({ v: 1, kind: "signer", member });
  }
  reader.checkWhole();
  assert.deepEqual(
    [...reader.tags(["all"], 5).of],
    [...signers].map((member) => [member, 0]),
  );
});
