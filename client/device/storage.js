/** A few named values that stay on this phone: one store of IndexedDB. */

const DATABASE = "undersign";
const STORE = "vault";

/** From what is kept, or undefined, to what is kept instead. @typedef {(kept: any) => unknown} Turn */
/**
 * `change` is one step: what another tab writes meanwhile is kept before it or after it, and never lost.
 * @typedef {object} Storage
 * @property {(name: string) => Promise<any>} read
 * @property {(name: string, value: unknown) => Promise<void>} write
 * @property {(name: string, turn: Turn) => Promise<void>} change
 * @property {() => Promise<void>} erase
 */

/**
 * Return what a request of IndexedDB gives.
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function result(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Open the database. Only `making` makes it: a look into an empty phone leaves no trace there, and gives null.
 * @param {boolean} making
 * @returns {Promise<IDBDatabase | null>}
 */
async function open(making) {
  const request = indexedDB.open(DATABASE, 1);
  let empty = false;
  request.onupgradeneeded = () => {
    empty = !making;
    if (empty) request.transaction?.abort();
    else request.result.createObjectStore(STORE);
  };
  try {
    return await result(request);
  } catch (problem) {
    if (empty) return null;
    throw problem;
  }
}

/**
 * Do one thing in a transaction; return its result once it is kept, or undefined where there is no database.
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T | undefined>}
 */
async function within(mode, work) {
  const database = await open(mode === "readwrite");
  if (database === null) return undefined;
  try {
    const transaction = database.transaction(STORE, mode, { durability: "strict" });
    const kept = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(undefined);
      transaction.onabort = () => reject(transaction.error);
    });
    const found = await result(work(transaction.objectStore(STORE)));
    await kept;
    return found;
  } finally {
    database.close();
  }
}

/** The store of this browser. @type {Storage} */
export const indexed = {
  read: (name) => within("readonly", (store) => store.get(name)),
  async write(name, value) {
    await within("readwrite", (store) => store.put(value, name));
  },
  async change(name, turn) {
    await within("readwrite", (store) => {
      const kept = store.get(name);
      kept.addEventListener("success", () => store.put(turn(kept.result), name)); // `result` takes its onsuccess
      return kept;
    });
  },
  async erase() {
    await result(indexedDB.deleteDatabase(DATABASE));
  },
};
