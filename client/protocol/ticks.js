/** Reading the public tree leaf by leaf: the part of slots.js that no page needs. Specified in spec/slots.md. */

import { Refused } from "./errors.js";
import { Frontier, leafHash } from "./merkle.js";
import { parseTickLeaf } from "./slots.js";

/** Reads the public tree leaf by leaf in constant memory: ticks must increase. It knows its size and root. */
export class TickReader {
  constructor() {
    this.frontier = new Frontier();
    this.lastTick = -1;
  }

  /**
   * Read the next leaf, 40 bytes. Errors: size_wrong, value_out_of_range, tick_wrong.
   * @param {Uint8Array} data
   */
  feed(data) {
    const [tick] = parseTickLeaf(data);
    if (tick <= this.lastTick) throw new Refused("tick_wrong", `tick ${tick} after ${this.lastTick}`);
    this.lastTick = tick;
    this.frontier.append(leafHash(data));
  }

  /** Return the 32-byte root over what was read. */
  root() {
    return this.frontier.root();
  }
}
