/** What the cases of vectors/tree/ ask for. */

import * as tree from "../../client/protocol/tree.js";
import { bytes, hex } from "./cases.js";

/** @import { Operation } from "./cases.js" */

/** @type {Record<string, Operation>} */
export const operations = {
  tree_root: (given) => ({
    root: hex(tree.root(given.leaves.map((/** @type {string} */ each) => tree.leafHash(bytes(each))))),
  }),
  inclusion: (given) => {
    const leaf = tree.leafHash(bytes(given.leaf));
    tree.verifyInclusion(given.index, given.size, leaf, given.proof.map(bytes), bytes(given.root));
    return {};
  },
  consistency: (given) => {
    const proof = given.proof.map(bytes);
    tree.verifyConsistency(given.old_size, given.new_size, bytes(given.old_root), bytes(given.new_root), proof);
    return {};
  },
  bundle: (given) => ({ entries: tree.decodeBundle(bytes(given.data), given.width).map(hex) }),
  tile_path: (given) => ({ path: tree.tilePath(given.level, given.number, given.width) }),
  tiles_root: (given) => ({
    root: hex(
      tree.rootFromTiles(given.size, ({ level, number, width }) =>
        bytes(given.tiles[tree.tilePath(level, number, width)] ?? ""),
      ),
    ),
  }),
};
