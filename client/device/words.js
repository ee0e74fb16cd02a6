/** From twelve words to the bytes behind them and to the seed: for pages that show, take or unlock the words. */

import { checkPhrase, phraseOf, seed } from "../protocol/words.js";
import { mnemonicToEntropy, wordlist } from "../vendor/words.js";
import { makeSeedsWith } from "./keys.js";
import { random } from "./random.js";

const ENTROPY_BYTES = 16;

makeSeedsWith((entropy) => seed(phraseOf(entropy)));

/** Return 16 new bytes, for twelve new words. */
export function newEntropy() {
  return random(ENTROPY_BYTES);
}

/**
 * Return the 16 bytes behind twelve words as somebody typed them. Errors: phrase_words, phrase_checksum.
 * @param {string} typed
 * @returns {Uint8Array}
 */
export function entropyOf(typed) {
  return mnemonicToEntropy(checkPhrase(typed), wordlist);
}
