/** What a phone shows of people at a door: all whose papers hold, whatever else the site sends beside them. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { b64 } from "../../client/protocol/encoding.js";
import { joinDocument, signJoin } from "../../client/protocol/joining.js";
import { publicKey } from "../../client/protocol/signatures.js";
import { randomFrom } from "./cases.js";

const SITE = "https://peers.example";
const ONION = `http://${"u".repeat(56)}.onion`;
const DOOR = randomFrom("vouching.test/door")(32);

class Element {
  dataset = { addresses: `${SITE} ${ONION}` };
  hidden = true;
  textContent = "";
  /** @returns {Element} */
  querySelector() {
    return count;
  }
}
let [area, count] = [new Element(), new Element()];
/** @type {Record<string, unknown>} */
const page = globalThis;
page.HTMLElement = Element;
page.document = {
  querySelector: (/** @type {string} */ selector) => (["#left-out", "main"].includes(selector) ? area : null),
};
page.sessionStorage = { getItem: () => null };
const { checked, marked, passing } = await import("../../client/site/vouching.js");

beforeEach(() => {
  [area, count] = [new Element(), new Element()];
});

/** @param {string} nickname */
function person(nickname, site = SITE) {
  const secret = randomFrom(`vouching.test/${nickname}`)(32);
  const [door, member] = [publicKey(DOOR), publicKey(secret)];
  const told = /** @type {const} */ ({ nickname, role: "peer", employer: "private", supervisor: false });
  const document = joinDocument({ ...told, site, door, member, place: new Uint8Array(32) });
  const signed = signJoin(document, secret, DOOR);
  const papers = { document, member_signature: b64(signed.member), door_signature: b64(signed.door) };
  return { ...papers, key: b64(member), member: false, vouches: 0, vouched: false, settled: false };
}

/** @param {any[]} people */
const shown = (people) => {
  const passed = passing(people, (each) => checked(each, publicKey(DOOR)));
  return marked(passed).map((each) => each.found.nickname);
};

test("all whose papers hold are shown, and nobody is said to be left out", () => {
  assert.deepEqual(shown([person("Ana"), person("Bo")]), ["Ana", "Bo"]);
  assert.deepEqual(shown([person("Ana"), person("Bo", ONION)]), ["Ana", "Bo"]);
  assert.equal(area.hidden, true);
});

test("one whose papers fail is left out, the page says so, and the others are shown", () => {
  const wrong = [
    { ...person("Dee"), member_signature: person("Bo").member_signature },
    { ...person("Dee"), key: person("Bo").key },
    person("Dee", "https://other.example"),
    { ...person("Dee"), document: null },
    null,
  ];
  for (const each of wrong) {
    assert.deepEqual(shown([person("Ana"), each, person("Bo")]), ["Ana", "Bo"]);
    assert.deepEqual([area.hidden, count.textContent], [false, "1"]);
  }
  assert.deepEqual(shown(wrong), []);
  assert.equal(count.textContent, String(wrong.length));
});
