/**
 * Sealed yes/no questions about a demand: who would sign, whether an ask is met, whether somebody was punished. Specified
 * in spec/questions.md.
 */

import { readAsks } from "./asks.js";
import { K_LEAST } from "./boxes.js";
import { equal } from "./bytes.js";
import { readDraft } from "./draft_texts.js";
import { b64, documentOf, encode, integer, octets, oneOf, optional, read } from "./encoding.js";
import { Refused } from "./errors.js";

/** @import { Definition } from "./boxes.js" */
/** @import { Document } from "./encoding.js" */
/** Texts by hash in base64url; null for one that was struck. @typedef {ReadonlyMap<string, string | null>} Texts */

const OPTIONS = ["yes", "no"];
const ASK_FIRST = "ask_first";
const QUESTION = {
  kind: oneOf("question"),
  about: oneOf("met", "punished", "step"),
  of: octets(32),
  step: optional(integer(1, 3)),
};
const SAME = ["signing_ends", "withdrawing_ends", "batch", "room"]; // of a draft that asks first
const decoder = new TextDecoder();

/**
 * Return the text behind the `intro` of a question about an opened demand. `of`: the demand's box; `step`: the number of
 * a next step, for "step" alone. Errors: document_field, size_wrong.
 * @param {string} about
 * @param {Uint8Array} of
 * @param {number | null} [step]
 */
export function questionText(about, of, step = null) {
  const document = { v: 1, kind: "question", about, of: b64(of), ...(step !== null && { step }) };
  readFields(document);
  return decoder.decode(encode(document));
}

/**
 * @param {Document} document
 * @returns {Document}
 */
function readFields(document) {
  const found = read(document, QUESTION);
  if ((found.step !== undefined) !== (found.about === "step")) {
    throw new Refused("document_field", "exactly a question about a next step has its number");
  }
  return found;
}

/**
 * Return what a question is about: `about`, `of`, or the fields of the draft that asks first; and `asks`, its texts.
 * Errors: rule_impossible for a box that is no question; definition_changed if its own parts contradict each other;
 * document_field, document_not_json and the like.
 * @param {Definition} definition
 * @param {Texts} texts
 * @returns {Document}
 */
export function readQuestion({ fields }, texts) {
  const words = texts.get(b64(fields.intro)) ?? "";
  const said = documentOf(words);
  if (fields.kind !== "survey" || (said.kind !== "question" && said.kind !== ASK_FIRST)) {
    throw new Refused("rule_impossible", "not one of the questions about a demand");
  }
  const found = said.kind === ASK_FIRST ? readFirst(fields, texts, words) : readFields(said);
  if (fields.k !== K_LEAST || fields.tags.length !== 1 || (fields.quorum > 0 && found.about !== "step")) {
    throw new Refused("definition_changed", "another number, or groups");
  }
  return { ...found, asks: fields.questions.map((/** @type {Document} */ each) => asked(each, texts)) };
}

/**
 * @param {Document} fields
 * @param {Texts} texts
 * @param {string} words
 */
function readFirst(fields, texts, words) {
  const found = readDraft(words);
  if (found.kind !== ASK_FIRST) throw new Refused("document_field", "the draft that asks first");
  if (texts.get(b64(fields.title)) !== found.title) throw new Refused("definition_changed", "title");
  for (const name of SAME) {
    if (fields[name] !== found[name]) throw new Refused("definition_changed", name);
  }
  const { questions } = fields;
  if (questions.length !== 1 || texts.get(b64(questions[0].text)) !== found.text) {
    throw new Refused("definition_changed", "another question than who would sign");
  }
  return found;
}

/**
 * @param {Document} question
 * @param {Texts} texts
 */
function asked({ id, text, options, bins }, texts) {
  const words = texts.get(b64(text));
  const said = options.map((/** @type {Uint8Array} */ each) => texts.get(b64(each)));
  const plain = said.length === OPTIONS.length && OPTIONS.every((each, at) => said[at] === each);
  if (typeof words !== "string" || !plain || id !== "" || bins !== undefined) {
    throw new Refused("definition_changed", "not answered by yes or no");
  }
  return words;
}

/**
 * Return what is asked about an opened demand, by the text behind its `intro`, and how many must answer at least; 0 where
 * k alone counts. Errors: rule_impossible for a step that it does not have; as readAsks.
 * @param {string} about
 * @param {string} says
 * @param {number} [step]
 * @returns {{ asks: string[], quorum: number }}
 */
export function questionsOf(about, says, step) {
  const found = readAsks(says);
  if (about === "met") return { asks: found.asks.map((/** @type {Document} */ { what }) => what), quorum: 0 };
  if (about === "punished") return { asks: ["punished"], quorum: 0 };
  const taken = (found.steps ?? [])[Number(step) - 1];
  if (taken === undefined) throw new Refused("rule_impossible", "the demand has no such next step");
  return { asks: [taken.says], quorum: taken.number };
}

/**
 * Check that a question about an opened demand asks what that demand gives. `found`: as readQuestion; `texts`: beside
 * the question's book; `beside`: the demand's. Errors: wrong_box for another demand; definition_changed for another
 * title, quorum or other questions, or if the demand's text is gone.
 * @param {Document} found
 * @param {Definition} definition
 * @param {Texts} texts
 * @param {Definition} demand
 * @param {Texts} beside
 */
export function checkQuestion(found, { fields }, texts, demand, beside) {
  if (!found.of || !equal(found.of, demand.boxId)) throw new Refused("wrong_box", "a question about another demand");
  const [says, title] = [beside.get(b64(demand.fields.intro)), beside.get(b64(demand.fields.title))];
  if (typeof says !== "string" || typeof title !== "string") {
    throw new Refused("definition_changed", "the text of the demand is gone");
  }
  if (texts.get(b64(fields.title)) !== title) {
    throw new Refused("definition_changed", "another title than the demand's");
  }
  const { asks, quorum } = questionsOf(found.about, says, found.step);
  const same = asks.length === found.asks.length && asks.every((each, at) => each === found.asks[at]);
  if (!same || fields.quorum !== quorum) {
    throw new Refused("definition_changed", "other questions than the demand gives");
  }
}
