/** A link as a picture to scan, drawn here: its secret goes nowhere. */

import { encode } from "../vendor/qr.js";

const QUIET = 4; // light squares around the picture, as ISO/IEC 18004 asks

/**
 * Draw a text into an <svg>.
 * @param {Element} svg
 * @param {string} text
 */
export function drawQr(svg, text) {
  const { data, size } = encode(text, { ecc: "M", border: QUIET });
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  path.setAttribute("d", squares.join(""));
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.replaceChildren(path);
}
