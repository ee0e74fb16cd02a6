/** How the phone says that it does not open. */

/** @typedef {"no_vault" | "not_mine" | "passkey_none" | "pin_form" | "pin_other" | "pin_wait" | "pin_wrong"} LockReason */

/** The phone does not open, for a reason; `seconds`: how long until the next try. */
export class Locked extends Error {
  /**
   * @param {LockReason} reason
   * @param {number} [seconds]
   */
  constructor(reason, seconds = 0) {
    super(reason);
    this.name = "Locked";
    this.reason = reason;
    this.seconds = seconds;
  }
}
