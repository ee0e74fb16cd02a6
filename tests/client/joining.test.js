/** Properties have the same names in tests/protocol/test_joining.py. Ways of being wrong: vectors/joining. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { equal } from "../../client/protocol/bytes.js";
import { b64 } from "../../client/protocol/encoding.js";
import * as joining from "../../client/protocol/joining.js";
import { publicKey, sign } from "../../client/protocol/signatures.js";
import { hex } from "./cases.js";
import { outcome } from "./outcome.js";

const SITE = "https://peers.example";
const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 });
const few = { numRuns: 10 };

test("what all founders have signed holds, and no less", () => {
  const several = fc.uniqueArray(secrets, { minLength: 3, maxLength: 5, selector: hex });
  fc.assert(
    fc.property(several, secrets, (all, nonce) => {
      const document = joining.foundersDocument("record", all.map(publicKey), nonce);
      const signatures = all.map((secret) => b64(joining.signFounders(secret, document)));
      const entry = { ...document, signatures };
      assert.deepEqual(joining.checkFounders(entry).keys, all.map(publicKey));
      assert.deepEqual(joining.foundersWords(entry), joining.foundersWords(document));
      const fewer = { ...document, signatures: signatures.slice(1) };
      assert.equal(outcome(() => joining.checkFounders(fewer))[0], "document_field");
    }),
    { numRuns: 3 },
  );
});

test("another nonce gives founders other words", () => {
  const keys = [1, 2, 3].map((number) => publicKey(new Uint8Array(32).fill(number)));
  fc.assert(
    fc.property(secrets, secrets, (nonce, other) => {
      const [one = [], two = []] = [nonce, other].map((each) =>
        joining.foundersWords(joining.foundersDocument("record", keys, each)),
      );
      assert.equal(one.join() === two.join(), equal(nonce, other));
      assert.deepEqual([one.length, two.length], [6, 6]);
    }),
    { numRuns: 3 },
  );
});

test("only who has the link can ask to join", () => {
  fc.assert(
    fc.property(secrets, secrets, secrets, (member, door, stranger) => {
      const document = joining.joinDocument({
        site: SITE,
        door: publicKey(door),
        member: publicKey(member),
        nickname: "Ana",
        role: "peer",
        employer: "public",
        supervisor: false,
      });
      const signatures = joining.signJoin(document, member, door);
      const found = joining.checkJoin(document, signatures.member, signatures.door);
      assert.deepEqual([found.member, found.door, found.place], [publicKey(member), publicKey(door), joining.NOWHERE]);
      const byStranger = sign(stranger, "door", document);
      const expected = equal(stranger, door) ? "ok" : "signature_wrong";
      assert.equal(outcome(() => joining.checkJoin(document, signatures.member, byStranger))[0], expected);
    }),
    few,
  );
});

test("a code is two words of door and person", () => {
  fc.assert(
    fc.property(secrets, secrets, (door, key) => {
      const words = joining.code(door, key);
      assert.equal(words.length, 2);
      assert.deepEqual(joining.code(door, key), words);
      assert(equal(door, key) || joining.code(key, door).join() !== words.join());
    }),
  );
});

test("a sign-in is for one site and one nonce", () => {
  fc.assert(
    fc.property(secrets, secrets, secrets, (secret, nonce, other) => {
      const document = joining.signInDocument(publicKey(secret), SITE, nonce);
      const signature = joining.signSignIn(secret, document);
      assert.deepEqual(joining.checkSignIn(document, signature, SITE, nonce), publicKey(secret));
      const expected = equal(other, nonce) ? "ok" : "sign_in_other";
      assert.equal(outcome(() => joining.checkSignIn(document, signature, SITE, other))[0], expected);
      const [elsewhere] = outcome(() => joining.checkSignIn(document, signature, "https://other.example", nonce));
      assert.equal(elsewhere, "sign_in_other");
    }),
    few,
  );
});
