/** Passkeys: the browser makes one, or signs with one, in answer to the server's question. */

/** @returns {boolean} whether this browser, over this connection, can do it */
export const supported = () =>
  Boolean(window.isSecureContext && window.PublicKeyCredential?.parseRequestOptionsFromJSON);

/**
 * @param {string} url where the question is asked for
 * @param {HTMLFormElement} form its fields go along
 * @param {string} [token] the form's own, unless told
 * @returns {Promise<{publicKey?: object, error?: string}|null>} null when the server cannot be reached
 */
export async function question(url, form, token = form.elements.namedItem("csrfmiddlewaretoken").value) {
  const response = await fetch(url, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    credentials: "same-origin",
    headers: { Accept: "application/json", "X-CSRFToken": token },
  }).catch(() => null);
  return (await response?.json().catch(() => null)) ?? null;
}

/**
 * @param {"create"|"get"} kind
 * @param {object} publicKey the server's question
 * @returns {Promise<string>} what the form carries to the server
 */
export async function answer(kind, publicKey) {
  const parse =
    kind === "create" ? PublicKeyCredential.parseCreationOptionsFromJSON : PublicKeyCredential.parseRequestOptionsFromJSON;
  const credential = await navigator.credentials[kind]({ publicKey: parse.call(PublicKeyCredential, publicKey) });
  return JSON.stringify(credential.toJSON());
}

/**
 * @param {unknown} problem what the browser threw
 * @param {DOMStringMap} words
 * @returns {string} what happened, in words
 */
export const explain = (problem, words) => (problem?.name === "InvalidStateError" ? words.known : words.cancelled);
