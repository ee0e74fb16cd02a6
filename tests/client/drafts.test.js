/** Drafts: padded texts, and when they show. Properties have the same names in tests/protocol/test_drafts.py. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import * as drafts from "../../client/protocol/drafts.js";
import { b64 } from "../../client/protocol/encoding.js";
import { definition, given, heads } from "./definitions.js";
import { outcome } from "./outcome.js";

const BOX = definition("draft");
const PUT_UP = given("drafts/put_up.txt").fields;
const lines = fc
  .array(fc.oneof(fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }), fc.constant("\n")), { minLength: 1 })
  .map((parts) => parts.join(""))
  .filter((text) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(text.replaceAll("\n", "")))
  .filter((text) => new TextEncoder().encode(text).length <= drafts.TEXT_MOST);

test("a draft is read back as it was written", () => {
  fc.assert(
    fc.property(lines, (words) => {
      const body = drafts.draftBody(words);
      assert.equal(body.length, 4096);
      assert.equal(drafts.draftText(body), words);
    }),
  );
});

test("a body has one form", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (start) => {
      const body = new Uint8Array(4096);
      body.set(start);
      const [reason, words] = outcome(() => drafts.draftText(body));
      assert.equal(reason, words === undefined ? "draft_malformed" : "ok");
      if (words !== undefined) assert.deepEqual(drafts.draftBody(words), body);
    }),
  );
});

test("every seq counts once and what was taken back does not", () => {
  fc.assert(
    fc.property(heads, (some) => {
      const found = drafts.shown(BOX, some, 5);
      assert.equal(new Set(found.map(({ key, seq }) => `${b64(key)} ${seq}`)).size, found.length);
      for (const one of found) {
        const same = some.filter(({ key, seq }) => b64(key) === b64(one.key) && seq === one.seq);
        const [least] = same.map(({ digest }) => Buffer.from(digest).toString("hex")).sort();
        assert.equal(Buffer.from(one.digest).toString("hex"), least);
        assert(!one.withdraws);
      }
    }),
  );
});

test("nothing shows below k passes", () => {
  fc.assert(
    fc.property(heads, fc.nat(10), (some, requests) => {
      assert(requests >= 5 || drafts.shown(BOX, some, requests).length === 0);
    }),
  );
});

test("a demand that was put up is read back", () => {
  const levels = fc.array(fc.nat(400), { maxLength: 5 });
  fc.assert(
    fc.property(lines, levels, fc.boolean(), (title, some, putUp) => {
      const fields = { ...PUT_UP, title, levels: some };
      const write = putUp ? drafts.putUpText : drafts.proposalText;
      const [reason, words] = outcome(() => write(fields));
      if (words === undefined) {
        assert(["document_field", "draft_malformed", "rule_impossible"].includes(reason));
        return;
      }
      assert.deepEqual(drafts.readDraft(words), { ...fields, kind: putUp ? "put_up" : "proposal" });
      assert.equal(drafts.draftText(drafts.draftBody(words)), words);
    }),
  );
});

test("a comment is read back", () => {
  fc.assert(
    fc.property(lines, fc.uint8Array({ minLength: 32, maxLength: 32 }), (words, on) => {
      const [reason, comment] = outcome(() => drafts.commentText(on, words));
      assert.equal(reason === "draft_malformed", comment === undefined);
      if (comment !== undefined) assert.deepEqual(drafts.readDraft(comment), { kind: "comment", on, text: words });
    }),
  );
});

test("plain words put nothing up", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (words) => {
      assert.deepEqual(drafts.readDraft(words), { kind: "words", text: words });
    }),
  );
});
