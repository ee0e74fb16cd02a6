/** What the site knows of the member who reads the page. */

import { given } from "./page.js";

/** @import { Told } from "./door.js" */

/** Return what a member tells when they enter a room. */
export function told() {
  const [role, employer] = [given("role"), given("employer")];
  const named = { nickname: given("nickname"), supervisor: given("supervisor") === "yes" };
  return /** @type {Told} */ ({ ...named, role, employer });
}
