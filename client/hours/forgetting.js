/** Lets the browser forget the pages that it kept. */

import { find } from "./shown.js";

const CACHES = "undersign/";
const DEAF = 3000;

/**
 * Let a worker keep nothing more, whatever it is fetching; return once it has heard of it.
 * @param {ServiceWorker} worker
 */
function stopped(worker) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    worker.postMessage("stop", [port2]);
    setTimeout(resolve, DEAF); // it may have ended
  });
}

/** Forget the pages, in both languages. */
export async function forgetPages() {
  const { scope = "" } = find("main").dataset;
  const ends = `/${scope.split("/").at(-1)}`;
  const kept = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  const ours = kept.filter((each) => each.scope.endsWith(ends));
  const workers = ours.flatMap(({ installing, waiting, active }) => [installing, waiting, active]);
  await Promise.all(workers.map((each) => each && stopped(each)));
  await Promise.all(ours.map((each) => each.unregister()));
  const names = "caches" in globalThis ? await caches.keys() : [];
  await Promise.all(names.filter((name) => name.startsWith(CACHES)).map((name) => caches.delete(name)));
}
