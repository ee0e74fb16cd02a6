/** Saves a file that this phone made. */

/**
 * @param {string | Uint8Array<ArrayBuffer>} data
 * @param {string} name
 * @param {string} type
 */
export function saveFile(data, name, type) {
  const href = URL.createObjectURL(new Blob([data], { type }));
  Object.assign(document.createElement("a"), { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000); // some phones read it only once the person has said where to
}
