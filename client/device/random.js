/** The only source of randomness in the browser's part. */

/**
 * Return so many random bytes.
 * @param {number} length
 */
export function random(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}
