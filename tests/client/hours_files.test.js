/** The log as a table and as one document: out, through a spreadsheet, and in again. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { fromCsv, toCsv } from "../../client/hours/csv.js";
import { fromJson, toJson } from "../../client/hours/json.js";
import { chosen, plan } from "../../client/hours/merging.js";
import { HoursProblem } from "../../client/hours/problems.js";
import { entry, logs, MOMENT, NY, years } from "./hours_examples.js";

/** @import { Entry } from "../../client/hours/entries.js" */

const HEAD = "id,day,start,start_fold,end,end_fold,zone,minutes,kind,paid,by_peer,tasks";
const SETTINGS = { rate: "17.50", weekStarts: 1 };
const TASKS = [
  { duty: "D01", minutes: 30 },
  { duty: "D28", minutes: 15 },
];
const SHIFT = entry(1, { day: "2026-03-03", start: "09:00", end: "17:30", zone: NY, kind: "paid", tasks: TASKS });
const TALK = entry(2, { day: "2026-03-03", minutes: 45, kind: "supervision", byPeer: true });
const ROWS = [
  `h0000000000000001,2026-03-03,09:00,,17:30,,${NY},510,paid,,,D01:30 D28:15`,
  "h0000000000000002,2026-03-03,,,,,,45,supervision,no,yes,",
];
const CSV = `${[HEAD, ...ROWS].join("\r\n")}\r\n`;

/**
 * @param {() => unknown} work
 * @param {string} reason
 * @param {Record<string, any>} [detail]
 */
function refused(work, reason, detail) {
  assert.throws(work, (/** @type {any} */ problem) => {
    assert.ok(problem instanceof HoursProblem, String(problem));
    assert.equal(problem.reason, reason);
    if (detail !== undefined) assert.deepEqual(problem.detail, detail);
    return true;
  });
}

/**
 * Return the first entry of the table with one cell changed.
 * @param {string} column
 * @param {string} cell
 */
function changed(column, cell) {
  const cells = String(ROWS[0]).split(",");
  cells[HEAD.split(",").indexOf(column)] = cell;
  return `${HEAD}\n${cells.join(",")}\n`;
}

test("the table is one line for each entry", () => {
  assert.equal(toCsv([SHIFT, TALK]), CSV);
  assert.deepEqual(fromCsv(CSV), { entries: [SHIFT, TALK], places: [2, 3] });
});

test("what spreadsheets write back is read as the same", () => {
  const variants = [
    `\ufeff${CSV}`,
    CSV.replaceAll(",", ";"),
    CSV.replaceAll(",", "\t"),
    CSV.replaceAll("\r\n", "\n"),
    CSV.replaceAll("\r\n", "\r"),
    CSV.trimEnd(),
    `${CSV}\r\n,,,,,,,,,,,\r\n`,
    CSV.replace("09:00", "9:00").replace("17:30", "17:30:00"),
    CSV.replace("09:00", "9:00 AM").replace("17:30", "5:30 PM"),
    CSV.replace(HEAD, HEAD.toUpperCase()).replace("no,yes", "NO,Yes"),
    CSV.replace(/[^,\r\n]+/g, '"$&"'),
    CSV.replace(",510,", ",,"),
  ];
  for (const text of variants) assert.deepEqual(fromCsv(text).entries, [SHIFT, TALK], text);
});

test("columns may stand in another order, and others beside them are not read", () => {
  const text = `kind;note;minutes;day;start;end;zone\nnotes;"two\n""lines""; really";45;2026-03-03;;;\n`;
  const { entries, places } = fromCsv(text);
  assert.deepEqual(
    { ...entries[0], id: "" },
    { ...entry(0, { day: "2026-03-03", minutes: 45, kind: "notes" }), id: "" },
  );
  assert.deepEqual(places, [2]);
});

test("a line without an id gets the same one each time, and two equal lines get two", () => {
  const line = String(ROWS[1]).replace("h0000000000000002", "");
  const ids = () => fromCsv([HEAD, line, line].join("\n")).entries.map(({ id }) => id);
  assert.deepEqual(ids(), ids());
  assert.notEqual(ids()[0], ids()[1]);
});

test("a date that a spreadsheet changed is refused, with its line", () => {
  for (const day of ["3/4/2026", "03/04/2026", "4.3.2026", "3-4-26", "2026/03/04", "46085", "3/4/26"]) {
    refused(() => fromCsv(changed("day", day)), "csv_day_changed", { line: 2 });
  }
  refused(() => fromCsv(changed("day", "March 4")), "day_form", { line: 2 });
  refused(() => fromCsv(changed("day", "2026-02-30")), "day_form", { line: 2 });
});

test("a cell that holds something else is refused, with its line and column", () => {
  const bad = {
    id: "1E+15",
    minutes: "8.5",
    kind: "=1+1",
    paid: "maybe",
    by_peer: "1",
    tasks: "D01",
    end_fold: "third",
  };
  for (const [column, cell] of Object.entries(bad)) {
    refused(() => fromCsv(changed(column, cell)), "csv_value", { line: 2, column });
  }
  refused(() => fromCsv(changed("start", "nine")), "time_form", { which: "start", line: 2 });
  refused(() => fromCsv(changed("minutes", "480")), "minutes_differ", { minutes: 510, line: 2 });
  refused(() => fromCsv(changed("tasks", "D01:600")), "tasks_too_long", { over: 90, line: 2 });
  refused(() => fromCsv(changed("paid", "yes")), "supervision_only", { line: 2 });
});

test("a file that is no such table is refused", () => {
  refused(() => fromCsv(""), "csv_columns", { missing: "day" });
  refused(() => fromCsv("name,age\nx,5\n"), "csv_columns", { missing: "day" });
  refused(() => fromCsv(`${HEAD.replace("kind", "sort")}\n${ROWS[0]}`), "csv_columns", { missing: "kind" });
  refused(() => fromCsv(`${HEAD}\n`), "file_empty");
  refused(() => fromCsv(`${CSV}h0000000000000003,2026-03-04\n`), "csv_cells", { line: 4 });
  refused(() => fromCsv(`${CSV}"h0000000000000003,2026-03-04\n\n`), "csv_quotes", { line: 4 });
  refused(() => fromCsv("x".repeat(10_000_001)), "file_too_big");
  refused(() => fromCsv("PK\u0003\u0004\u0000\ufffd"), "csv_columns");
});

test("property: the table gives every log back, and holds nothing that a spreadsheet would run", () => {
  fc.assert(
    fc.property(logs, fc.constantFrom(",", ";", "\t"), fc.constantFrom("\r\n", "\n"), (entries, comma, end) => {
      fc.pre(entries.length > 0);
      const text = toCsv(entries);
      assert.match(text, /^[\x20-\x7e\r\n]*$/, "plain ASCII");
      for (const cell of text.split(/[,\r\n]/)) assert.doesNotMatch(cell, /^[=+\-@\t"']/);
      assert.deepEqual(fromCsv(text.replaceAll(",", comma).replaceAll("\r\n", end)).entries, entries);
    }),
  );
});

test("property: any text is read or refused by name", () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string().map((text) => `${CSV}${text}`),
    fc.array(fc.constantFrom(...CSV, '"', ";", "=")).map((signs) => signs.join("")),
  );
  fc.assert(
    fc.property(texts, (text) => {
      for (const read of [fromCsv, fromJson]) {
        try {
          read(text);
        } catch (problem) {
          assert.ok(problem instanceof HoursProblem, String(problem));
        }
      }
    }),
  );
});

test("the document holds everything, one entry a line", () => {
  const text = toJson([SHIFT, TALK], SETTINGS, NY);
  assert.deepEqual(JSON.parse(text), { v: 1, kind: "hours", zone: NY, settings: SETTINGS, entries: [SHIFT, TALK] });
  assert.equal(text.split("\n")[2], JSON.stringify(TALK));
  assert.deepEqual(fromJson(text), { entries: [SHIFT, TALK], settings: SETTINGS, places: [2, 3] });
  assert.deepEqual(fromJson(toJson([], SETTINGS, NY)).entries, []);
});

test("a document that is broken, another or newer is refused", () => {
  const text = toJson([SHIFT, TALK], SETTINGS, NY);
  refused(() => fromJson(text.slice(0, -30)), "json_broken");
  refused(() => fromJson(""), "json_broken");
  for (const other of ["null", "[]", "5", '{"kind":"hours"}', '{"v":1,"kind":"vault"}']) {
    refused(() => fromJson(other), "json_other");
  }
  refused(() => fromJson(text.replace('"v":1', '"v":2')), "json_newer");
  refused(() => fromJson('{"v":1,"kind":"hours"}'), "json_broken");
  refused(() => fromJson(text.replace("17.50", "a lot")), "rate_form");
  refused(() => fromJson(text.replace('"kind":"supervision"', '"kind":"fun"')), "kind_unknown", { line: 3 });
  refused(() => fromJson(text.replace('"tasks":[]', '"tasks":[],"who":"x"')), "entry_broken", { line: 3 });
  refused(() => fromJson(text.replace('"id":"0000000000000002",', "")), "entry_broken", { line: 3 });
  refused(() => fromJson("x".repeat(10_000_001)), "file_too_big");
});

test("property: the document gives every log back", () => {
  fc.assert(
    fc.property(logs, (entries) => {
      assert.deepEqual(fromJson(toJson(entries, SETTINGS, NY)).entries, entries);
    }),
  );
});

/** @param {Entry[]} entries */
function file(...entries) {
  return { entries, places: entries.map((_, at) => at + 2) };
}

/**
 * Return a stretch of the fifth of March.
 * @param {number} number
 * @param {string} start
 * @param {string} end
 */
function stretch(number, start, end) {
  return entry(number, { day: "2026-03-05", start, end, zone: NY, kind: "paid" });
}

test("a file says first what is new, the same, changed, or in the way", () => {
  const mine = [SHIFT, TALK, stretch(3, "09:00", "12:00"), stretch(4, "13:00", "15:00")];
  const talk = entry(2, { ...TALK, isPaid: true });
  const over = stretch(5, "11:00", "14:00");
  const fresh = stretch(6, "15:00", "16:00");
  const found = plan(mine, file(SHIFT, talk, over, fresh), MOMENT);
  assert.deepEqual(found, {
    fresh: [fresh],
    same: [SHIFT],
    conflicts: [
      { theirs: talk, mine: [TALK], why: "changed" },
      { theirs: over, mine: mine.slice(2), why: "overlaps" },
    ],
  });
  assert.deepEqual(chosen(found, []), { entries: [fresh], gone: [] });
  assert.deepEqual(chosen(found, ["mine", "theirs"]), { entries: [fresh, over], gone: mine.slice(2) });
  assert.deepEqual(chosen(found, ["theirs", "mine"]), { entries: [fresh, talk], gone: [TALK] });
});

test("a changed entry that now overlaps with another takes that with it", () => {
  const mine = [stretch(3, "09:00", "12:00"), stretch(4, "13:00", "15:00")];
  const longer = stretch(3, "09:00", "14:00");
  const found = plan(mine, file(longer), MOMENT);
  assert.deepEqual(found.conflicts, [{ theirs: longer, mine, why: "changed" }]);
});

test("lengths that do not fit into the day stand against the whole day", () => {
  const long = entry(7, { day: "2026-03-05", minutes: 1300, kind: "notes" });
  const mine = [long, entry(8, { day: "2026-03-05", minutes: 100, kind: "calls" }), SHIFT];
  const more = entry(9, { day: "2026-03-05", minutes: 41, kind: "notes" });
  assert.deepEqual(plan(mine, file(more), MOMENT).conflicts, [
    { theirs: more, mine: mine.slice(0, 2), why: "day_too_full" },
  ]);
  const little = entry(9, { day: "2026-03-05", minutes: 40, kind: "notes" });
  assert.deepEqual(plan(mine, file(little), MOMENT).fresh, [little]);
});

test("a file that contradicts itself, or the clock, is refused whole", () => {
  const two = file(stretch(3, "09:00", "12:00"), stretch(4, "11:00", "15:00"));
  refused(() => plan([], two, MOMENT), "file_overlaps", { line: 3, other: 2 });
  refused(() => plan([], file(SHIFT, SHIFT), MOMENT), "id_twice", { line: 3, other: 2 });
  const tomorrow = entry(3, { day: "2026-11-30", minutes: 5, kind: "notes" });
  refused(() => plan([], file(SHIFT, tomorrow), MOMENT), "day_in_future", { line: 3 });
  refused(() => plan([SHIFT], file(), MOMENT), "file_empty");
});

/**
 * Return those of some entries that do not overlap with those before them.
 * @param {Entry[]} entries
 */
function together(entries) {
  /** @type {Entry[]} */
  const kept = [];
  for (const each of entries) {
    try {
      plan([], file(...kept, each), MOMENT);
      kept.push(each);
    } catch {} // it does not fit
  }
  return kept;
}

test("property: taking a log into itself changes nothing, and into nothing gives all of it", () => {
  fc.assert(
    fc.property(logs.map(together), (entries) => {
      fc.pre(entries.length > 0);
      assert.deepEqual(plan(entries, file(...entries), MOMENT), { fresh: [], same: entries, conflicts: [] });
      assert.deepEqual(plan([], file(...entries), MOMENT), { fresh: entries, same: [], conflicts: [] });
    }),
  );
});

test("property: whatever is chosen, what is kept fits together", () => {
  const choices = fc.array(fc.constantFrom(/** @type {const} */ ("mine"), /** @type {const} */ ("theirs")));
  fc.assert(
    fc.property(logs.map(together), logs.map(together), choices, (mine, theirs, choices) => {
      fc.pre(theirs.length > 0);
      const { entries, gone } = chosen(plan(mine, file(...theirs), MOMENT), choices);
      const after = [...mine.filter((each) => !gone.includes(each)), ...entries];
      if (after.length > 0) plan([], file(...after), MOMENT);
    }),
  );
});

test("ten years go out and in again in a short time", () => {
  const entries = years(3650);
  const began = performance.now();
  const text = toCsv(entries);
  const found = plan([], fromCsv(text), MOMENT);
  assert.equal(found.fresh.length, entries.length);
  assert.ok(performance.now() - began < 5000, `${Math.round(performance.now() - began)} ms`);
  assert.ok(text.length < 2_000_000);
});
