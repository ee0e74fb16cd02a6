/** Shows a link as text and as a picture to scan, to be copied or shared under a neutral text. */

import { b64 } from "../protocol/encoding.js";
import { find, given, onPress } from "./page.js";
import { drawQr } from "./qr.js";

/**
 * @param {string} path of the page that the link opens
 * @param {Uint8Array} secret
 */
export function showLink(path, secret) {
  showAddress(`${path}#${b64(secret)}`);
}

/**
 * Show a link that holds no secret.
 * @param {string} path of the page that the link opens
 */
export function showAddress(path) {
  const link = `${given("linkAddress")}${path}`;
  const shown = /** @type {HTMLAnchorElement} */ (find("#link"));
  shown.href = link;
  shown.textContent = link;
  const picture = document.querySelector("#scan");
  if (picture !== null) drawQr(picture, link);
  find("#share").hidden = navigator.share === undefined;
}

/** Let the two buttons below a link work. */
export function sharing() {
  const link = () => find("#link").textContent ?? "";
  onPress("#copy", () => navigator.clipboard.writeText(link()));
  onPress("#share", async () => {
    try {
      await navigator.share({ text: given("shareText"), url: link() });
    } catch (problem) {
      if (!(problem instanceof DOMException && problem.name === "AbortError")) throw problem;
    }
  });
}
