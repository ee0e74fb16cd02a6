/** The operations of vectors/points. */

import * as points from "../../client/protocol/points.js";
import { bytes, hex, randomFrom } from "./cases.js";

/** @import { Operation } from "./cases.js" */

/** @type {Record<string, Operation>} */
export const operations = {
  base: (given) => ({ point: hex(points.base(points.scalarInt(bytes(given.scalar))).toBytes()) }),
  equality_prove: (given) => {
    const [x, base2] = [points.scalarInt(bytes(given.x)), bytes(given.base2)];
    const image1 = points.base(x).toBytes();
    const image2 = points.times(points.decodePoint(base2), x).toBytes();
    const context = bytes(given.context);
    const proof = points.proveEqual(given.label, context, x, base2, image1, image2, randomFrom(given.random));
    return { proof: hex(proof), image1: hex(image1), image2: hex(image2) };
  },
  equality_verify: (given) => {
    const [context, proof, base2] = [bytes(given.context), bytes(given.proof), bytes(given.base2)];
    points.verifyEqual(given.label, context, proof, base2, bytes(given.image1), bytes(given.image2));
    return {};
  },
  hash_to_point: (given) => ({ point: hex(points.hashToPoint(given.label, ...given.parts.map(bytes)).toBytes()) }),
  map_to_point: (given) => ({ point: hex(points.mapToPoint(bytes(given.bytes)).toBytes()) }),
  point: (given) => ({ point: hex(points.checkPoint(bytes(given.bytes), { identity: given.identity })) }),
  random_scalar: (given) => ({ scalar: hex(points.intScalar(points.randomScalar(randomFrom(given.random)))) }),
  scalar: (given) => ({ scalar: hex(points.checkScalar(bytes(given.bytes))) }),
};
