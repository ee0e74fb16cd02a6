/**
 * The groups of those who may answer a box, by the counts of its list. Specified in spec/tags.md.
 * Everybody has one tag: the finest group that still has 2k people. A pass says its tag, so an envelope hides among them.
 */

import { groupBy } from "./bytes.js";
import { b64 } from "./encoding.js";
import { Refused } from "./errors.js";

export const LEVELS = /** @type {const} */ (["workplace", "employer", "state", "all"]); // finest first

/** @typedef {typeof LEVELS[number]} Level */
/** A workplace as the list shows it. @typedef {{ id: Uint8Array, name: string, employer: string, state: string }} Place */

/**
 * One group of those who may answer: a level, what it is a group of, its parent (itself for the top), its size.
 * @typedef {{ level: Level, of: string, parent: number, members: number }} Tag
 */

/** @typedef {{ level: Level, of: string, members: number }} Group a tag whose place is not known yet */

/**
 * Return what names this place's group at `level`: its id, its employer, its state, or nothing for all.
 * @param {Place} place
 * @param {Level} level
 */
export function placeAt({ id, employer, state }, level) {
  return { workplace: b64(id), employer, state, all: "" }[level];
}

/**
 * Check that tag levels are known, finest first and end in "all". Errors: rule_impossible.
 * @param {readonly string[]} levels
 * @returns {asserts levels is readonly Level[]}
 */
export function checkLevels(levels) {
  const ranks = levels.map((level) => /** @type {readonly string[]} */ (LEVELS).indexOf(level));
  if (ranks.includes(-1) || levels.at(-1) !== "all") {
    throw new Refused("rule_impossible", 'tag levels are workplace, employer, state, all, and end in "all"');
  }
  if (ranks.some((rank, at) => at > 0 && rank <= Number(ranks[at - 1]))) {
    throw new Refused("rule_impossible", "tag levels go from the finest to all, each once");
  }
}

/**
 * @param {Group} left
 * @param {Group} right
 */
function byName(left, right) {
  if (left.level !== right.level) return LEVELS.indexOf(right.level) - LEVELS.indexOf(left.level);
  return comparePoints(left.of, right.of);
}

/**
 * Say which of two texts comes first by their code points, as Python orders them: negative for the left.
 * @param {string} left
 * @param {string} right
 */
function comparePoints(left, right) {
  const [ours, others] = [Array.from(left), Array.from(right)];
  const at = ours.findIndex((character, place) => character !== others[place]);
  if (at < 0) return ours.length - others.length;
  return Number(ours[at]?.codePointAt(0)) - (others[at]?.codePointAt(0) ?? -1);
}

/**
 * Return tags, parents first, and each member's tag: the finest level whose group still has 2k members.
 * Members counted at a level are those without a finer tag, so every tag has at least 2k people who share its issuing
 * keys: if fewer are left for the top, the smallest of the coarsest tags dissolves into it, until there are enough or
 * the top is alone. `people`: by member key in base64url; `levels`: finest first, ending in "all".
 * Errors: rule_impossible for levels out of order.
 * @param {ReadonlyMap<string, Place>} people
 * @param {readonly string[]} levels
 * @param {number} k
 * @returns {{ tags: Tag[], of: Map<string, number> }}
 */
export function makeTags(people, levels, k) {
  checkLevels(levels);
  /** @type {Map<string, Group>} */
  const chosen = new Map();
  const left = new Map(people);
  /** @type {Group[]} */
  const groups = [];
  for (const level of levels.slice(0, -1)) {
    for (const [of, members] of groupBy(left, ([, place]) => placeAt(place, level))) {
      if (!of || members.length < 2 * k) continue;
      const group = { level, of, members: members.length };
      groups.push(group);
      for (const [member] of members) chosen.set(member, group);
    }
    for (const member of chosen.keys()) left.delete(member);
  }
  const top = /** @type {Group} */ ({ level: "all", of: "", members: left.size });
  for (const member of left.keys()) chosen.set(member, top);
  const order = [...fillTop(top, groups, chosen, 2 * k), top].sort(byName);
  const parents = parentsOf(order, people, chosen);
  const tags = order.map((group, at) => ({ ...group, parent: Number(parents[at]) }));
  return { tags, of: new Map([...chosen].map(([member, group]) => [member, order.indexOf(group)])) };
}

/**
 * Dissolve groups into the top while it has some people, but fewer than `least`; return those that are left.
 * @param {Group} top
 * @param {Group[]} groups
 * @param {Map<string, Group>} chosen
 * @param {number} least
 */
function fillTop(top, groups, chosen, least) {
  let left = groups;
  while (top.members > 0 && top.members < least && left.length > 0) {
    const coarsest = Math.max(...left.map(({ level }) => LEVELS.indexOf(level)));
    const [small] = left
      .filter(({ level }) => LEVELS.indexOf(level) === coarsest)
      .sort((one, other) => one.members - other.members || comparePoints(one.of, other.of));
    top.members += Number(small?.members);
    left = left.filter((group) => group !== small);
    for (const [member, group] of chosen) if (group === small) chosen.set(member, top);
  }
  return left;
}

/**
 * Return each tag's parent: the next coarser tag that covers all its people; the top is its own.
 * An employer in several states has the top as parent of its tag.
 * @param {Group[]} order
 * @param {ReadonlyMap<string, Place>} people
 * @param {Map<string, Group>} chosen
 */
function parentsOf(order, people, chosen) {
  /** @type {Set<number>[]} */
  const above = order.map(() => new Set());
  for (const [member, group] of chosen) {
    const place = /** @type {Place} */ (people.get(member));
    const coarser = LEVELS.slice(LEVELS.indexOf(group.level) + 1)
      .map((level) => order.findIndex((other) => other.level === level && other.of === placeAt(place, level)))
      .find((at) => at >= 0);
    above[order.indexOf(group)]?.add(coarser ?? order.indexOf(group));
  }
  return above.map((found) => (found.size === 1 ? [...found][0] : 0));
}
