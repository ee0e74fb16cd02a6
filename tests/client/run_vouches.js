/** The operations of vectors/vouches. */

import * as vouches from "../../client/protocol/vouches.js";
import { bytes, hex } from "./cases.js";

/** @import { Person } from "../../client/protocol/vouches.js" */
/** @import { Operation } from "./cases.js" */

/** @type {Record<string, any>} */
const builders = { ...vouches };
const plain = new Set(["role", "until"]); // arguments of builders that are no bytes

/**
 * Read the words that a vector writes out.
 * @param {any} given
 */
function readPeople(given) {
  const people = new vouches.People(given.origin, given.founders.map(bytes));
  for (const entry of given.entries) people.take(entry);
  return people;
}

/**
 * @param {vouches.People} people
 * @param {Person} person
 */
function told(people, person) {
  return {
    keys: person.keys.map(hex),
    present: people.present(person.key),
    stands: people.standing().has(person),
    counting: [...people.counting(person).keys()].map((giver) => hex(giver.key)).sort(),
    workplaces: people.workplaces(person).map(hex).sort(),
    vouches_free: people.vouchesFree(person, people.day),
    spoke: people.spoke.has(person),
  };
}

/** @param {string} kind */
function builder(kind) {
  const name = `${kind.replaceAll(/_(.)/g, (_, letter) => letter.toUpperCase())}Document`;
  return builders[name];
}

/** @type {Record<string, Operation>} */
export const operations = {
  people_read: (given) => {
    const people = readPeople(given);
    const found = [...new Set(people.byKey.values())].map((person) => ({ at: hex(person.key), person }));
    found.sort((left, right) => (left.at < right.at ? -1 : 1));
    return { people: found.map(({ person }) => told(people, person)) };
  },
  word_day: (given) => {
    vouches.checkDay(given.day, given.written);
    return {};
  },
  word_make: ({ secret, kind, origin, fields, day }) => {
    const values = Object.entries(fields).map(([name, value]) => (plain.has(name) ? value : bytes(value)));
    return { document: builder(kind)(bytes(secret), origin, ...values, day) };
  },
  word_take: (given) => ({ word: new vouches.People(given.origin, []).take(given.entry) }),
  workplace_id: (given) => ({ id: hex(vouches.workplaceId(given.entry)) }),
};
