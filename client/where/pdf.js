/**
 * Writes a letter as a PDF (1.7) of US letter size, in Times, which every reader of PDF has. It is tagged, so that it can
 * be read aloud, and holds nothing but the text: no time, no program, no device.
 */

import { TIMES, TIMES_BOLD } from "./widths.js";

/**
 * How something looks: font (R or B for bold), size, height of a line, space before and after, how much must fit below it
 * on the same page, and what it is for who hears it.
 * @typedef {{ font: string, size: number, line: number, before: number, after?: number, keep?: number, role: string }} Look
 */

const [WIDTH, HEIGHT, MARGIN] = [612, 792, 72];
const [RULE_LENGTH, FOOT] = [290, 40];
/** The letters of the bytes 128 to 159; a space where there is none. */
const SPECIAL = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";
/** How each kind of part looks, but plain text. @type {Record<string, Look>} */
const LOOKS = {
  blank: { font: "R", size: 9, line: 12, before: 28, after: 6, role: "P" },
  date: { font: "R", size: 11, line: 14.5, before: 14, role: "P" },
  to: { font: "R", size: 11, line: 14.5, before: 18, role: "P" },
  subject: { font: "B", size: 13, line: 17, before: 18, role: "H1" },
  close: { font: "R", size: 11, line: 14.5, before: 18, keep: 50, role: "P" },
};
/** @type {Look} */
const TEXT = { font: "R", size: 11, line: 14.5, before: 9, role: "P" };

/** A letter that the fonts do not have. */
export class Unwritable extends Error {
  /** @param {string} letter */
  constructor(letter) {
    super(`the fonts have no ${letter}`);
    this.name = "Unwritable";
  }
}

/**
 * Return a text with one letter for each byte of WinAnsiEncoding. Throws Unwritable.
 * @param {string} text
 */
export function winAnsi(text) {
  return Array.from(text.normalize("NFC"), (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    if ((code >= 32 && code < 127) || (code >= 160 && code < 256)) return letter;
    const at = letter === " " ? -1 : SPECIAL.indexOf(letter);
    if (at < 0) throw new Unwritable(letter);
    return String.fromCharCode(128 + at);
  }).join("");
}

/**
 * @param {string} text in WinAnsi
 * @param {string} font
 * @param {number} size
 */
function widthOf(text, font, size) {
  const widths = font === "B" ? TIMES_BOLD : TIMES;
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) sum += widths[text.charCodeAt(at) - 32] ?? 0;
  return (sum * size) / 1000;
}

/**
 * Return a text in lines that are not too wide; a word that is wider than a line is cut.
 * @param {string} text in WinAnsi
 * @param {string} font
 * @param {number} size
 * @param {number} [most]
 */
export function lines(text, font, size, most = WIDTH - 2 * MARGIN) {
  const found = [""];
  for (const word of text.split(" ")) {
    const last = found.at(-1) ?? "";
    const joined = last === "" ? word : `${last} ${word}`;
    if (widthOf(joined, font, size) <= most) found[found.length - 1] = joined;
    else found.push(...cut(word, font, size, most));
  }
  return found.filter((line, at) => line !== "" || at > 0);
}

/**
 * @param {string} word
 * @param {string} font
 * @param {number} size
 * @param {number} most
 */
function cut(word, font, size, most) {
  const found = [""];
  for (const letter of word) {
    const longer = found.at(-1) + letter;
    if (widthOf(longer, font, size) <= most) found[found.length - 1] = longer;
    else found.push(letter);
  }
  return found;
}

/** @param {string} text in WinAnsi */
function literal(text) {
  return `(${text.replaceAll(/[\\()]/g, "\\$&")})`;
}

/** @param {string} text */
function utf16(text) {
  const codes = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at).toString(16).padStart(4, "0"));
  return `<feff${codes.join("")}>`;
}

/**
 * @typedef {{ role: string, places: { page: number, id: number }[] }} Tagged a part, and where it stands
 * @typedef {{ draws: string[], ids: Tagged[] }} Page what is drawn, and the part behind each of its marks
 */

/**
 * Set the parts onto pages.
 * @param {{ kind: string, text: string }[]} parts
 */
function set(parts) {
  /** @type {Page[]} */
  const pages = [{ draws: [], ids: [] }];
  const tagged = [];
  let y = HEIGHT - MARGIN;
  for (const { kind, text } of parts) {
    const look = LOOKS[kind] ?? TEXT;
    const rows = lines(winAnsi(kind === "blank" ? `[${text}]` : text), look.font, look.size);
    /** @type {Tagged} */
    const tag = { role: look.role, places: [] };
    tagged.push(tag);
    y -= look.before;
    while (rows.length > 0) {
      if (y - look.line * Math.min(rows.length, 2) - (look.keep ?? 0) < MARGIN) {
        pages.push({ draws: [], ids: [] });
        y = HEIGHT - MARGIN - (kind === "blank" ? look.before : 0);
      }
      const fits = rows.splice(0, Math.max(1, Math.floor((y - MARGIN) / look.line)));
      drawn(pages, tag, look, fits, y, kind === "blank");
      y -= fits.length * look.line;
    }
    y -= look.after ?? 0;
  }
  return { pages, tagged };
}

/**
 * Draw lines of a part at the end of the last page.
 * @param {Page[]} pages
 * @param {Tagged} tag
 * @param {{ font: string, size: number, line: number }} look
 * @param {string[]} rows
 * @param {number} y
 * @param {boolean} isBlank
 */
function drawn(pages, tag, { font, size, line }, rows, y, isBlank) {
  const page = /** @type {Page} */ (pages.at(-1));
  const id = page.ids.push(tag) - 1;
  tag.places.push({ page: pages.length - 1, id });
  if (isBlank) {
    const rule = `${MARGIN} ${y} m ${MARGIN + RULE_LENGTH} ${y} l S`;
    page.draws.push(`/Artifact BMC 0.5 w ${rule} EMC`);
  }
  const shown = rows.map((row) => `${literal(`${row} `)} Tj T*`).join("\n"); // the space parts words for who hears it
  const begin = `BT /${font} ${size} Tf ${line} TL ${MARGIN} ${y - line + (line - size) / 2 + 1} Td`;
  page.draws.push(`/${tag.role} <</MCID ${id}>> BDC ${begin}\n${shown}\nET EMC`);
}

/**
 * Return the drawing of a page with its number, if there are several.
 * @param {Page} page
 * @param {number} at
 * @param {number} count
 */
function stream(page, at, count) {
  const label = `${at + 1} / ${count}`;
  const x = (WIDTH - widthOf(label, "R", 9)) / 2;
  const foot = `/Artifact BMC BT /R 9 Tf ${x.toFixed(2)} ${FOOT} Td ${literal(label)} Tj ET EMC`;
  const text = [...page.draws, ...(count > 1 ? [foot] : [])].join("\n");
  return `<</Length ${text.length}>>\nstream\n${text}\nendstream`;
}

/**
 * Return a letter as the bytes of a PDF. Throws Unwritable.
 * @param {{ kind: string, text: string }[]} parts
 * @param {string} title
 * @param {string} language
 */
export function letterPdf(parts, title, language) {
  const { pages, tagged } = set(parts);
  const [firstPage, firstTag] = [8, 8 + 2 * pages.length];
  const refs = (/** @type {number[]} */ numbers) => numbers.map((each) => `${each} 0 R`).join(" ");
  const tagRef = (/** @type {Tagged} */ tag) => firstTag + tagged.indexOf(tag);
  const font = (/** @type {string} */ name) => `<</Type/Font/Subtype/Type1/BaseFont/${name}/Encoding/WinAnsiEncoding>>`;
  const parents = pages.map(({ ids }, at) => `${at} [${refs(ids.map(tagRef))}]`).join(" ");
  const about = `/Lang(${language})/MarkInfo<</Marked true>>/StructTreeRoot 5 0 R/ViewerPreferences<</DisplayDocTitle true>>`;
  const objects = [
    `<</Type/Catalog/Pages 2 0 R${about}>>`,
    `<</Type/Pages/Count ${pages.length}/Kids[${refs(pages.map((_, at) => firstPage + 2 * at))}]>>`,
    font("Times-Roman"),
    font("Times-Bold"),
    `<</Type/StructTreeRoot/K 6 0 R/ParentTree<</Nums[${parents}]>>>>`,
    `<</Type/StructElem/S/Document/P 5 0 R/K[${refs(tagged.map(tagRef))}]>>`,
    `<</Title ${utf16(title)}>>`,
    ...pages.flatMap((page, at) => [pageObject(at, firstPage + 2 * at + 1), stream(page, at, pages.length)]),
    ...tagged.map((tag) => tagObject(tag, firstPage)),
  ];
  return file(objects);
}

/**
 * @param {number} at
 * @param {number} drawing the number of its drawing
 */
function pageObject(at, drawing) {
  const box = `/MediaBox[0 0 ${WIDTH} ${HEIGHT}]/Resources<</Font<</R 3 0 R/B 4 0 R>>>>`;
  return `<</Type/Page/Parent 2 0 R${box}/Contents ${drawing} 0 R/StructParents ${at}/Tabs/S>>`;
}

/**
 * @param {Tagged} tag
 * @param {number} firstPage
 */
function tagObject({ role, places }, firstPage) {
  const marks = places.map(({ page, id }) => `<</Type/MCR/Pg ${firstPage + 2 * page} 0 R/MCID ${id}>>`);
  return `<</Type/StructElem/S/${role}/P 6 0 R/K[${marks.join("")}]>>`;
}

/**
 * Return the bytes of a file with these objects, the first of which is the catalog and the seventh says the title.
 * @param {string[]} objects
 */
function file(objects) {
  let text = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
  const places = objects.map((object, at) => {
    const place = text.length;
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const xref = text.length;
  const size = objects.length + 1;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${places.join("")}`;
  text += `trailer\n<</Size ${size}/Root 1 0 R/Info 7 0 R>>\nstartxref\n${xref}\n%%EOF\n`;
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
