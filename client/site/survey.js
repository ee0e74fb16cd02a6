/** A survey of hours: times as the phone tells them, whether this phone has answered, and the sums on paper. */

import { onPress } from "./page.js";
import "./question.js";

if (document.querySelector("#print") !== null) onPress("#print", () => print());
