/** Checks what the site says of people at a door, lists them, and signs a vouch for one of them. */

import { memberSecret } from "../device/keys.js";
import { b64, unb64 } from "../protocol/encoding.js";
import { checkJoin, code } from "../protocol/joining.js";
import { verifySigned } from "../protocol/signatures.js";
import { vouchDocument } from "../protocol/vouches.js";
import { held } from "./held.js";
import { busy, Failure, fail, find, given, ours, post } from "./page.js";

/** @import { Document } from "../protocol/encoding.js" */
/**
 * @typedef {object} Person as the site shows somebody at a door
 * @property {string} key
 * @property {Document} document
 * @property {string} member_signature
 * @property {string} door_signature
 * @property {boolean} member
 * @property {number} vouches
 * @property {boolean} vouched by the reader
 * @property {boolean} settled a member who belongs to the workplace already
 */
/** @typedef {Person & { code: string, found: Document, twice: boolean }} Checked */
/** @typedef {Person & { invitation: Document, about: { by: string, name: string } }} Waiting */

/**
 * Return a person once both signatures are checked, with the two words that this phone has worked out itself.
 * Errors: Refused; Failure with person_differs.
 * @param {Person} person
 * @param {Uint8Array} [door] the key of the link that this phone has scanned
 * @returns {Checked}
 */
export function checked(person, door) {
  const [mine, ofDoor] = [unb64(person.member_signature), unb64(person.door_signature)];
  const found = checkJoin(person.document, mine, ofDoor);
  const fits = ours(found.site) && b64(found.member) === person.key;
  if (!fits || (door !== undefined && b64(found.door) !== b64(door))) throw new Failure("person_differs", "");
  return { ...person, found, code: code(found.door, found.member).join(" "), twice: false };
}

/**
 * Return everybody at a door; who has the same two words as another is marked. Errors: as `checked`.
 * @param {Person[]} people
 * @param {Uint8Array} door
 */
export function checkedAll(people, door) {
  return marked(people.map((person) => checked(person, door)));
}

/**
 * Mark who has the same two words as another.
 * @template {Checked} T
 * @param {T[]} people
 */
export function marked(people) {
  const said = people.map((person) => person.code);
  return people.map((person) => ({ ...person, twice: said.filter((each) => each === person.code).length > 1 }));
}

/**
 * Return whom a check lets pass. Whose papers fail is left out, and the page says how many, so that one does not hide
 * the others.
 * @template T, R
 * @param {T[]} people
 * @param {(person: T) => R} check
 */
export function passing(people, check) {
  const passed = people.flatMap((person) => {
    try {
      return [check(person)];
    } catch {
      return [];
    }
  });
  const area = find("#left-out");
  area.hidden = passed.length === people.length;
  find("[data-count]", area).textContent = String(people.length - passed.length);
  return passed;
}

/**
 * Return a person who waits at an invitation once that is checked too: its signature, and that it is for this.
 * @param {Waiting} person
 * @param {number} day
 * @returns {Checked & Waiting}
 */
export function invited(person, day) {
  const known = checked(person);
  const word = verifySigned(unb64(person.invitation.by), "invitation", person.invitation);
  const { door, place, role } = person.document;
  const same = word.invitation === door && word.workplace === place && word.role === role;
  if (!same || word.origin !== given("origin") || word.until < day) throw new Failure("person_differs", "");
  return { ...person, ...known };
}

/**
 * Sign a vouch for somebody who was checked, and send it. Where the day has changed meanwhile it is signed again.
 * @param {Checked} person
 * @param {() => Promise<number>} today asks the site what day it is
 */
export async function vouch(person, today) {
  const secret = memberSecret(held());
  const { member, role, place } = person.found;
  const send = async () => {
    const word = vouchDocument(secret, given("origin"), member, role, place, await today());
    await post(given("give"), { word });
  };
  try {
    await send();
  } catch (problem) {
    if (!(problem instanceof Failure && problem.error === "day_passed")) throw problem;
    await send();
  }
}

/**
 * Show people in the list; each is made from <template id="person">: elements with data-fill get a text, those with
 * data-if are shown if the named thing holds. A list that has not changed is left alone, under the reader's finger.
 * @template {{ key: string, nickname: string, code: string }} T
 * @param {T[]} people
 * @param {(person: T) => Record<string, boolean>} holds
 * @param {Record<string, (person: T) => Promise<void>>} acts by the data-act of a button
 */
export function list(people, holds, acts) {
  const shown = people.map((person) => ({ ...person, ...holds(person) }));
  const area = find("#people");
  const now = JSON.stringify(shown);
  if (area.dataset.shown === now) return;
  area.dataset.shown = now;
  area.replaceChildren(...people.map((person) => line(person, holds(person), acts)));
}

/**
 * @template {{ key: string, nickname: string, code: string }} T
 * @param {T} person
 * @param {Record<string, boolean>} holds
 * @param {Record<string, (person: T) => Promise<void>>} acts
 */
function line(person, holds, acts) {
  const mould = /** @type {HTMLTemplateElement} */ (find("#person"));
  const made = /** @type {DocumentFragment} */ (mould.content.cloneNode(true));
  const texts = /** @type {Record<string, unknown>} */ (person);
  for (const each of made.querySelectorAll("[data-fill]")) {
    each.textContent = String(texts[each.getAttribute("data-fill") ?? ""] ?? "");
  }
  for (const each of made.querySelectorAll("[data-if]")) {
    /** @type {HTMLElement} */ (each).hidden = holds[each.getAttribute("data-if") ?? ""] !== true;
  }
  for (const each of made.querySelectorAll("[data-act]")) {
    const button = /** @type {HTMLElement} */ (each);
    button.addEventListener("click", () => void busy(button, async () => acts[button.dataset.act ?? ""]?.(person)));
  }
  return made;
}

/**
 * Do something now and then every few seconds; what goes wrong once is tried again at the next turn.
 * @param {() => Promise<boolean>} work returns whether to go on
 * @param {number} seconds
 */
export async function often(work, seconds) {
  let on = true;
  try {
    on = await work();
  } catch (problem) {
    const lasting = problem instanceof Failure && problem.say !== "";
    if (lasting) throw problem;
  }
  if (on) setTimeout(() => void often(work, seconds).catch(fail), 1000 * seconds);
}
