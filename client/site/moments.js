/** Times as the reader's phone tells them, in the places where the page wrote them in UTC. */

/**
 * Return a time in the words of the page's language and the phone's own zone.
 * @param {number} seconds since 1970
 */
export function moment(seconds) {
  const form = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  return form.format(1000 * seconds);
}

/** Say every time of the page as the phone tells it. */
export function localise() {
  for (const each of document.querySelectorAll("time[datetime]")) {
    const { dateTime } = /** @type {HTMLTimeElement} */ (each);
    each.textContent = moment(Date.parse(dateTime) / 1000);
  }
}
