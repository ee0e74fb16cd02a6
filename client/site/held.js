/** What pages that sign something need first: the words' bytes of this tab, unlocked. */

import { entropy } from "../device/unlocked.js";
import { Failure, goUnlock } from "./page.js";

/** Return the words' bytes; where the tab is locked, go to the page that unlocks it and comes back (`data-unlock`). */
export function held() {
  const found = entropy();
  if (found !== null) return found;
  goUnlock();
  throw new Failure("locked", "");
}
