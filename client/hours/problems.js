/** How the hours log says no: one error, whose `reason` is a short code. The page's template has a sentence for each. */

/** What cannot be done as it was put. `detail` says where or what: lines, days, times, other entries. */
export class HoursProblem extends Error {
  /**
   * @param {string} reason
   * @param {Record<string, any>} [detail]
   */
  constructor(reason, detail = {}) {
    super(reason);
    this.name = "HoursProblem";
    this.reason = reason;
    this.detail = detail;
  }
}
