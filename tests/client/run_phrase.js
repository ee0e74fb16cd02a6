/** The operations of vectors/phrase. */

import { bytesOf } from "../../client/protocol/bytes.js";
import * as phrase from "../../client/protocol/phrase.js";
import { bytes, hex } from "./cases.js";

/** @import { Operation } from "./cases.js" */

/** @type {Record<string, Operation>} */
export const operations = {
  phrase_box_keys: (given) => {
    const [seed, boxId, issuer] = [bytes(given.seed), bytes(given.box_id), bytes(given.issuer)];
    const factor = phrase.blindingFactor(seed, boxId, issuer, BigInt(`0x${given.n}`));
    return {
      envelope_secret: hex(phrase.envelopeSecret(seed, boxId)),
      prefix: hex(phrase.prefix(seed, boxId)),
      pss_salt: hex(phrase.pssSalt(seed, boxId, issuer)),
      blinding_factor: hex(bytesOf(factor, 384)),
    };
  },
  phrase_check: (given) => ({ phrase: phrase.checkPhrase(given.text) }),
  phrase_derive: (given) => ({ bytes: hex(phrase.derive(bytes(given.seed), given.label, given.length)) }),
  phrase_keys: (given) => {
    const seed = bytes(given.seed);
    return {
      sign_secret: hex(phrase.signSecret(seed)),
      age_identity: phrase.ageIdentity(seed),
      age_recipient: phrase.ageRecipient(seed),
      vault_key: hex(phrase.vaultKey(seed)),
    };
  },
  phrase_of: (given) => ({ phrase: phrase.phraseOf(bytes(given.entropy)) }),
  phrase_seed: (given) => ({ seed: hex(phrase.seed(given.phrase)) }),
  phrase_words_of: (given) => ({ words: phrase.wordsOf(bytes(given.data), given.count) }),
};
