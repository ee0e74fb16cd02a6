/** A passkey of this phone as a second way to open the vault: WebAuthn with its PRF extension, which gives a secret. */

import { utf8 } from "../protocol/bytes.js";
import { hkdf, sha512 } from "../vendor/noble.js";
import { Locked } from "./locked.js";
import { random } from "./random.js";

const INFO = "undersign/v1/device/passkey";
const ED25519 = -8;
const P256 = -7;
const RSA = -257;

/** @typedef {{ id: Uint8Array<ArrayBuffer>, salt: Uint8Array<ArrayBuffer> }} Passkey */

/** Say whether this browser can make a passkey at all. Whether it can give a secret shows only when one is made. */
export function canPasskey() {
  return "PublicKeyCredential" in globalThis;
}

/**
 * Return the key, 32 bytes, of the secret that a passkey gave.
 * @param {BufferSource | undefined} secret
 */
function keyOf(secret) {
  if (!(secret instanceof ArrayBuffer)) throw new Locked("passkey_none");
  return hkdf(sha512, new Uint8Array(secret), new Uint8Array(0), utf8(INFO), 32);
}

/**
 * Make a passkey; return it and its key. The phone asks its owner, and lists it under this site's address.
 * Errors: Locked with passkey_none if the phone has none that gives a secret, or its owner said no.
 * @returns {Promise<{ passkey: Passkey, key: Uint8Array }>}
 */
export async function makePasskey() {
  const salt = random(32);
  const made = await navigator.credentials
    .create({
      publicKey: {
        rp: { id: location.hostname, name: location.hostname },
        user: { id: random(16), name: location.hostname, displayName: location.hostname },
        challenge: random(32), // not checked: the site never learns of the passkey
        pubKeyCredParams: [ED25519, P256, RSA].map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        extensions: { prf: {} },
      },
    })
    .catch(() => null);
  if (!(made instanceof PublicKeyCredential)) throw new Locked("passkey_none");
  if (!made.getClientExtensionResults().prf?.enabled) throw new Locked("passkey_none");
  const passkey = { id: new Uint8Array(made.rawId), salt };
  return { passkey, key: await passkeyKey(passkey) };
}

/**
 * Return the key of a passkey that this phone has. Errors: Locked with passkey_none.
 * @param {Passkey} passkey
 */
export async function passkeyKey({ id, salt }) {
  const got = await navigator.credentials
    .get({
      publicKey: {
        rpId: location.hostname,
        challenge: random(32),
        allowCredentials: [{ type: "public-key", id }],
        userVerification: "required",
        extensions: { prf: { eval: { first: salt } } },
      },
    })
    .catch(() => null);
  if (!(got instanceof PublicKeyCredential)) throw new Locked("passkey_none");
  return keyOf(got.getClientExtensionResults().prf?.results?.first);
}
