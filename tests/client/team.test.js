/** A host may write anything into its book: whatever teams it names there, the check refuses and never breaks. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { b64, encode, sha256 } from "../../client/protocol/encoding.js";
import { publicKey, sign } from "../../client/protocol/signatures.js";
import { teamsOf } from "../../client/site/team.js";
import { ristretto255 } from "../../client/vendor/noble.js";
import { randomFrom } from "./cases.js";
import { outcome } from "./outcome.js";

/** @import { Document } from "../../client/protocol/encoding.js" */

const ORIGIN = "example.org/peers";
const FOUNDERS = ["a", "b", "c"];
const SECRETS = [1, 2].map((number) => randomFrom(`team.test/${number}`)(32));
const POINT = b64(ristretto255.Point.BASE.toBytes());
const KEEPERS = SECRETS.map((secret) => ({ sign: b64(publicKey(secret)) }));
const ODD = [undefined, 1, true, "text", [], {}, [1], ["text"], [{}]];

/** @param {Document} ceremony @param {Document} [changes] of the transcript */
function teamOf(ceremony, changes = {}) {
  const hash = b64(sha256(encode(ceremony)));
  /** @type {Document} */
  const transcript = { v: 1, ceremony: hash, key: POINT, shares: [POINT, POINT], ...changes };
  const head = { v: 1, kind: "ceremony_message", ceremony: hash, round: 3, to: 0 };
  const signatures = SECRETS.map((secret, at) => {
    const document = { ...head, from: at + 1, body_hash: b64(sha256(encode(transcript))) };
    return b64(sign(secret, "keyholders/message", document));
  });
  return { v: 1, kind: "team", transcript, signatures };
}

/** Return a document without what is undefined, which cannot stand in one. @param {Document} document */
const written = (document) => JSON.parse(JSON.stringify(document));
/** @param {Document[]} entries */
const found = (...entries) => outcome(() => teamsOf(ORIGIN, entries, FOUNDERS))[0];
const ceremony = { v: 1, kind: "ceremony", t: 2, founders: FOUNDERS, keyholders: KEEPERS, rehearsal: false };

test("a team that is of another form is refused", () => {
  const team = teamOf(ceremony);
  assert.equal(found(ceremony, team), "ok");
  for (const name of ["transcript", "signatures"]) {
    for (const odd of ODD) assert.notEqual(found(ceremony, written({ ...team, [name]: odd })), "ok");
  }
  for (const name of ["ceremony", "key", "shares"]) {
    for (const odd of ODD) {
      const other = written({ ...team, transcript: { ...team.transcript, [name]: odd } });
      assert.notEqual(found(ceremony, other), "ok");
    }
  }
});

test("a ceremony that is of another form is refused", () => {
  for (const name of ["founders", "keyholders", "t"]) {
    for (const odd of ODD) {
      const other = written({ ...ceremony, [name]: odd });
      assert.notEqual(found(other, teamOf(other)), "ok");
    }
  }
});

test("a handing over that is of another form is refused", () => {
  const first = teamOf(ceremony);
  const next = { ...ceremony, previous: first.transcript.ceremony };
  const second = teamOf(next);
  const word = { v: 1, kind: "succession", old: first.transcript.ceremony, new: second.transcript.ceremony };
  for (const odd of ODD) {
    const handed = written({ ...word, signatures: odd });
    assert.notEqual(found(ceremony, first, next, second, handed), "ok");
  }
});

test("a ceremony that names fewer founders than the record, or others, is refused", () => {
  for (const founders of [
    ["a", "b"],
    ["a", "b", "b"],
    ["a", "b", "d"],
    ["a", "b", "c", "d"],
  ]) {
    const other = { ...ceremony, founders };
    assert.equal(found(other, teamOf(other)), "document_field");
  }
});
