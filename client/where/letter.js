/** Puts a letter together from the parts that the page gives. No part asks for a name. */

/**
 * @typedef {{ kind: string, text: string, only: string[] }} Part
 * @typedef {{ title: string, parts: Part[], laws: Record<string, string> }} Letters
 */

/**
 * Return the paragraphs of a letter that has these marks, filled in. Of the kind `more` is what goes on in the one before.
 * @param {Letters} letters
 * @param {Set<string>} marks
 * @param {Record<string, string>} values for what stands in braces
 * @returns {{ kind: string, text: string }[]}
 */
export function compose(letters, marks, values) {
  /** @type {{ kind: string, text: string }[]} */
  const found = [];
  for (const { kind, text, only } of letters.parts) {
    if (!only.every((mark) => marks.has(mark))) continue;
    const filled = text.replaceAll(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
    const last = found.at(-1);
    if (kind === "more" && last) last.text += ` ${filled}`;
    else found.push({ kind, text: filled });
  }
  return found;
}

/**
 * Return a letter as plain text.
 * @param {{ kind: string, text: string }[]} parts
 */
export function asText(parts) {
  return `${parts.map(({ kind, text }) => (kind === "blank" ? `______________________________\n[${text}]` : text)).join("\n\n")}\n`;
}
