/**
 * Who may answer a box: the rule, the words and the members on a list. Specified in spec/lists.md.
 * A list book tells of people by keys alone. `ListReader` reads it in order; what it holds at the end is the list.
 */

import { equal } from "./bytes.js";
import { array, b64, octets, oneOf, read, text } from "./encoding.js";
import { Refused } from "./errors.js";
import { People, VOUCHES_NEEDED, workplaceId } from "./people.js";
import { LEVELS, makeTags, placeAt } from "./tags.js";

export const MERGING = ["workplace_merged", "workplace_parted"]; // by which two workplaces count as one, or no longer do
export const WORDS = ["vouch", "taken_back", "moved", "stayed", "left", ...MERGING]; // on which lists rest

const WORKPLACE = {
  kind: oneOf("workplace"),
  salt: octets(32),
  name: text(200),
  employer: text(200),
  state: text(40),
};
const RULE = {
  kind: oneOf("rule"),
  rule: oneOf(...LEVELS, "signers"),
  of: text(200),
  founders: array(octets(32), 3, 100),
};
const LISTED = { kind: oneOf("listed"), member: octets(32), workplace: octets(32) };
const SIGNER = { kind: oneOf("signer"), member: octets(32) };

/** @import { Document } from "./encoding.js" */
/** @import { Place } from "./tags.js" */
/** @import { Person } from "./people.js" */

/** Of a signer's envelope key, which no workplace is known of. @type {Place} */
const NOWHERE = { id: new Uint8Array(), name: "", employer: "", state: "" };

/**
 * Reads a list book in order and checks every word in it; what it holds at the end is the list.
 * `checkSignatures: false` is for who has checked the signatures before. `signers`: for a list of the signers of a
 * demand, the envelope keys, in base64url, that its checked opening opened. `merged`: what seldom.js has, without which
 * no list is read in which workplaces are merged.
 */
export class ListReader {
  /** @type {Document | null} */
  rule = null;
  /** By id in base64url. @type {Map<string, Place>} */
  places = new Map();
  /** Workplace id by member key in base64url, in the order of the book; for signers no bytes. @type {Map<string, Uint8Array>} */
  listed = new Map();
  /** @type {Set<Person>} */
  #onList = new Set();
  /** @type {Record<string, (entry: Document) => void>} */
  #takers = {
    rule: (entry) => this.#takeRule(entry),
    workplace: (entry) => this.#takeWorkplace(entry),
    listed: (entry) => this.#takeListed(entry),
    signer: (entry) => this.#takeSigner(entry),
  };

  /**
   * @param {string} origin
   * @param {{ checkSignatures?: boolean, signers?: ReadonlySet<string> | null, merged?: typeof People }} [options]
   */
  constructor(origin, { checkSignatures = true, signers = null, merged = People } = {}) {
    this.kind = merged;
    this.origin = origin;
    this.checkSignatures = checkSignatures;
    this.signers = signers;
    this.people = new People(origin, [], { checkSignatures }); // of the rule's founders, once it is read
  }

  /**
   * Take in the next entry; return false if it is of a kind that the list itself does not have (a request).
   * Errors: as People.take; member_not_listed, box_not_opened, rule_impossible.
   * @param {Document} entry
   */
  take(entry) {
    const kind = String(entry.kind);
    const taker = Object.hasOwn(this.#takers, kind) ? this.#takers[kind] : undefined;
    if (!taker && !WORDS.includes(kind)) return false;
    if (!this.rule && kind !== "rule") throw new Refused("rule_impossible", "the first entry of a list says its rule");
    if (!taker) return this.people.take(entry);
    taker(entry);
    return true;
  }

  /**
   * Check the list at its end: everyone on it still stands, and nobody whom the rule covers is left out.
   * The rule covers everyone at a workplace that the list shows and who has not left, or every signer opened.
   * Errors: vouch_missing, member_left, member_left_out.
   */
  checkWhole() {
    for (const [member, workplace] of this.listed) {
      const person = this.people.byKey.get(member);
      if (!person) continue;
      if (b64(person.key) !== member || !this.people.homes(person).includes(b64(workplace))) {
        const said = "a listed member whose vouch was taken back, or whose place has moved";
        throw new Refused("vouch_missing", said);
      }
      if (person.left) throw new Refused("member_left", "a listed member");
    }
    for (const signer of this.signers ?? []) {
      if (!this.listed.has(signer)) throw new Refused("member_left_out", "a signer whose envelope was opened");
    }
    for (const person of this.people.standing()) {
      if (this.#onList.has(person) || person.left) continue;
      if (this.people.homes(person).some((workplace) => this.#covers(workplace))) {
        throw new Refused("member_left_out", b64(person.key).slice(0, 16));
      }
    }
  }

  /**
   * Return the tags that the list's counts give, and each member's tag. Errors: rule_impossible.
   * @param {readonly string[]} levels
   * @param {number} k
   */
  tags(levels, k) {
    const people = [...this.listed].map(
      ([member, at]) => /** @type {[string, Place]} */ ([member, this.places.get(b64(at)) ?? NOWHERE]),
    );
    return makeTags(new Map(people), levels, k);
  }

  /** @param {Document} entry */
  #takeRule(entry) {
    if (this.rule) throw new Refused("rule_impossible", "a list has one rule");
    const found = read(entry, RULE);
    const { rule, of, founders } = found;
    if (rule === "workplace" || rule === "signers") octets(32)(of);
    else if ((of === "") !== (rule === "all")) {
      throw new Refused("rule_impossible", "a rule names what it is of, unless it is for all");
    }
    if (new Set(founders.map(b64)).size < founders.length) {
      throw new Refused("rule_impossible", "a founder stands there twice");
    }
    this.people = new this.kind(this.origin, founders, { checkSignatures: this.checkSignatures });
    this.rule = found;
  }

  /** @param {Document} entry */
  #takeWorkplace(entry) {
    const { name, employer, state } = read(entry, WORKPLACE);
    const id = workplaceId(entry);
    this.places.set(b64(id), { id, name, employer, state });
  }

  /** @param {Document} entry */
  #takeListed(entry) {
    const { member, workplace } = read(entry, LISTED);
    const person = this.people.person(member);
    if (!person || !equal(person.key, member) || person.vouches.size < VOUCHES_NEEDED) {
      throw new Refused("vouch_missing", "a listed member without two standing vouches");
    }
    if (person.left) throw new Refused("member_left", "a listed member");
    if (this.#onList.has(person) || !this.places.has(b64(workplace))) {
      throw new Refused("document_field", "a member listed twice, or at an unknown workplace");
    }
    if (!this.people.homes(person).includes(b64(workplace))) {
      throw new Refused("vouch_missing", "vouches by someone who does not itself stand, or for another job");
    }
    if (!this.#covers(b64(workplace)))
      throw new Refused("member_not_listed", "a listed member is outside the list's rule");
    this.#onList.add(person);
    this.listed.set(b64(member), workplace);
  }

  /** @param {Document} entry */
  #takeSigner(entry) {
    const member = b64(read(entry, SIGNER).member);
    if (this.rule?.rule !== "signers") {
      throw new Refused("member_not_listed", "this list is not one of the signers of a demand");
    }
    if (!this.signers) throw new Refused("box_not_opened", "the demand whose signers this list is made of");
    if (!this.signers.has(member)) {
      throw new Refused("member_not_listed", "an envelope key that the demand did not open");
    }
    if (this.listed.has(member)) throw new Refused("document_field", "a signer listed twice");
    this.listed.set(member, NOWHERE.id);
  }

  /**
   * Say whether the rule covers a workplace, or one that was merged with it, that the list shows.
   * @param {string} workplace its id in base64url
   */
  #covers(workplace) {
    const level = LEVELS.find((known) => known === this.rule?.rule);
    if (level === undefined || !this.places.has(workplace)) return false;
    const joined = [
      workplace,
      ...[...this.people.merged()].flatMap(([one, into]) => (into === workplace ? [one] : [])),
    ];
    const shown = joined.map((each) => this.places.get(each));
    return shown.some((place) => place !== undefined && placeAt(place, level) === this.rule?.of);
  }
}
