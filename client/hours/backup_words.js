/** The twelve words as the passphrase of a backup: with the list of words, so only where somebody types many words. */

import { checkPhrase } from "../protocol/words.js";
import { wordlist } from "../vendor/words.js";
import { HoursProblem } from "./problems.js";

/** Three of four words on the list: the twelve words are meant. */
const KNOWN_LEAST = 0.75;

/**
 * Return the twelve words in lower case with single spaces; or null if these words are no try at them.
 * Errors: words_wrong, with how many words there are and the number of the first unknown one, or 0.
 * @param {string} typed
 */
export function twelveWords(typed) {
  const words = typed.trim().toLowerCase().split(/\s+/);
  const isKnown = words.map((word) => wordlist.includes(word));
  if (isKnown.filter(Boolean).length < words.length * KNOWN_LEAST) return null;
  try {
    return checkPhrase(typed);
  } catch {
    throw new HoursProblem("words_wrong", { count: words.length, word: isKnown.indexOf(false) + 1 });
  }
}
