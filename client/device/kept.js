/** What a member can save of what their phone keeps: only their own page needs this. */

import { isNotMine } from "./unlocked.js";
import { locks, take } from "./vault.js";

/** The drawers of pages that hold no secret: whether the words are on paper, links of lost phones by their public keys. */
const PLAIN = ["words_saved", "links_back", "coming_back"];

/**
 * Return what this phone keeps about its member beside the sealed words, without anything secret.
 * @param {Uint8Array} entropy
 */
export async function kept(entropy) {
  const drawers = await Promise.all(PLAIN.map(async (name) => [name, await take(entropy, name)]));
  return { mine: !isNotMine(), locks: await locks(), ...Object.fromEntries(drawers) };
}
