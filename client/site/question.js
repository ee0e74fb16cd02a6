/** A sealed question: times as the phone tells them, and whether this phone has answered. */

import { entropy } from "../device/unlocked.js";
import { localise } from "./moments.js";
import { fail } from "./page.js";

localise();
const words = entropy();
if (words !== null) {
  const { showMine } = await import("./own.js");
  await showMine(words).catch(fail);
}
