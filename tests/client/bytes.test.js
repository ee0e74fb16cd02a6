/** What the browsers of old phones lack, and bytes.js has instead. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { groupBy, isWellFormed, strictUtf8, unb64 } from "../../client/protocol/bytes.js";
import { outcome } from "./outcome.js";

test("only a lone surrogate is not well-formed", () => {
  for (const text of ["", "a", "\ud7ff\ue000\uffff", "\u{10000}", "\u{10ffff}", "\ud83d\ude00\ud83d\ude00", "\0"]) {
    assert.equal(isWellFormed(text), true);
    assert.equal(text.isWellFormed(), true);
  }
  for (const text of ["\ud800", "\udfff", "\ude00\ud83d", "a\ud83d", "\ud83db", "\ud83d\ud83d\ude00", "\ude00\ude00"]) {
    assert.equal(isWellFormed(text), false);
    assert.equal(text.isWellFormed(), false);
    assert.deepEqual(
      outcome(() => strictUtf8(text)),
      ["document_field", undefined],
    );
  }
});

test("each half of a pair alone is refused, and no other code unit", () => {
  for (let unit = 0; unit <= 0xffff; unit += 1) {
    const text = String.fromCharCode(unit);
    assert.equal(isWellFormed(text), text.isWellFormed());
  }
});

test("groups stand in the order in which they come, and so do those in them", () => {
  const given = ["ab", "c", "de", "f", ""];
  assert.deepEqual([...groupBy(given, (each) => each.length)], [...Map.groupBy(given, (each) => each.length)]);
  assert.deepEqual([...groupBy(new Map([["a", 1]]), ([, number]) => number)], [[1, [["a", 1]]]]);
  assert.deepEqual([...groupBy([], String)], []);
  assert.deepEqual(
    [...groupBy(["a", "b", "cc"].values(), (each) => each.length)],
    [
      [1, ["a", "b"]],
      [2, ["cc"]],
    ],
  ); // read once
});

test("what is no text is no base64url", () => {
  for (const value of [undefined, 12345678, true, {}, []]) {
    assert.deepEqual(
      outcome(() => unb64(/** @type {any} */ (value))),
      ["encoding_base64", undefined],
    );
  }
});
