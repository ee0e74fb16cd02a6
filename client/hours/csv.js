/**
 * The log as a table (RFC 4180), one entry a line. All of it is ASCII, and no cell begins with a sign that a spreadsheet
 * takes for a formula. What spreadsheets write back is read: semicolons, tabs, 9:00 for 09:00. A date that they changed
 * is not guessed at: 3/4/2026 is two days.
 */

import { form, KINDS } from "./entries.js";
import { HoursProblem } from "./problems.js";

/** @import { Entry } from "./entries.js" */
/** @typedef {{ cells: string[], line: number }} Row */

const COLUMNS = /** @type {const} */ ([
  ...["id", "day", "start", "start_fold", "end", "end_fold", "zone", "minutes", "kind", "paid", "by_peer", "tasks"],
]);
const NEEDED = ["day", "start", "end", "zone", "minutes", "kind"];
const MOST_LETTERS = 10_000_000;
const ID = "h"; // or a spreadsheet takes 12345678e9012345 for a number
const CHANGED_DAY = /^\d{1,4}[/.\- ]\d{1,2}[/.\- ]\d{1,4}$|^\d{5}$/;
const TIME = /^(\d{1,2}):(\d\d)(?::00)?(?: ?([AP])M)?$/i;

/** @param {Entry} entry */
function cellsOf({ id, day, start, startFold, end, endFold, zone, minutes, kind, isPaid, byPeer, tasks }) {
  const said = (/** @type {boolean} */ is) => (kind !== "supervision" ? "" : is ? "yes" : "no");
  const marked = tasks.map((task) => `${task.duty}:${task.minutes}`).join(" ");
  return [ID + id, day, start, startFold, end, endFold, zone, minutes, kind, said(isPaid), said(byPeer), marked];
}

/**
 * Return entries as a table. No cell holds a comma, a quotation mark or a line break.
 * @param {Entry[]} entries
 */
export function toCsv(entries) {
  return [COLUMNS, ...entries.map(cellsOf)].map((cells) => `${cells.join(",")}\r\n`).join("");
}

/**
 * Return the rows of a table, each with the line on which it begins. Errors: csv_quotes.
 * @param {string} text
 * @param {string} comma
 * @returns {Row[]}
 */
function rows(text, comma) {
  /** @type {Row[]} */
  const found = [];
  let [cells, cell, isQuoted, line, began] = [/** @type {string[]} */ ([]), "", false, 1, 1];
  const end = () => {
    cells.push(cell.trim());
    if (cells.some((each) => each !== "")) found.push({ cells, line: began });
    [cells, cell] = [[], ""];
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === "\n") line++;
    if (isQuoted && sign === '"' && text[at + 1] === '"') cell += text[at++];
    else if (sign === '"') isQuoted = !isQuoted;
    else if (isQuoted) cell += sign;
    else if (sign === comma) {
      cells.push(cell.trim());
      cell = "";
    } else if (sign === "\n") {
      end();
      began = line;
    } else cell += sign;
  }
  if (isQuoted) throw new HoursProblem("csv_quotes", { line: began });
  end();
  return found;
}

/**
 * Return the sign that stands between the cells of a heading.
 * @param {string} heading
 */
function commaOf(heading) {
  return [",", ";", "\t"].sort((one, other) => heading.split(other).length - heading.split(one).length)[0] ?? ",";
}

/**
 * Return an id that the same line always gets, for lines that somebody added by hand: so the same file can be taken in
 * twice. It is FNV-1a.
 * @param {string} text
 */
function idOf(text) {
  let hash = 0xcbf29ce484222325n;
  for (const sign of text) hash = BigInt.asUintN(64, (hash ^ BigInt(sign.codePointAt(0) ?? 0)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}

/** @param {string} cell */
function day(cell) {
  if (!/^\d{4}-\d\d-\d\d$/.test(cell) && CHANGED_DAY.test(cell)) throw new HoursProblem("csv_day_changed");
  return cell;
}

/** @param {string} cell */
function time(cell) {
  const [, hours = "", minutes = "", half = ""] = TIME.exec(cell) ?? [];
  if (hours === "") return cell;
  const hour = half === "" ? Number(hours) : (Number(hours) % 12) + (half.toUpperCase() === "P" ? 12 : 0);
  return `${String(hour).padStart(2, "0")}:${minutes}`;
}

/**
 * Return what a cell stands for. Errors: csv_value.
 * @template T
 * @param {Record<string, T>} meanings
 * @param {string} cell
 * @param {string} column
 */
function one(meanings, cell, column) {
  const found = Object.entries(meanings).find(([word]) => word === cell.toLowerCase());
  if (found === undefined) throw new HoursProblem("csv_value", { column });
  return found[1];
}

/** @param {string} cell */
function tasks(cell) {
  return cell === "" ? [] : cell.split(/ +/).map(task);
}

/** @param {string} cell */
function task(cell) {
  const [, duty, minutes] = /^([A-Z0-9]+):(\d+)$/.exec(cell) ?? [];
  if (duty === undefined) throw new HoursProblem("csv_value", { column: "tasks" });
  return { duty, minutes: Number(minutes) };
}

/**
 * Return the entry of a row.
 * @param {(column: typeof COLUMNS[number]) => string} cell
 * @param {string} otherwise the id, if the row has none
 */
function entryOf(cell, otherwise) {
  const [yes, folds] = [
    { yes: true, no: false, "": false },
    { "": "", first: "first", second: "second" },
  ];
  const kinds = Object.fromEntries(KINDS.map((kind) => [kind, kind]));
  const [, id = ""] = /^h([0-9a-f]{16})$/.exec(cell("id")) ?? [];
  if (id === "" && cell("id") !== "") throw new HoursProblem("csv_value", { column: "id" });
  if (!/^\d*$/.test(cell("minutes"))) throw new HoursProblem("csv_value", { column: "minutes" });
  const input = {
    id: id || otherwise,
    ...{ day: day(cell("day")), start: time(cell("start")), end: time(cell("end")), zone: cell("zone") },
    startFold: one(folds, cell("start_fold"), "start_fold"),
    endFold: one(folds, cell("end_fold"), "end_fold"),
    minutes: cell("minutes") === "" ? null : Number(cell("minutes")),
    kind: one(kinds, cell("kind"), "kind"),
    ...{ isPaid: one(yes, cell("paid"), "paid"), byPeer: one(yes, cell("by_peer"), "by_peer") },
    tasks: tasks(cell("tasks")),
  };
  return form(input);
}

/**
 * Return the entries of a table, and the line of each. Nothing is kept. Errors: file_too_big, file_empty, those that
 * begin with csv_, and those of `form`; each with the line.
 * @param {string} text
 * @returns {{ entries: Entry[], places: number[] }}
 */
export function fromCsv(text) {
  if (text.length > MOST_LETTERS) throw new HoursProblem("file_too_big");
  const plain = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const [heading, ...body] = rows(plain, commaOf(plain.split("\n", 1)[0] ?? ""));
  const names = (heading?.cells ?? []).map((name) => name.toLowerCase());
  const missing = NEEDED.find((name) => !names.includes(name));
  if (missing !== undefined) throw new HoursProblem("csv_columns", { missing });
  if (body.length === 0) throw new HoursProblem("file_empty");
  const seen = new Map();
  const entries = body.map(({ cells, line }) => {
    if (cells.length !== names.length) throw new HoursProblem("csv_cells", { line });
    const key = cells.join();
    seen.set(key, (seen.get(key) ?? 0) + 1);
    try {
      return entryOf((column) => cells[names.indexOf(column)] ?? "", idOf(`${key} ${seen.get(key)}`));
    } catch (problem) {
      if (problem instanceof HoursProblem) Object.assign(problem.detail, { line });
      throw problem;
    }
  });
  return { entries, places: body.map(({ line }) => line) };
}
