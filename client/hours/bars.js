/** Bars of minutes in the page's style. The figures stand beside them, so who hears the page misses nothing. */

const SVG = "http://www.w3.org/2000/svg";
const WIDE = 100;
const HIGH = 8;

/** @param {string} name @param {Record<string, string | number>} attributes */
function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/**
 * Return a bar of parts one after the other, as long as their share of `most`; with a line where `line` lies, if it lies
 * on it.
 * @param {[className: string, minutes: number][]} parts
 * @param {number} most
 * @param {number} [line]
 */
export function bar(parts, most, line = 0) {
  const whole = Math.max(most, 1);
  const made = element("svg", {
    viewBox: `0 0 ${WIDE} ${HIGH}`,
    preserveAspectRatio: "none",
    class: "bar",
    "aria-hidden": "true",
  });
  let at = 0;
  for (const [className, minutes] of parts) {
    const width = (WIDE * minutes) / whole;
    if (minutes > 0) made.append(element("rect", { class: className, x: at, y: 0, width, height: HIGH }));
    at += width;
  }
  if (line > 0 && line <= whole) {
    const x = (WIDE * line) / whole;
    made.append(element("line", { x1: x, x2: x, y1: 0, y2: HIGH }));
  }
  return made;
}

/**
 * Fill a row of marks: so many of them as are reached are filled.
 * @param {HTMLElement} list
 * @param {number} reached
 * @param {number} all
 */
export function marks(list, reached, all) {
  list.replaceChildren(
    ...Array.from({ length: all }, (_, at) => {
      const made = document.createElement("li");
      made.classList.toggle("in", at < reached);
      return made;
    }),
  );
}
