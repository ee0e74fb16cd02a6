/** Properties have the same names in tests/protocol/test_vouches.py. Ways of being wrong: vectors/vouches. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { b64 } from "../../client/protocol/encoding.js";
import { publicKey } from "../../client/protocol/signatures.js";
import * as vouches from "../../client/protocol/vouches.js";
import { hex, randomFrom } from "./cases.js";
import { outcome } from "./outcome.js";

const ORIGIN = "example.org/peers";
const DAY = 20_000;
const PLACE = new Uint8Array(32).fill(7);
const FOUNDERS = ["founder 1", "founder 2", "founder 3"];
const NAMES = Array.from({ length: 8 }, (_, number) => `person ${number}`);
const ALL = [...FOUNDERS, ...NAMES];
const SECRETS = new Map(
  [...ALL, "new", "newer", "Ghost"].map((name) => [name, randomFrom(`vouches.test/${name}`)(32)]),
);
const KEYS = new Map([...SECRETS].map(([name, secret]) => [name, publicKey(secret)]));
const pairs = fc.uniqueArray(fc.tuple(fc.constantFrom(...ALL), fc.constantFrom(...NAMES)), {
  maxLength: 40,
  selector: (pair) => pair.join(),
});

/** @param {string} name */
const secret = (name) => /** @type {Uint8Array} */ (SECRETS.get(name));
/** @param {string} name */
const key = (name) => /** @type {Uint8Array} */ (KEYS.get(name));

/**
 * @param {string} giver
 * @param {string} to
 * @param {number} [day]
 */
function vouch(giver, to, day = DAY) {
  return vouches.vouchDocument(secret(giver), ORIGIN, key(to), "peer", PLACE, day);
}

/**
 * Return a vouch, or that it is taken back, whose signature nobody looks at.
 * @param {string[]} pair
 * @param {string} [kind]
 */
function unsigned([giver = "", to = ""], kind = "vouch") {
  const word = { v: 1, kind, origin: ORIGIN, from: b64(key(giver)), to: b64(key(to)), day: DAY };
  return kind === "vouch" ? { ...word, role: "peer", workplace: b64(PLACE) } : word;
}

/**
 * @param {any[]} entries
 * @param {{ checkSignatures?: boolean }} [options]
 */
function founded(entries, options) {
  const people = new vouches.People(ORIGIN, FOUNDERS.map(key), options);
  for (const entry of entries) assert(people.take(entry));
  return people;
}

/** @param {vouches.People} people */
function namesStanding(people) {
  const named = new Map(ALL.map((name) => [hex(key(name)), name]));
  return [...people.standing()].map((person) => named.get(hex(person.key))).sort();
}

/**
 * Return who stands, found in the plainest way.
 * @param {string[][]} given
 */
function stands(given) {
  const found = new Set(FOUNDERS);
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const name of NAMES) {
      if (given.filter(([giver = "", to]) => to === name && giver !== name && found.has(giver)).length >= 2) {
        found.add(name);
      }
    }
  }
  return [...found].sort();
}

const unchecked = { checkSignatures: false };
const others = (/** @type {string[][]} */ given) => given.filter(([giver, to]) => giver !== to);

test("whoever stands has a chain of vouches to the founders", () => {
  fc.assert(
    fc.property(pairs, fc.boolean(), (given, asked) => {
      const people = founded([], unchecked);
      for (const pair of others(given)) {
        people.take(unsigned(pair));
        if (asked) assert(people.standing().size >= FOUNDERS.length);
      }
      assert.deepEqual(namesStanding(people), stands(given));
    }),
  );
});

test("what is taken back was never there", () => {
  fc.assert(
    fc.property(pairs, fc.infiniteStream(fc.boolean()), (given, coins) => {
      const first = others(given);
      const gone = first.filter(() => coins.next().value);
      const people = founded(
        first.map((pair) => unsigned(pair)),
        unchecked,
      );
      for (const pair of gone) {
        assert(people.take(unsigned(pair, "taken_back")));
        assert(people.standing().size >= FOUNDERS.length);
      }
      const left = first.filter((pair) => !gone.includes(pair));
      assert.deepEqual(namesStanding(people), stands(left));
    }),
  );
});

test("the order of vouches does not matter", () => {
  fc.assert(
    fc.property(pairs, (given) => {
      const words = others(given).map((pair) => unsigned(pair));
      const one = namesStanding(founded(words, unchecked));
      assert.deepEqual(namesStanding(founded(words.toReversed(), unchecked)), one);
    }),
  );
});

test("a word names the day on which it was written down", () => {
  fc.assert(
    fc.property(fc.integer({ min: -20, max: 20 }), (off) => {
      const expected = off >= -7 && off <= 1 ? "ok" : "day_wrong";
      assert.equal(outcome(() => vouches.checkDay(DAY + off, DAY))[0], expected);
    }),
  );
});

test("a person who moved is one person under both keys", () => {
  const [ana, next] = [NAMES[0] ?? "", key("new")];
  const moves = ["founder 1", "founder 2"].map((by) => vouches.movedDocument(secret(by), ORIGIN, key(ana), next, DAY));
  const people = founded([vouch("founder 1", ana), vouch("founder 2", ana), ...moves]);
  const person = people.person(next);
  assert(person);
  assert.equal(people.person(key(ana)), person);
  assert.deepEqual([people.present(key(ana)), people.present(next)], [false, true]);
  assert.deepEqual(people.workplaces(person), [PLACE]);
});

test("who has left is not present and still holds up others", () => {
  const [ana = "", bo = ""] = NAMES;
  const words = [vouch("founder 1", ana), vouch("founder 2", ana), vouch("founder 1", bo), vouch(ana, bo)];
  const people = founded([...words, vouches.leftDocument(secret(ana), ORIGIN, DAY)]);
  const person = people.person(key(bo));
  assert(person && people.standing().has(person));
  assert.deepEqual(
    [ana, bo, "Ghost"].map((name) => people.present(key(name))),
    [false, true, false],
  );
});

test("twelve vouches are free and come back after 90 days", () => {
  const back = vouches.takenBackDocument(secret("founder 1"), ORIGIN, key(NAMES[0] ?? ""), DAY);
  const people = founded([...NAMES.map((name) => vouch("founder 1", name)), back]);
  const person = people.person(key("founder 1"));
  assert(person);
  assert.deepEqual(
    [0, 89, 90].map((days) => people.vouchesFree(person, DAY + days)),
    [4, 4, 12],
  );
});

test("a word that is refused changes nothing", () => {
  const [ana = ""] = NAMES;
  const people = founded([vouch("founder 1", ana), vouch("founder 2", ana)]);
  const late = DAY + 5;
  const refused = [
    vouch("Ghost", "Ghost", late),
    vouches.noteDocument(secret("Ghost"), ORIGIN, PLACE, PLACE, late),
    vouches.takenBackDocument(secret("founder 3"), ORIGIN, key(ana), late),
    vouches.movedDocument(secret("founder 3"), ORIGIN, key(ana), key("new"), late),
    { ...vouches.leftDocument(secret("founder 1"), ORIGIN, late), day: late + 1 },
  ];
  const reasons = refused.map((word) => outcome(() => people.take(word))[0]);
  assert.deepEqual(reasons, ["document_field", "vouch_missing", "vouch_missing", "vouch_missing", "signature_wrong"]);
  assert.equal(people.person(key("Ghost")), undefined);
  assert.equal(people.day, DAY);
  assert.equal(people.spoke.size, 2);
});

test("no order of words moves a place after its owner said no", () => {
  const [ana = ""] = NAMES;
  const order = fc.array(fc.constantFrom("no", "founder 1", "founder 2"), { maxLength: 8 });
  fc.assert(
    fc.property(order, (said) => {
      const first = ["founder 1", "founder 2"].map((giver) => unsigned([giver, ana]));
      const people = founded(first, unchecked);
      for (const [at, who] of said.entries()) {
        const head = { v: 1, origin: ORIGIN, new: b64(key("new")), day: DAY + at };
        const word =
          who === "no"
            ? { ...head, kind: "stayed", by: b64(key(ana)) }
            : { ...head, kind: "moved", by: b64(key(who)), old: b64(key(ana)) };
        const stopped = who !== "no" && said.slice(0, at).includes("no") ? "move_stopped" : "ok";
        const expected = people.present(key(ana)) ? stopped : "vouch_missing";
        assert.equal(outcome(() => people.take(word))[0], expected);
      }
      const before = said.includes("no") ? said.slice(0, said.indexOf("no")) : said;
      assert.equal(people.present(key("new")), before.includes("founder 1") && before.includes("founder 2"));
    }),
  );
});

test("a stopped move leaves nothing behind and other keys free", () => {
  const [ana = ""] = NAMES;
  const move = (/** @type {string} */ by, /** @type {string} */ to) =>
    vouches.movedDocument(secret(by), ORIGIN, key(ana), key(to), DAY);
  const no = vouches.stayedDocument(secret(ana), ORIGIN, key("new"), DAY);
  const words = [
    vouch("founder 1", ana),
    vouch("founder 2", ana),
    move("founder 1", "new"),
    move("founder 1", "newer"),
  ];
  const people = founded([...words, no]);
  assert.deepEqual([...(people.person(key(ana))?.moves.keys() ?? [])], [b64(key("newer"))]);
  assert(people.take(move("founder 2", "newer")));
  assert(people.present(key("newer")));
});

test("words are believed unsigned only where somebody else checks them", () => {
  const forged = { ...vouch("founder 1", NAMES[0] ?? ""), to: b64(key("Ghost")) };
  assert.equal(outcome(() => founded([forged]))[0], "signature_wrong");
  assert(founded([forged], unchecked).present(key("Ghost")));
});
