/** For pages whose times the phone says in its own zone, and that need nothing else. */

import { localise } from "./moments.js";

localise();
