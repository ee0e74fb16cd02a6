/** The operations of vectors/questions. */

import { readDefinition } from "../../client/protocol/boxes.js";
import * as questions from "../../client/protocol/questions.js";
import { bytes } from "./cases.js";
import { written } from "./run_asks.js";

/** @import { Operation } from "./cases.js" */

/** @param {Record<string, string | null>} given */
function textsOf(given) {
  return new Map(Object.entries(given));
}

/** @type {Record<string, Operation>} */
export const operations = {
  question_check: (given) => {
    const [definition, texts] = [readDefinition(given.definition), textsOf(given.texts)];
    const found = questions.readQuestion(definition, texts);
    questions.checkQuestion(found, definition, texts, readDefinition(given.demand), textsOf(given.beside));
    return {};
  },
  question_read: (given) => ({
    fields: written(questions.readQuestion(readDefinition(given.definition), textsOf(given.texts))),
  }),
  question_text: ({ about, of, step }) => ({ text: questions.questionText(about, bytes(of), step ?? null) }),
};
