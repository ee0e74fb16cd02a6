/** A storage of a phone for tests, in a map. */

/** @import { Storage } from "../../client/device/storage.js" */

/**
 * @param {Map<string, any>} kept
 * @returns {Storage}
 */
export function inMap(kept) {
  return {
    read: async (name) => kept.get(name),
    write: async (name, value) => void kept.set(name, structuredClone(value)),
    change: async (name, turn) => void kept.set(name, structuredClone(turn(kept.get(name)))),
    erase: async () => kept.clear(),
  };
}
