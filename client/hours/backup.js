/**
 * The log as one encrypted file, under a passphrase or under a member's twelve words as the passphrase. What is inside is
 * the document of json.js. Its length is filled up to whole blocks, so that the size of the file says little.
 */

import { decrypt, encrypt } from "./age.js";
import { HoursProblem } from "./problems.js";

/** @import { OnProgress } from "./age.js" */

const BLOCK_BYTES = 4096;
const LETTERS_LEAST = 12;
const DIFFERENT_LEAST = 6;
/** From so many words on, somebody may mean the twelve words and have made a slip. */
const WORDS_MEANT = 9;
const WORDS = 12;
const SPACES = /\s+/;

/**
 * Return how a passphrase counts: without spaces around it, in one form of Unicode. The twelve words count in lower case
 * with single spaces, whatever case and spaces they are typed in. Errors: words_wrong; words_unchecked if there are nine
 * words or more, and the list of words cannot be fetched.
 * @param {string} typed
 */
async function meant(typed) {
  const plain = typed.trim().normalize("NFC");
  if (plain.split(SPACES).length < WORDS_MEANT) return plain;
  const list = await import("./backup_words.js").catch(() => {
    throw new HoursProblem("words_unchecked");
  });
  return list.twelveWords(typed) ?? plain;
}

/**
 * Return the same for a file that is there already. Without the list, a slip in the twelve words shows in that they do not
 * open it, so nobody has to be online for that. Errors: words_wrong.
 * @param {string} typed
 */
async function meantBefore(typed) {
  try {
    return await meant(typed);
  } catch (problem) {
    if (!(problem instanceof HoursProblem) || problem.reason !== "words_unchecked") throw problem;
  }
  const plain = typed.trim().normalize("NFC");
  const words = plain.toLowerCase().split(SPACES);
  return words.length === WORDS && words.every((word) => /^[a-z]{3,8}$/.test(word)) ? words.join(" ") : plain;
}

/**
 * Return how a new passphrase counts. Errors: those of `meant`, passphrase_short, passphrase_weak.
 * @param {string} typed
 */
export async function checkPassphrase(typed) {
  const passphrase = await meant(typed);
  const letters = [...passphrase];
  if (letters.length < LETTERS_LEAST) throw new HoursProblem("passphrase_short");
  if (new Set(letters).size < DIFFERENT_LEAST) throw new HoursProblem("passphrase_weak");
  return passphrase;
}

/**
 * Return a text as an encrypted file. Errors: those of `checkPassphrase`, backup_costly.
 * @param {string} text ends with no spaces that matter
 * @param {string} passphrase as it was typed
 * @param {OnProgress} [onProgress]
 * @returns {Promise<Uint8Array>}
 */
export async function seal(text, passphrase, onProgress = () => undefined) {
  const checked = await checkPassphrase(passphrase);
  const plain = new TextEncoder().encode(text);
  const whole = new Uint8Array(Math.ceil(Math.max(1, plain.length) / BLOCK_BYTES) * BLOCK_BYTES).fill(0x20);
  whole.set(plain);
  return encrypt(whole, checked, onProgress);
}

/**
 * Return the text that an encrypted file holds. Nothing is kept. Errors: words_wrong, passphrase_wrong, backup_other,
 * backup_broken, backup_costly.
 * @param {Uint8Array} data
 * @param {string} passphrase as it was typed
 * @param {OnProgress} [onProgress]
 * @returns {Promise<string>}
 */
export async function open(data, passphrase, onProgress = () => undefined) {
  const plain = await decrypt(data, await meantBefore(passphrase), onProgress);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(plain).replace(/ +$/, "");
  } catch {
    throw new HoursProblem("backup_broken");
  }
}
