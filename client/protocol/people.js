/**
 * Whom the words of members make: the part of vouches.js that only reads. Specified in spec/vouches.md.
 * `People` reads these words in the order of the members' book, so that a member's own device finds out whom a chain of
 * vouches leads to, and need not believe the host in it.
 */

import { compare, groupBy } from "./bytes.js";
import { b64, encode, integer, octets, oneOf, read, sha256, text } from "./encoding.js";
import { Refused } from "./errors.js";
import { ROLE } from "./founders.js";
import { checkKey, verifySigned } from "./signatures.js";

export const VOUCHES_NEEDED = 2;
export const VOUCHES_MOST = 12;
export const VOUCH_DAYS = 90;
export const DAYS_LATE = 7; // how long a word may take from its signer's hand into the members' book
export const DAYS_AHEAD = 1; // a signer's clock may be ahead, or further east
const DAY_MOST = 2 ** 20; // days since 1970-01-01

const BYTES = octets(32);
const DAY = integer(0, DAY_MOST);
const PLACE = { by: BYTES, id: BYTES };
const TWO_PLACES = { ...PLACE, into: BYTES };

/** @import { Document, Shape } from "./encoding.js" */

/** @type {Record<string, Shape>} */
const FIELDS = {
  vouch: { from: BYTES, to: BYTES, role: ROLE, workplace: BYTES },
  taken_back: { from: BYTES, to: BYTES },
  moved: { by: BYTES, old: BYTES, new: BYTES },
  stayed: { by: BYTES, new: BYTES },
  left: { by: BYTES },
  invitation: { by: BYTES, invitation: BYTES, workplace: BYTES, role: ROLE, until: DAY },
  workplace_hash: PLACE,
  workplace_confirmed: PLACE,
  workplace_merged: TWO_PLACES,
  workplace_parted: TWO_PLACES,
  note: { by: BYTES, workplace: BYTES, text: BYTES },
};
/** @type {Readonly<Record<string, Shape>>} */
export const SHAPES = Object.fromEntries(
  Object.entries(FIELDS).map(([kind, own]) => [kind, { kind: oneOf(kind), ...own, origin: text(200), day: DAY }]),
);

/** What the words say of one person, under whatever keys; keys have 32 bytes. */
export class Person {
  founder = false;
  left = false;
  /** Workplace and role by who gave the vouch; those taken back are gone. @type {Map<Person, Vouch>} */
  vouches = new Map();
  /** Everybody who ever vouched. @type {Set<Person>} */
  knownBy = new Set();
  /** As long as it is not taken back. @type {Set<Person>} */
  vouchedFor = new Set();
  /** When this person vouched. @type {number[]} */
  vouchDays = [];
  /** By the new key: who says that it is this person's. @type {Map<string, Set<Person>>} */
  moves = new Map();
  /** Keys, in base64url, of which this person says that they are not theirs. @type {Set<string>} */
  stayed = new Set();

  /** @param {Uint8Array} key */
  constructor(key) {
    /** In order; only the last still signs. */
    this.keys = [key];
  }

  /** The present key. */
  get key() {
    return /** @type {Uint8Array} */ (this.keys.at(-1));
  }
}

/** @typedef {{ workplace: Uint8Array, role: "peer" | "ally" }} Vouch */
/** Return SHA-256 of the canonical workplace entry, whose salt hides it. @param {Document} entry */
export const workplaceId = (entry) => sha256(encode(entry));

/**
 * Return in which field a word of this kind says whose it is.
 * @param {string} kind
 */
export function signedBy(kind) {
  return FIELDS[kind]?.from ? "from" : "by";
}

/**
 * Check the day that a word names against the day on which it came into the members' book. Errors: day_wrong.
 * @param {number} day
 * @param {number} written
 */
export function checkDay(day, written) {
  if (day < written - DAYS_LATE || day > written + DAYS_AHEAD) {
    throw new Refused("day_wrong", `day ${day}, written down on day ${written}`);
  }
}

/**
 * Reads words in order, checks each, and knows afterwards who stands. A word that is refused changes nothing.
 * `checkSignatures: false` is for a device that has checked the same words before.
 */
export class People {
  /** By every key that a person ever had, in base64url. @type {Map<string, Person>} */
  byKey = new Map();
  /** Everybody who signed a word. @type {Set<Person>} */
  spoke = new Set();
  /** Of the last word. */
  day = 0;
  /** SHA-256 of each word of that day, in base64url. @type {Set<string>} */
  said = new Set();
  /** Null: not known since a vouch was taken back. @type {Set<Person> | null} */
  #standing = null;

  /**
   * @param {string} origin
   * @param {Iterable<Uint8Array>} founders
   * @param {{ checkSignatures?: boolean }} [options]
   */
  constructor(origin, founders, { checkSignatures = true } = {}) {
    this.origin = origin;
    this.checkSignatures = checkSignatures;
    for (const key of founders) this.#keep(Object.assign(new Person(checkKey(key)), { founder: true }));
  }

  /**
   * Take in the next entry; return false if it is no word.
   * Errors: document_field, size_wrong, key_not_canonical, word_repeated, vouch_missing, vouch_too_many, member_left,
   * move_stopped, those of verify.
   * @param {Document} entry
   */
  take(entry) {
    const kind = String(entry.kind);
    const shape = Object.hasOwn(SHAPES, kind) ? SHAPES[kind] : undefined;
    if (!shape) return false;
    const signer = BYTES(entry[signedBy(kind)]);
    if (this.checkSignatures) verifySigned(signer, kind, entry);
    const { signature: _, ...rest } = entry;
    const found = read(rest, shape);
    if (found.origin !== this.origin) throw new Refused("document_field", "signed for another record");
    if (found.day < this.day) throw new Refused("document_field", "days may not go backwards");
    const person = this.#present(signer);
    const said = found.day === this.day ? this.said : new Set();
    const hash = b64(sha256(encode(entry)));
    if (said.has(hash)) throw new Refused("word_repeated");
    if (kind === "vouch") this.#takeVouch(found, person);
    else if (kind === "taken_back") this.#takeTakenBack(found, person);
    else if (kind === "moved") this.#takeMoved(found, person);
    else if (kind === "stayed") this.#takeStayed(found, person);
    else if (kind === "left") person.left = true;
    else this.#takeOther(found, person);
    this.#keep(person);
    this.spoke.add(person);
    this.day = found.day;
    this.said = said.add(hash);
    return true;
  }

  /**
   * Return whose key this is or was.
   * @param {Uint8Array} key
   */
  person(key) {
    return this.byKey.get(b64(key));
  }

  /**
   * Say whether this is the present key of a person whom the words know and who has not left.
   * @param {Uint8Array} key
   */
  present(key) {
    const person = this.person(key);
    return person !== undefined && b64(person.key) === b64(key) && !person.left;
  }

  /**
   * Return who stands: the founders, and whoever has two peer vouches by people who stand; also who left.
   * It is the least such set, so people who vouch for each other in a ring hold nobody up.
   * @returns {Set<Person>}
   */
  standing() {
    if (this.#standing === null) {
      this.#standing = new Set();
      this.#raise([...this.byKey.values()].filter((person) => person.founder));
    }
    return this.#standing;
  }

  /**
   * Return the vouches of a person that count, by who gave them: by peers who stand, for a peer.
   * @param {Person} person
   */
  counting(person) {
    const standing = this.standing();
    return new Map([...person.vouches].filter(([giver, { role }]) => role === "peer" && standing.has(giver)));
  }

  /**
   * Return the workplaces for which two vouches of a person count.
   * @param {Person} person
   * @returns {Uint8Array[]}
   */
  workplaces(person) {
    const ids = [...this.counting(person).values()].map(({ workplace }) => workplace).sort(compare);
    const counts = groupBy(ids, b64);
    return [...counts.values()].filter((same) => same.length >= VOUCHES_NEEDED).map(([id]) => /** @type {any} */ (id));
  }

  /** Return which workplaces count as which other: none, but see seldom.js. @returns {Map<string, string>} */
  merged() {
    return new Map();
  }

  /**
   * Return the workplaces, in base64url, at which a person works. @param {Person} person
   * @returns {string[]}
   */
  homes(person) {
    return this.workplaces(person).map(b64);
  }

  /**
   * Return how many times a person may still vouch on a day, which is not before that of the last word.
   * @param {Person} person
   * @param {number} day
   */
  vouchesFree(person, day) {
    return VOUCHES_MOST - person.vouchDays.filter((each) => each > day - VOUCH_DAYS).length;
  }

  /** @param {Person} person */
  #keep(person) {
    this.byKey.set(b64(person.key), person);
  }

  /**
   * Return whose present key this is; a key met for the first time is a new person's, whom nothing holds yet.
   * @param {Uint8Array} key
   */
  #present(key) {
    const person = this.person(key) ?? new Person(checkKey(key));
    if (b64(person.key) !== b64(key)) throw new Refused("vouch_missing", "a key whose place has moved to another");
    if (person.left) throw new Refused("member_left");
    return person;
  }

  /**
   * Add to those who stand whoever of these now does, and whomever they hold up.
   * @param {Person[]} waiting
   */
  #raise(waiting) {
    const standing = this.standing();
    for (let person = waiting.pop(); person; person = waiting.pop()) {
      if (standing.has(person) || !(person.founder || this.counting(person).size >= VOUCHES_NEEDED)) continue;
      standing.add(person);
      waiting.push(...person.vouchedFor);
    }
  }

  /**
   * @param {Document} found
   * @param {Person} giver
   */
  #takeVouch(found, giver) {
    const person = this.#present(found.to);
    if (b64(person.key) === b64(giver.key) || person.vouches.has(giver)) {
      throw new Refused("document_field", "a vouch for oneself, or a second one by one person for another");
    }
    if (this.vouchesFree(giver, found.day) < 1) throw new Refused("vouch_too_many");
    giver.vouchDays.push(found.day);
    this.#keep(person);
    person.vouches.set(giver, { workplace: found.workplace, role: found.role });
    person.knownBy.add(giver);
    giver.vouchedFor.add(person);
    if (this.#standing !== null) this.#raise([person]);
  }

  /**
   * @param {Document} found
   * @param {Person} giver
   */
  #takeTakenBack(found, giver) {
    const person = this.person(found.to);
    if (!person?.vouches.delete(giver)) throw new Refused("vouch_missing", "there is no such vouch to take back");
    giver.vouchedFor.delete(person);
    this.#standing = null;
  }

  /**
   * @param {Document} found
   * @param {Person} giver
   */
  #takeMoved(found, giver) {
    const [person, next] = [this.person(found.old), b64(found.new)];
    if (!person?.vouches.has(giver) || b64(person.key) !== b64(found.old) || this.byKey.has(next)) {
      throw new Refused("vouch_missing", "only those who vouched for a member can move their place, to a new key");
    }
    if (person.founder) throw new Refused("vouch_missing", "a founder's place does not move");
    if (person.left) throw new Refused("member_left", "the place of somebody who has left does not move");
    if (person.stayed.has(next)) throw new Refused("move_stopped");
    checkKey(found.new);
    const said = (person.moves.get(next) ?? new Set()).add(giver);
    person.moves.set(next, said);
    const counting = this.counting(person);
    if ([...said].filter((each) => counting.has(each)).length < VOUCHES_NEEDED) return;
    person.keys.push(found.new);
    person.moves.clear();
    this.#keep(person);
  }

  /**
   * @param {Document} found
   * @param {Person} person
   */
  #takeStayed(found, person) {
    const next = b64(checkKey(found.new));
    person.stayed.add(next);
    person.moves.delete(next);
  }

  /**
   * Take in a word that changes nobody's standing; who signs it stands.
   * @param {Document} found
   * @param {Person} person
   */
  #takeOther(found, person) {
    if (!this.standing().has(person)) throw new Refused("vouch_missing", "only somebody who stands signs this");
    if (found.kind === "invitation") {
      checkKey(found.invitation);
      if (found.until < found.day) throw new Refused("document_field", "until: a day before that of the invitation");
    }
    if (found.into && b64(found.into) === b64(found.id)) {
      throw new Refused("document_field", "into: a workplace and itself");
    }
  }
}
