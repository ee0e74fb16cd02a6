/**
 * Sealed yes/no questions about a demand. Ways of being wrong: vectors/questions. Properties have the same names in
 * tests/protocol/test_questions.py.
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { readDefinition } from "../../client/protocol/boxes.js";
import { b64 } from "../../client/protocol/encoding.js";
import * as questions from "../../client/protocol/questions.js";
import { given } from "./definitions.js";
import { outcome } from "./outcome.js";

const about = fc.constantFrom("met", "punished", "step");
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

test("exactly a question about a step has its number", () => {
  fc.assert(
    fc.property(about, bytes32, fc.option(fc.nat(4)), (which, of, step) => {
      const [reason, words] = outcome(() => questions.questionText(which, of, step));
      const fits = which === "step" ? step !== null && step >= 1 && step <= 3 : step === null;
      assert.equal(reason, fits ? "ok" : "document_field");
      if (words !== undefined) assert.equal(JSON.parse(words).of, b64(of));
    }),
  );
});

test("what is asked follows from the demand", () => {
  for (const name of ["met", "punished", "step"]) {
    const { definition, texts, demand, beside } = given(`questions/check_${name}.txt`);
    const [read, kept] = [readDefinition(definition), new Map(Object.entries(texts))];
    const found = questions.readQuestion(read, /** @type {Map<string, string>} */ (kept));
    const of = readDefinition(demand);
    const says = String(beside[b64(of.fields.intro)]);
    const { asks, quorum } = questions.questionsOf(name, says, found.step);
    assert.deepEqual([found.asks, read.fields.quorum], [asks, quorum]);
  }
});

test("plain words are no question", () => {
  const { definition, texts } = given("questions/read_met.txt");
  const read = readDefinition(definition);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (words) => {
      const changed = new Map(Object.entries({ ...texts, [b64(read.fields.intro)]: words }));
      const [reason] = outcome(() => questions.readQuestion(read, /** @type {Map<string, string>} */ (changed)));
      assert.equal(reason, "rule_impossible");
    }),
  );
});

test("a draft out of order asks nothing", () => {
  const { definition, texts } = given("questions/read_first.txt");
  const read = readDefinition(definition);
  const intro = b64(read.fields.intro);
  const draft = JSON.parse(String(texts[intro]));
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(draft)), fc.constantFrom("", 1, "x", []), (field, value) => {
      if (field === "kind" || field === "v") return;
      const changed = new Map(Object.entries({ ...texts, [intro]: JSON.stringify({ ...draft, [field]: value }) }));
      const [reason] = outcome(() => questions.readQuestion(read, /** @type {Map<string, string>} */ (changed)));
      assert(["document_field", "definition_changed"].includes(reason), `${field}: ${reason}`);
    }),
  );
});
