/**
 * A calendar file (RFC 5545) with one event for each day, at nine in the morning where the phone is. It says nothing of
 * what the days are for. The zone comes with it: its changes of the clock around the days, as the browser knows them.
 */

const MS_A_DAY = 86_400_000;
const MS_A_MINUTE = 60_000;
const HOUR = 9;
const ALARM_DAYS = [14, 2];
/** So many days around an event the zone is described, and so close together its changes are looked for. */
const [AROUND, STEP] = [400, 7];
const LINE_BYTES = 75;

/**
 * Return how far a zone's clocks are from UTC at a moment, in minutes.
 * @param {string} zone
 * @param {number} moment in milliseconds
 */
export function offset(zone, moment) {
  const units = /** @type {const} */ ({ year: "numeric", month: "numeric", day: "numeric" });
  const times = /** @type {const} */ ({ hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" });
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, ...units, ...times });
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return (Date.UTC(year, month - 1, day, hour, minute, second) - moment) / MS_A_MINUTE;
}

/**
 * @typedef {{ moment: number, from: number, to: number }} Change of a zone's clocks: when, and both offsets in minutes
 */

/**
 * Return the changes of a zone's clocks between two moments, to the minute.
 * @param {string} zone
 * @param {number} begin
 * @param {number} end
 * @returns {Change[]}
 */
function changes(zone, begin, end) {
  const found = [];
  for (let at = begin; at < end; at += STEP * MS_A_DAY) {
    const [from, to] = [offset(zone, at), offset(zone, at + STEP * MS_A_DAY)];
    if (from !== to) found.push({ moment: changeWithin(zone, at, from), from, to });
  }
  return found;
}

/**
 * @param {string} zone
 * @param {number} begin
 * @param {number} before the offset at its beginning
 */
function changeWithin(zone, begin, before) {
  let [low, high] = [begin, begin + STEP * MS_A_DAY];
  while (high - low > MS_A_MINUTE) {
    const middle = low + Math.floor((high - low) / 2 / MS_A_MINUTE) * MS_A_MINUTE;
    if (offset(zone, middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** @param {number} minutes */
function signed(minutes) {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? "-" : "+"}${String(hours).padStart(2, "0")}${String(rest).padStart(2, "0")}`;
}

/**
 * Return a moment as the form has it, without its zone.
 * @param {number} moment
 */
function stamp(moment) {
  return new Date(moment).toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
}

/**
 * Return one span in which a zone's clocks stay the same.
 * @param {Change} change
 */
function observance({ moment, from, to }) {
  const kind = to > from ? "DAYLIGHT" : "STANDARD";
  const starts = `DTSTART:${stamp(moment + from * MS_A_MINUTE)}`;
  const offsets = [`TZOFFSETFROM:${signed(from)}`, `TZOFFSETTO:${signed(to)}`];
  return [`BEGIN:${kind}`, starts, ...offsets, `END:${kind}`];
}

/**
 * @param {string} zone
 * @param {number[]} days
 */
function timezone(zone, days) {
  const begin = (Math.min(...days) - AROUND) * MS_A_DAY;
  const from = offset(zone, begin);
  const first = { moment: begin - from * MS_A_MINUTE, from, to: from };
  const all = [first, ...changes(zone, begin, (Math.max(...days) + AROUND) * MS_A_DAY)];
  return ["BEGIN:VTIMEZONE", `TZID:${zone}`, ...all.flatMap(observance), "END:VTIMEZONE"];
}

/**
 * @param {number} day
 * @param {{ title: string, zone: string, now: number, uid: string }} about
 */
function event(day, { title, zone, now, uid }) {
  const start = stamp(day * MS_A_DAY + HOUR * 60 * MS_A_MINUTE);
  const alarms = ALARM_DAYS.flatMap((days) => [
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${escaped(title)}`,
    `TRIGGER:-P${days}D`,
    "END:VALARM",
  ]);
  const lines = [`UID:${uid}`, `DTSTAMP:${stamp(now)}Z`, `DTSTART;TZID=${zone}:${start}`, `SUMMARY:${escaped(title)}`];
  return ["BEGIN:VEVENT", ...lines, "CLASS:PRIVATE", "TRANSP:TRANSPARENT", ...alarms, "END:VEVENT"];
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll(/[\\;,]/g, "\\$&").replaceAll(/[\r\n]+/g, " ");
}

/**
 * Return a line in pieces of at most 75 bytes, as RFC 5545 section 3.1 asks.
 * @param {string} line
 */
function folded(line) {
  const pieces = [""];
  let bytes = 0;
  for (const letter of line) {
    const size = new TextEncoder().encode(letter).length;
    if (bytes + size > LINE_BYTES) {
      pieces.push(" ");
      bytes = 1;
    }
    pieces[pieces.length - 1] += letter;
    bytes += size;
  }
  return pieces.join("\r\n");
}

/**
 * Return the file.
 * @param {number[]} days counted from January 1, 1970; at least one
 * @param {{ title: string, zone: string, now: number, uid: () => string }} about `now` in milliseconds, `uid` gives a
 *   new one for each event
 */
export function calendar(days, about) {
  const events = days.flatMap((day) => event(day, { ...about, uid: about.uid() }));
  const head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Reminder//Reminder 1//EN"];
  const lines = [...head, ...timezone(about.zone, days), ...events, "END:VCALENDAR"];
  return `${lines.map(folded).join("\r\n")}\r\n`;
}
