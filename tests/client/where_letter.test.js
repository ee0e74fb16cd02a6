// The letter about a plan's no: which paragraphs stand in it, what is left to write by hand, and its lines.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asText, compose } from "../../client/where/letter.js";
import { lines, Unwritable, winAnsi } from "../../client/where/pdf.js";

const letters = {
  title: "Letter",
  laws: {},
  parts: [
    { kind: "blank", text: "name: by hand", only: [] },
    { kind: "text", text: "The plan cut care.", only: ["cut"] },
    { kind: "text", text: "The plan said no on {day}.", only: ["denied", "dated"] },
    { kind: "more", text: "This is an appeal.", only: ["appeal"] },
    { kind: "text", text: "The law: {law}.", only: [] },
  ],
};

test("a letter has the paragraphs of all its marks, filled in", () => {
  const marks = new Set(["denied", "dated", "appeal"]);
  assert.deepEqual(compose(letters, marks, { day: "May 1, 2026", law: "42 CFR 438" }), [
    { kind: "blank", text: "name: by hand" },
    { kind: "text", text: "The plan said no on May 1, 2026. This is an appeal." },
    { kind: "text", text: "The law: 42 CFR 438." },
  ]);
  assert.equal(compose(letters, new Set(["denied"]), {}).length, 2);
});

test("composing twice gives the same: nothing of the first is left in the parts", () => {
  const marks = new Set(["cut", "appeal"]);
  assert.deepEqual(compose(letters, marks, {}), compose(letters, marks, {}));
});

test("as text, what is written by hand has a line of its own", () => {
  const text = asText([
    { kind: "blank", text: "name: by hand" },
    { kind: "text", text: "Hello." },
  ]);
  assert.match(text, /^_+\n\[name: by hand\]\n\nHello\.\n$/);
});

test("letters of Spanish have their byte, and others are refused", () => {
  assert.equal(winAnsi("Año ¿“sí”? – €"), "Año ¿\x93sí\x94? \x96 \x80");
  assert.equal(winAnsi("n\u0303"), "ñ");
  assert.throws(() => winAnsi("Łódź"), Unwritable);
});

test("lines are cut at words, and a word that is too wide within", () => {
  assert.deepEqual(lines("aa bb", "R", 10, 12), ["aa", "bb"]);
  assert.deepEqual(lines("aaaa", "R", 10, 10), ["aa", "aa"]);
  assert.deepEqual(lines("aa bb", "R", 10, 100), ["aa bb"]);
});
