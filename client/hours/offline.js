/** Lets the browser keep these pages, so that they open without a network. */

import { find } from "./shown.js";

/**
 * Return the worker's address. Browsers that know of trusted types start none from a plain text; the one policy that the
 * site's headers allow gives this one and no other.
 * @param {string} address
 */
function trusted(address) {
  const { trustedTypes } = /** @type {any} */ (globalThis);
  if (!trustedTypes) return address;
  const only = (/** @type {string} */ asked) => {
    if (!/^(\/es)?\/hours-worker\.js$/.test(asked)) throw new TypeError("no worker of this site");
    return asked;
  };
  return trustedTypes.createPolicy("undersign", { createScriptURL: only }).createScriptURL(address);
}

/** Keep the pages from now on. Where that cannot be, they work with a network alone. */
export async function keepPages() {
  const { worker = "", scope = "" } = find("main").dataset;
  await navigator.serviceWorker?.register(trusted(worker), { scope }).catch(() => undefined);
}
