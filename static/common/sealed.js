/**
 * What is kept in the browser's storage is kept sealed: on a shared computer the next person finds
 * nothing to read. The key is the signed-in person's own and comes with every page of theirs; it is
 * the same after a new sign-in, so nothing that waits is lost. Sealing is done at once, not later
 * (crypto.subtle answers later): a page may be closed right after a key was pressed.
 */
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";

const NONCE = 24;
const START = '{"sealed":"';
/** The one to seal with first; former ones open what was sealed before the server's secret changed. */
const keys = (globalThis.document?.getElementById("unsent")?.dataset.keys ?? "")
  .split(" ").filter((key) => /^[\da-f]{64}$/.test(key)).map((key) => Uint8Array.from(key.match(/../g), (pair) => parseInt(pair, 16)));

/** @param {string} text @returns {string} as it is kept; as it is where there is no key: nothing typed is lost */
export function seal(text) {
  if (!keys.length) return text;
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  const hidden = xchacha20poly1305(keys[0], nonce).encrypt(new TextEncoder().encode(text));
  let bytes = "";
  for (const byte of [...nonce, ...hidden]) bytes += String.fromCharCode(byte);
  return `${START}${btoa(bytes)}"}`;
}

/** @param {string|null} kept @returns {string|null} what was sealed, or kept in clear before; null: not this person's to read */
export function unseal(kept) {
  if (!isSealed(kept)) return kept;
  for (const key of keys) {
    try {
      const bytes = Uint8Array.from(atob(JSON.parse(kept).sealed), (letter) => letter.charCodeAt(0));
      return new TextDecoder().decode(xchacha20poly1305(key, bytes.subarray(0, NONCE)).decrypt(bytes.subarray(NONCE)));
    } catch {
      /* sealed with another key */
    }
  }
  return null;
}

/** @param {string|null} kept */
export function isSealed(kept) {
  return kept?.startsWith(START) ?? false;
}
