/** What a page says while its reader's phone checks the record; the words stand in record/_more.html and on the page. */

import { find, say } from "./page.js";

/** Ask whether more than 1 MB may be read. @returns {Promise<boolean>} */
export function ask() {
  say("more");
  return new Promise((resolve) => {
    find("#more").addEventListener("click", () => resolve(true), { once: true });
    find("#stop").addEventListener("click", () => resolve(false), { once: true });
  }).then((more) => {
    if (more) say("busy");
    return Boolean(more);
  });
}
