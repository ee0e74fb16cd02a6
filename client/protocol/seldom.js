/**
 * What pages seldom need of other modules: workplaces that were merged, comparing a list with the members' book, all
 * texts of a definition, making a checkpoint and a leaf. Specified in spec/: vouches, lists, boxes, notes, slots.
 */

import { base64, concat, groupBy, utf8 } from "./bytes.js";
import { b64, u64 } from "./encoding.js";
import { Refused } from "./errors.js";
import { MERGING } from "./lists.js";
import { checkSize, HASH_BYTES } from "./merkle.js";
import { checkName } from "./notes.js";
import { People, signedBy, VOUCHES_NEEDED } from "./people.js";

/** @import { Document } from "./encoding.js" */
/** @import { Definition } from "./boxes.js" */
/** @import { Checkpoint } from "./notes.js" */
/** @import { ListReader } from "./lists.js" */
/** @import { Person } from "./people.js" */

const OF_ONESELF = ["stayed", "left"]; // what somebody says of their own place, who may never have vouched

/** People, and which workplaces they say are one. */
export class Coworkers extends People {
  /** By a workplace's id in base64url: which it counts as, and whether also once both have people. @type {Map<string, { into: string, firm: boolean }>} */
  #merged = new Map();
  /** What merged() returned; null: not known since the last word. @type {Map<string, string> | null} */
  #homes = null;

  /** @override @param {Document} entry */
  take(entry) {
    const before = entry.kind === "workplace_merged" ? this.merged() : new Map();
    const taken = super.take(entry);
    if (!taken) return false;
    const person = /** @type {Person} */ (this.byKey.get(entry[signedBy(String(entry.kind))]));
    if (entry.kind === "workplace_merged") this.#merge(entry.id, entry.into, person, before);
    else if (entry.kind === "workplace_parted" && this.#merged.get(entry.id)?.into === entry.into) {
      this.#merged.delete(entry.id);
    }
    this.#homes = null;
    return true;
  }

  /** @override Return which workplaces count as which other now; none counts as one that itself counts as another. */
  merged() {
    if (!this.#homes) {
      const staffed = this.#merged.size ? this.#staffed() : new Set();
      const kept = [...this.#merged].filter(
        ([one, { into, firm }]) => firm || !(staffed.has(one) && staffed.has(into)),
      );
      this.#homes = new Map(kept.map(([one, { into }]) => [one, into]));
    }
    return this.#homes;
  }

  /**
   * @override
   * Return the workplaces, in base64url, for which two vouches of a person count, those that were merged being one.
   * @param {Person} person
   */
  homes(person) {
    const merged = this.merged();
    const given = Array.from(this.counting(person).values(), ({ workplace }) => b64(workplace));
    const counts = groupBy(given, (workplace) => merged.get(workplace) ?? workplace);
    return [...counts].filter(([, same]) => same.length >= VOUCHES_NEEDED).map(([workplace]) => workplace);
  }

  /** Return the workplaces at which somebody works by two vouches for just that one, and has not left. */
  #staffed() {
    const people = [...this.standing()].filter((person) => !person.left);
    return new Set(people.flatMap((person) => this.workplaces(person).map(b64)));
  }

  /**
   * Keep that two places are one. Where people work at both, one of them must say so.
   * @param {string} one
   * @param {string} into
   * @param {Person} person
   * @param {Map<string, string>} before
   */
  #merge(one, into, person, before) {
    if (before.has(one) || before.has(into) || [...before.values()].includes(one)) return;
    const own = this.homes(person).some((home) => home === one || home === into);
    const staffed = this.#staffed();
    for (const each of this.#merged.keys()) if (!before.has(each)) this.#merged.delete(each);
    this.#merged.set(one, { into, firm: own && staffed.has(one) && staffed.has(into) });
  }
}

/**
 * Check that the list holds every word by anyone who speaks in it, so that none was passed over.
 * `words`: signer's key, SHA-256 and kind of each word of the members' book from before the list was fixed, `held`: the
 * hashes of the words in the list; keys and hashes in base64url. Of everyone on the list, under all their keys, it
 * holds that they have left, or that their place does not move; and all by which workplaces are merged or parted,
 * unless it is of signers. Errors: word_left_out.
 * @param {ListReader} reader which has read the list
 * @param {Iterable<[by: string, word: string, kind: string]>} words
 * @param {ReadonlySet<string>} held
 */
export function checkWords(reader, words, held) {
  const keysOf = (/** @type {Iterable<Person>} */ people) =>
    Array.from(people, (person) => person.keys.map((key) => b64(key))).flat();
  const keys = new Set(keysOf(reader.people.spoke));
  const merging = reader.rule?.rule === "signers" ? [] : MERGING;
  const listed = [...reader.listed.keys()].flatMap((key) => reader.people.byKey.get(key) ?? []);
  const own = new Set([...reader.listed.keys(), ...keysOf(listed)]);
  for (const [by, word, kind] of words) {
    const needed = keys.has(by) || merging.includes(kind) || (OF_ONESELF.includes(kind) && own.has(by));
    if (needed && !held.has(word)) throw new Refused("word_left_out", word.slice(0, 16));
  }
}

/**
 * Return the hashes of all texts that a definition names: title, intro, names of tags, questions with their options.
 * @param {Definition} definition
 * @returns {Uint8Array[]}
 */
export function textHashes({ fields: { title, intro, tags, questions } }) {
  const names = tags.map((/** @type {Document} */ { name }) => name);
  const asked = questions.flatMap((/** @type {Document} */ question) => [question.text, ...question.options]);
  return [title, intro, ...names, ...asked];
}

/**
 * Return the text of a checkpoint: origin, size, root in base64, each with a newline (tlog-checkpoint).
 * Errors: note_malformed for an impossible origin, value_out_of_range, size_wrong.
 * @param {Checkpoint} checkpoint
 */
export function checkpointText(checkpoint) {
  if (checkpoint.root.length !== HASH_BYTES) throw new Refused("size_wrong", "a root has 32 bytes");
  const { origin, size, root } = checkpoint;
  return utf8(`${checkName(origin)}\n${checkSize(size)}\n${base64(root)}\n`);
}

/**
 * Return the 40 bytes u64(tick) || root: the data of one leaf of the public tree.
 * @param {number} tick
 * @param {Uint8Array} root
 */
export function tickLeaf(tick, root) {
  return concat(u64(tick), root);
}
