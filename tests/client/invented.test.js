/** A host that invents members: whoever reads the book with `People` sees that nobody real holds them up. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { b64 } from "../../client/protocol/encoding.js";
import { publicKey } from "../../client/protocol/signatures.js";
import * as vouches from "../../client/protocol/vouches.js";
import { randomFrom } from "./cases.js";
import { outcome } from "./outcome.js";

const ORIGIN = "example.org/peers";
const DAY = 20_000;
const PLACE = new Uint8Array(32).fill(7);
const secrets = (/** @type {string} */ label, /** @type {number} */ count) =>
  Array.from({ length: count }, (_, number) => randomFrom(`invented.test/${label} ${number}`)(32));
const FOUNDERS = secrets("founder", 3);
const MEMBERS = secrets("member", 4);
const INVENTED = secrets("invented", 20);

/**
 * Return a vouch of one secret's owner for another's.
 * @param {Uint8Array} giver
 * @param {Uint8Array} to
 */
const vouch = (giver, to) => vouches.vouchDocument(giver, ORIGIN, publicKey(to), "peer", PLACE, DAY);
/** @param {vouches.People} people */
const standing = (people) => [...people.standing()].map((person) => b64(person.key)).sort();
/** @param {Uint8Array[]} some */
const keys = (some) => some.map((secret) => b64(publicKey(secret))).sort();
const real = keys([...FOUNDERS, ...MEMBERS]);

/** Return the words of an honest book: two founders vouch for each member. */
const honest = () => MEMBERS.flatMap((member) => FOUNDERS.slice(0, 2).map((founder) => vouch(founder, member)));
/** Return two vouches for each of twenty, by the two before them in a ring. */
const ring = () =>
  INVENTED.flatMap((to, at) => [1, 2].map((step) => vouch(/** @type {any} */ (INVENTED.at(at - step)), to)));

/** @param {any[]} words */
function read(words, founders = FOUNDERS) {
  const people = new vouches.People(ORIGIN, founders.map(publicKey));
  for (const word of words) assert(people.take(word));
  return people;
}

test("of twenty accounts without a vouch the book knows nobody", () => {
  const people = read(honest());
  assert.deepEqual(standing(people), real);
  for (const secret of INVENTED) {
    assert.equal(people.person(publicKey(secret)), undefined);
    assert.equal(people.present(publicKey(secret)), false);
  }
});

test("twenty who vouch for each other in a ring hold nobody up", () => {
  const people = read([...honest(), ...ring()]);
  assert.deepEqual(standing(people), real);
  for (const secret of INVENTED) {
    const person = people.person(publicKey(secret));
    assert(person);
    assert.equal(person.vouches.size, 2);
    assert.equal(people.counting(person).size, 0);
    assert.deepEqual(people.workplaces(person), []);
  }
});

test("one real vouch and one of the ring are not two", () => {
  const word = vouch(/** @type {any} */ (FOUNDERS[2]), /** @type {any} */ (INVENTED[0]));
  assert.deepEqual(standing(read([...honest(), word, ...ring()])), real);
});

test("nobody invented signs anything that only members sign", () => {
  const people = read([...honest(), ...ring()]);
  for (const secret of INVENTED) {
    const words = [
      vouches.noteDocument(secret, ORIGIN, PLACE, PLACE, DAY),
      vouches.workplaceHashDocument(secret, ORIGIN, PLACE, DAY),
      vouches.invitationDocument(secret, ORIGIN, publicKey(secret), PLACE, "peer", DAY + 7, DAY),
    ];
    assert.deepEqual(
      words.map((word) => outcome(() => people.take(word))[0]),
      Array(3).fill("vouch_missing"),
    );
  }
});

test("a vouch in a founder's name is not the founder's", () => {
  const people = read(honest());
  for (const to of INVENTED) {
    const forged = {
      ...vouch(/** @type {any} */ (INVENTED.at(-1)), to),
      from: b64(publicKey(/** @type {any} */ (FOUNDERS[0]))),
    };
    assert.equal(outcome(() => people.take(forged))[0], "signature_wrong");
  }
  assert.deepEqual(standing(people), real);
});

test("twenty held up by invented founders stand on another list of founders only", () => {
  const chiefs = secrets("invented founder", 4);
  const words = INVENTED.flatMap((to, at) =>
    [0, 1].map((by) => vouch(/** @type {any} */ (chiefs[2 * (at % 2) + by]), to)),
  );
  assert.deepEqual(standing(read([...honest(), ...words])), real);
  assert.deepEqual(standing(read(words, chiefs)), keys([...chiefs, ...INVENTED]));
});
