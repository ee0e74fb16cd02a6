/** The kinds of time. */

/** @typedef {"paid" | "notes" | "meetings" | "debriefing" | "training" | "calls" | "supervision" | "organizing"} Kind */

/** @type {Kind[]} */
export const UNPAID_KINDS = ["notes", "meetings", "debriefing", "training", "calls"];
/** @type {Kind[]} */
export const KINDS = ["paid", ...UNPAID_KINDS, "supervision", "organizing"];
