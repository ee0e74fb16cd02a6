/**
 * The service worker of My hours in one language: it keeps the pages and all that they load, so that they open without a
 * network. It answers for nothing else, and what the site gets from it is the question whether there is a new version.
 *
 * A version is kept as a whole or not at all: every file must have the hash that the site's list names, and only then it
 * takes the place of the one before. That one stays too, for pages that are still open.
 */

/** @typedef {{ version: string, files: { address: string, hash: string }[] }} Listing */

const worker = /** @type {any} */ (globalThis);
const scope = new URL(worker.registration.scope).pathname;
const NAMES = `undersign${scope} `;
/** What stands in a cache once all is in it. */
const WHOLE = `${scope}/whole`;
const DUTIES = `${scope}/duties.json`;

/** The look for a new version that goes on now. @type {Promise<void> | null} */
let looking = null;

/** Everything was erased: nothing on its way is kept or waited for, until somebody opens a page again. */
let erased = new AbortController();

/** Return the names of the caches that hold a whole version, the newest first: a browser lists them as they were made. */
async function whole() {
  const names = (await caches.keys()).filter((name) => name.startsWith(NAMES)).reverse();
  const has = await Promise.all(names.map((name) => caches.match(WHOLE, { cacheName: name })));
  return names.filter((_name, at) => has[at] !== undefined);
}

/**
 * Return what is kept for an address, from the newest version that has it.
 * @param {string} address
 */
async function kept(address) {
  for (const cacheName of await whole()) {
    const found = await caches.match(address, { cacheName, ignoreVary: true });
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Fetch one file as nobody, and keep it if it is the one that was named.
 * @param {Cache} cache
 * @param {{ address: string, hash: string }} file
 */
async function keep(cache, { address, hash }) {
  const { signal } = erased;
  const response = await fetch(address, {
    credentials: "omit",
    referrerPolicy: "no-referrer",
    redirect: "error",
    signal,
  });
  const digest = await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer());
  const found = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (!response.ok || found !== hash) throw new Error(`${address} is another file`);
  await cache.put(address, response);
}

/** Ask which version there is now, and take it whole if it is another one. Throws if that did not go well. */
async function renew() {
  const asked = await fetch(`${scope}/files.json`, { credentials: "omit", cache: "no-store", signal: erased.signal });
  const { version, files } = /** @type {Listing} */ (await asked.json());
  const name = NAMES + version;
  const [newest] = await whole();
  if (name === newest) return;
  await caches.delete(name);
  if (erased.signal.aborted) throw new Error("erased");
  const cache = await caches.open(name);
  try {
    await Promise.all(files.map((file) => keep(cache, file)));
    await cache.put(WHOLE, new Response());
  } catch (problem) {
    await caches.delete(name);
    throw problem;
  }
  const others = (await caches.keys()).filter((each) => each.startsWith(NAMES) && each !== name && each !== newest);
  await Promise.all(others.map((each) => caches.delete(each)));
}

/** Look for a new version, once at a time. */
function look() {
  looking ??= renew().finally(() => {
    looking = null;
  });
  return looking;
}

addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(look().then(() => worker.skipWaiting()));
});

addEventListener("activate", (/** @type {any} */ event) => {
  event.waitUntil(worker.clients.claim());
});

addEventListener("message", (/** @type {any} */ event) => {
  erased.abort();
  for (const port of event.ports) port.postMessage("stopped");
});

addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const isPage = request.mode === "navigate";
  const isFile = pathname.startsWith("/client/") || pathname === DUTIES;
  if (request.method !== "GET" || origin !== location.origin || !(isPage || isFile)) return;
  event.respondWith(kept(pathname).then((found) => found ?? fetch(request)));
  if (isPage && erased.signal.aborted) erased = new AbortController();
  if (isPage) event.waitUntil(look().catch(() => undefined)); // without a network what is kept stays
});
