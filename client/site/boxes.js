/** Boxes in the browser, for every kind: reading one, the pass, sending, receipts. */

export { openBox } from "./box_open.js";
export { askForPass, passOf } from "./box_pass.js";
export { boxReceipts, receiptsFile } from "./box_receipts.js";
export { keepUnsent, send, sendKept, withdraw } from "./box_sending.js";
export { foundAgain, settle } from "./box_settling.js";
