/**
 * How the protocol says no: one error, whose `reason` is a name that Python, JavaScript and the vectors share. What it
 * means stands in reasons.js.
 */

/** @typedef {keyof typeof import("./reasons.js").REASONS} Reason */

/** Input that the protocol does not accept. `detail` says where or what, and never holds a secret. */
export class Refused extends Error {
  /**
   * @param {Reason} reason
   * @param {string} [detail]
   */
  constructor(reason, detail = "") {
    super(detail ? `${reason} (${detail})` : reason);
    this.name = "Refused";
    this.reason = reason;
    this.detail = detail;
  }
}
