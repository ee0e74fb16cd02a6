/** Opens a room on a member's phone and shows its link and who is in it. */

import { newSecret } from "../device/keys.js";
import { b64, unb64 } from "../protocol/encoding.js";
import { publicKey } from "../protocol/signatures.js";
import { asking } from "./door.js";
import { held } from "./held.js";
import { sharing, showLink } from "./link.js";
import { told } from "./member.js";
import { given, onSend, post, say } from "./page.js";
import { showRoom } from "./room_list.js";

sharing();

/** @param {HTMLFormElement} form */
async function open(form) {
  const mine = held();
  const workplace = String(new FormData(form).get("place"));
  const secret = newSecret();
  await post(given("open"), { door: b64(publicKey(secret)), workplace });
  await post(given("enter"), asking(mine, secret, told(), unb64(workplace)));
  showLink(given("join"), secret);
  say("room");
  await showRoom(secret);
}

if (document.querySelector("#open") !== null) onSend("#open", open);
