/** Closing: times, requests, promises. Properties have the same names in tests/protocol/test_closing.py. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import * as closing from "../../client/protocol/closing.js";
import { DAY_SECONDS, definition, ENDS } from "./definitions.js";
import { outcome } from "./outcome.js";

const SURVEY = definition("survey");
const ROOM = definition("demand", { room: true });
const times = fc.integer({ min: ENDS - 3 * DAY_SECONDS, max: ENDS + 2 * DAY_SECONDS });

test("envelopes come in until signing ends and withdrawals until withdrawing ends", () => {
  fc.assert(
    fc.property(times, fc.boolean(), (seconds, withdraws) => {
      const ends = withdraws ? ENDS + DAY_SECONDS : ENDS;
      const [reason] = outcome(() => closing.checkTime(SURVEY, seconds, withdraws));
      assert.equal(reason, seconds < ends ? "ok" : "too_late");
    }),
  );
});

test("nothing comes in once the box may be opened", () => {
  fc.assert(
    fc.property(times, (seconds) => {
      const mayOpen = outcome(() => closing.checkEnded(SURVEY, seconds))[0] === "ok";
      assert.equal(outcome(() => closing.checkTime(SURVEY, seconds, true))[0], mayOpen ? "too_late" : "ok");
    }),
  );
});

test("a batch ends after its envelopes and not after signing", () => {
  fc.assert(
    fc.property(times, fc.boolean(), fc.boolean(), (seconds, withdraws, room) => {
      const [reason, ends] = outcome(() => closing.batchEnd(room ? ROOM : SURVEY, seconds, withdraws));
      if (ends === undefined) {
        assert.equal(reason, "too_late");
        return;
      }
      assert(seconds < ends && ends <= (seconds < ENDS ? ENDS : ENDS + DAY_SECONDS));
      assert(room || ends - seconds <= DAY_SECONDS);
      assert(!room || ends === ENDS || ends === ENDS + DAY_SECONDS);
    }),
  );
});

test("a box has one opening request however often it stands there", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom({ v: 1, set: 1 }, { v: 1, set: 2 }), { maxLength: 4 }), (found) => {
      const different = new Set(found.map(({ set }) => set)).size;
      const expected = ["opening_request_wrong", "ok", "opening_requests_two"][different];
      assert.equal(outcome(() => closing.oneRequest(found))[0], expected);
    }),
  );
});

test("only a checkpoint as late as promised breaks a promise", () => {
  fc.assert(
    fc.property(fc.nat(20), fc.nat(20), fc.boolean(), (promised, tick, holds) => {
      const [reason] = outcome(() => closing.checkPromise({ tick: promised }, tick, holds));
      assert.equal(reason, tick >= promised && !holds ? "promise_broken" : "ok");
    }),
  );
});
