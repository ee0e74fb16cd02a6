/** What taking in a file would do: shown first, then done whole or not at all. Nothing of one's own is lost unasked. */

import { checkAmong, checkOver, isSame } from "./entries.js";
import { HoursProblem } from "./problems.js";
import { addDays, pieces } from "./times.js";

/** @import { Entry } from "./entries.js" */
/** @import { Moment } from "./times.js" */
/** @typedef {{ theirs: Entry, mine: Entry[], why: "changed" | "overlaps" | "day_too_full" }} Conflict */
/** @typedef {{ fresh: Entry[], same: Entry[], conflicts: Conflict[] }} Plan */

/** Entries by the days that they touch. */
class Days {
  /** @type {Map<string, Set<Entry>>} */
  #days = new Map();

  /** @param {Entry} entry */
  add(entry) {
    for (const { day } of pieces(entry)) {
      const known = this.#days.get(day) ?? new Set();
      this.#days.set(day, known.add(entry));
    }
  }

  /** @param {Entry} entry */
  near({ day }) {
    const days = [-2, -1, 0, 1, 2].map((days) => [...(this.#days.get(addDays(day, days)) ?? [])]);
    return [...new Set(days.flat())];
  }
}

/**
 * Return which of one's own entries stand in the way of another, and why.
 * @param {Entry} entry
 * @param {Entry[]} others
 * @param {Set<Entry>} own
 * @param {string} here
 * @returns {{ mine: Entry[], why: Conflict["why"] }}
 */
function inTheWay(entry, others, own, here) {
  /** @type {Entry[]} */
  const mine = [];
  /** @type {Conflict["why"]} */
  let why = "overlaps";
  for (let isIn = false; !isIn; ) {
    const rest = others.filter((other) => !mine.includes(other));
    try {
      checkAmong(entry, rest, here);
      isIn = true;
    } catch (problem) {
      if (!(problem instanceof HoursProblem)) throw problem;
      const { other, day } = problem.detail;
      const isOfDay = (/** @type {Entry} */ each) => pieces(each).some((piece) => piece.day === day);
      const found = other ? [other] : rest.filter((each) => own.has(each) && each.id !== entry.id && isOfDay(each));
      if (found.length === 0) throw problem;
      mine.push(...found);
      if (!other) why = "day_too_full";
    }
  }
  return { mine, why };
}

/**
 * Refuse a file whose own entries are not over, stand there twice or overlap. Errors: day_in_future, ends_in_future,
 * id_twice, file_overlaps, day_too_full; with the line.
 * @param {{ entries: Entry[], places: number[] }} file
 * @param {Moment} moment
 */
function checkFile({ entries, places }, moment) {
  const [days, lines] = [new Days(), new Map()];
  for (const [at, entry] of entries.entries()) {
    const line = places[at];
    try {
      if (lines.has(entry.id)) throw new HoursProblem("id_twice", { other: lines.get(entry.id) });
      lines.set(entry.id, line);
      checkOver(entry, moment);
      checkAmong(entry, days.near(entry), moment.zone);
      days.add(entry);
    } catch (problem) {
      if (!(problem instanceof HoursProblem)) throw problem;
      const { reason, detail } = problem;
      if (reason !== "overlaps") throw new HoursProblem(reason, { ...detail, line });
      throw new HoursProblem("file_overlaps", { line, other: lines.get(detail.other.id) });
    }
  }
}

/**
 * Return what is new in a file, what is the same, and what cannot be kept beside one's own. Nothing is written.
 * Errors: file_empty, and those of `checkFile`.
 * @param {Entry[]} mine
 * @param {{ entries: Entry[], places: number[] }} file
 * @param {Moment} moment
 * @returns {Plan}
 */
export function plan(mine, file, moment) {
  if (file.entries.length === 0) throw new HoursProblem("file_empty");
  checkFile(file, moment);
  const [days, own, byId] = [new Days(), new Set(mine), new Map(mine.map((entry) => [entry.id, entry]))];
  for (const entry of mine) days.add(entry);
  /** @type {Plan} */
  const found = { fresh: [], same: [], conflicts: [] };
  for (const theirs of file.entries) {
    const known = byId.get(theirs.id);
    if (known !== undefined && isSame(known, theirs)) {
      found.same.push(theirs);
      continue;
    }
    const way = inTheWay(theirs, days.near(theirs), own, moment.zone);
    if (known !== undefined) found.conflicts.push({ theirs, mine: [known, ...way.mine], why: "changed" });
    else if (way.mine.length > 0) found.conflicts.push({ theirs, ...way });
    else {
      found.fresh.push(theirs);
      days.add(theirs);
    }
  }
  return found;
}

/**
 * Return what to keep and what makes way for it, for `putAll`. Where nothing is chosen, one's own stays.
 * @param {Plan} plan
 * @param {("mine" | "theirs" | undefined)[]} choices one for each conflict
 * @returns {{ entries: Entry[], gone: Entry[] }}
 */
export function chosen({ fresh, conflicts }, choices) {
  const taken = conflicts.filter((_, at) => choices[at] === "theirs");
  const gone = new Set(taken.flatMap(({ mine }) => mine));
  return { entries: [...fresh, ...taken.map(({ theirs }) => theirs)], gone: [...gone] };
}
