import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../client/protocol/bytes.js";
import { readDraft } from "../../client/protocol/drafts.js";
import { checkDays, lengthOf, sizeOf, wordsOf } from "../../client/site/proposal.js";

const DAY = 86_400;
const NOW = Date.parse("2027-01-01T12:00:00Z") / 1000;
const LIMITS = { most: 4094, now: NOW, listed: 6 };
const STEP = { what: "meet", says: "All of us go", number: 5, date: "2027-03-01" };

/**
 * @param {object} [moreAsks]
 * @param {object} [moreFields]
 */
function written(moreAsks = {}, moreFields = {}) {
  const asks = {
    to: "The director",
    asks: [{ what: "Paid supervision", by: "2027-03-01" }],
    reasons: "Rent went up.\nPay did not.",
    reply_by: "2027-02-15",
    names: "signers",
    language: "en",
    ...moreAsks,
  };
  const times = { signing_ends: 14 * DAY, withdrawing_ends: 15 * DAY, batch: DAY };
  return { asks, fields: { title: "Pay", levels: [5], rule: "workplace", ...times, ...moreFields } };
}

/** @param {ReturnType<typeof written>} given */
function wrong(given, limits = LIMITS) {
  try {
    wordsOf(given, null, limits);
  } catch (problem) {
    const { error, reason } = /** @type {{ error?: string, reason?: string }} */ (problem);
    return error ?? reason;
  }
  return "";
}

test("a form becomes a proposal, and its size is known before", () => {
  const words = wordsOf(written(), null, LIMITS);
  const { kind, title, signing_ends: ends } = readDraft(words);
  assert.deepEqual([kind, title, ends], ["proposal", "Pay", 14 * DAY]);
  assert.equal(sizeOf(written(), false), utf8(words).length);
  const amended = wordsOf(written(), new Uint8Array(32).fill(7), LIMITS);
  assert.equal(sizeOf(written(), true), utf8(amended).length);
});

test("what nobody could keep to is named", () => {
  assert.equal(wrong(written({ reply_by: "2027-01-16" })), "reply_early");
  assert.equal(wrong(written({ reply_by: "2027-01-17" })), "");
  assert.equal(wrong(written({ steps: [{ ...STEP, date: "2027-02-14" }] })), "step_early");
  assert.equal(wrong(written({ steps: [{ ...STEP, number: 7 }] })), "levels_high");
  assert.equal(wrong(written({}, { levels: [5, 5] })), "levels_order");
  assert.equal(wrong(written({}, { levels: [5, 7] })), "levels_high");
  assert.equal(wrong(written({}, { levels: [5, 7], rule: "employer" })), "");
  assert.equal(wrong(written({ names: "recipient" }, { readers: [] })), "recipient");
  assert.equal(wrong(written({ names: "recipient" }, { readers: ["age1x"] })), "recipient");
  assert.equal(wrong(written(), { ...LIMITS, most: 100 }), "too_long");
  assert.equal(wrong(written({ to: "" })), "document_field");
});

test("times count from when it is put up, whichever way a proposal names them", () => {
  assert.equal(lengthOf(3600, NOW), 3600);
  assert.equal(lengthOf(NOW + 60, NOW), 60);
  assert.equal(lengthOf(NOW - 60, NOW), 0);
});

test("days are checked again when it is put up", () => {
  const { text, ...fields } = readDraft(wordsOf(written(), null, LIMITS));
  assert.throws(() => checkDays({ ...fields, text, withdrawing_ends: NOW + 60 * DAY }), { error: "reply_early" });
});
