/** How the list of a demand grows: late entries, objections, confirmations. Specified in spec/growth.md. */

import { equal } from "./bytes.js";
import { b64, octets, oneOf, read } from "./encoding.js";
import { Refused } from "./errors.js";
import { WORDS } from "./lists.js";
import { publicKey, signed, verifySigned } from "./signatures.js";

export const WAIT_SECONDS = 24 * 3600; // a late entry waits this long, unless it comes in a room
export const CONFIRMATIONS_NEEDED = 2;
const GROWING = ["workplace", ...WORDS, "listed"]; // kinds that ListReader takes in
const SAYINGS = ["objection", "confirmation"];

const SAYING = { kind: oneOf(...SAYINGS), box: octets(32), by: octets(32), member: octets(32) };

/** @import { Definition } from "./boxes.js" */
/** @import { Document } from "./encoding.js" */
/** @import { ListReader } from "./lists.js" */

/** What is known of one entry of the list; keys in base64url. */
export class Entry {
  /** @type {Set<string>} */
  objectors = new Set();
  /** @type {Set<string>} */
  confirmers = new Set();

  /** @param {number | null} since since when it stands there; null: when the list was fixed */
  constructor(since) {
    this.since = since;
  }

  /** Whether two others have confirmed the person; that settles it. */
  get confirmed() {
    return this.confirmers.size >= CONFIRMATIONS_NEEDED;
  }
}

/**
 * Return a signed objection to, or confirmation of, the entry of the key `member` on a demand's list.
 * @param {Uint8Array} secret
 * @param {"objection" | "confirmation"} kind
 * @param {Uint8Array} box the demand's id, 32 bytes
 * @param {Uint8Array} member
 * @returns {Document}
 */
export function sayingDocument(secret, kind, box, member) {
  const document = { v: 1, kind, box: b64(box), by: b64(publicKey(secret)), member: b64(member) };
  return signed(secret, kind, document);
}

/** The list of a demand after it was fixed. Entries are given in the order of the list book. */
export class Growth {
  /** By member key in base64url. @type {Map<string, Entry>} */
  entries = new Map();
  #room;

  /**
   * Start. `reader` has read exactly the entries that the definition fixes.
   * @param {Definition} definition
   * @param {ListReader} reader
   */
  constructor(definition, reader) {
    this.definition = definition;
    this.reader = reader;
    this.#room = definition.fields.room === true;
    for (const member of reader.listed.keys()) this.entries.set(member, new Entry(null));
  }

  /**
   * Take in the next entry; return false if it is of a kind that a list does not grow by (a request).
   * `seconds`: when the tick ended that first proves the entry. Errors: as ListReader.take; list_grew unless the box is
   * a demand; too_late from the end of signing on; wrong_box; objection_not_allowed.
   * @param {Document} entry
   * @param {number} seconds
   */
  take(entry, seconds) {
    const kind = String(entry.kind);
    if (!GROWING.includes(kind) && !SAYINGS.includes(kind)) return false;
    if (this.definition.fields.kind !== "demand") throw new Refused("list_grew");
    if (seconds >= this.definition.fields.signing_ends) {
      throw new Refused("too_late", "a list grows until signing ends");
    }
    if (SAYINGS.includes(kind)) {
      this.#takeSaying(entry, seconds);
      return true;
    }
    this.reader.take(entry);
    for (const member of this.reader.listed.keys()) {
      if (!this.entries.has(member)) this.entries.set(member, new Entry(seconds));
    }
    return true;
  }

  /**
   * Check that a member, whose key is in base64url, may ask for a pass, object and confirm at `seconds`.
   * Errors: member_not_listed; too_early while a late entry waits; member_objected until two others have confirmed.
   * @param {string} member
   * @param {number} seconds
   */
  checkAsker(member, seconds) {
    const entry = this.entries.get(member);
    if (!entry) throw new Refused("member_not_listed", member.slice(0, 16));
    if (entry.objectors.size > 0 && !entry.confirmed) throw new Refused("member_objected", member.slice(0, 16));
    if (entry.since === null) return;
    if (this.#room && !entry.confirmed) {
      throw new Refused("too_early", "in a room two who are there confirm the person first");
    }
    if (!this.#room && seconds < entry.since + WAIT_SECONDS) {
      throw new Refused("too_early", "a late entry waits 24 hours");
    }
  }

  /**
   * @param {Document} document
   * @param {number} seconds
   */
  #takeSaying(document, seconds) {
    const kind = String(document.kind);
    if (this.reader.checkSignatures) verifySigned(octets(32)(document.by), kind, document);
    const { signature: _, ...rest } = document;
    const found = read(rest, SAYING);
    if (!equal(found.box, this.definition.boxId)) throw new Refused("wrong_box");
    const [by, member] = [b64(found.by), b64(found.member)];
    const entry = this.entries.get(member);
    if (!entry || by === member) throw new Refused("objection_not_allowed", "no such entry, or one's own");
    this.checkAsker(by, seconds);
    if (entry.confirmed || entry.objectors.has(by) || entry.confirmers.has(by)) {
      throw new Refused("objection_not_allowed", "the entry is settled, or this person has spoken of it before");
    }
    if (kind === "objection") {
      entry.objectors.add(by);
      return;
    }
    if (this.#vouched(by, member) || (entry.objectors.size === 0 && !this.#room)) {
      const said = "whoever vouched cannot confirm; only what is objected to needs it";
      throw new Refused("objection_not_allowed", said);
    }
    entry.confirmers.add(by);
  }

  /**
   * Say whether `by` ever vouched for the member, the vouch taken back or not.
   * @param {string} by
   * @param {string} member
   */
  #vouched(by, member) {
    const [giver, person] = [this.reader.people.byKey.get(by), this.reader.people.byKey.get(member)];
    return giver !== undefined && person?.knownBy.has(giver) === true;
  }
}
