/** Frames taken apart again: the part of encoding.js that no page needs. Specified in spec/encoding.md. */

import { bigEndian } from "./bytes.js";
import { Refused } from "./errors.js";

/**
 * Split `data` into the parts that `frame` joined, each at most `most` bytes.
 * Errors: truncated if a length field is cut short or points beyond the end; value_out_of_range if a part is longer
 * than `most`.
 * @param {Uint8Array} data
 * @param {number} most
 * @returns {Uint8Array[]}
 */
export function unframe(data, most) {
  const parts = [];
  let at = 0;
  while (at < data.length) {
    if (data.length - at < 8) throw new Refused("truncated", `a length field at byte ${at} is cut short`);
    const announced = bigEndian(data.subarray(at, at + 8));
    if (announced > BigInt(most)) {
      throw new Refused("value_out_of_range", `a part of ${announced} bytes, where at most ${most} are allowed`);
    }
    const length = Number(announced);
    if (at + 8 + length > data.length) {
      throw new Refused("truncated", `${length} bytes announced at byte ${at}, ${data.length - at - 8} left`);
    }
    parts.push(data.slice(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return parts;
}
