/** Signing in again on the spot: what was typed stays where it is and goes in afterwards. */
import { answer as signed, question, supported } from "../../accounts/passkey.js";
import { whoIsThere } from "./post.js";

/**
 * Give every form of the page, and htmx, the token of the session just begun.
 * @param {string} csrf
 */
export function renewTokens(csrf) {
  for (const field of document.querySelectorAll("[name='csrfmiddlewaretoken']")) field.value = csrf;
  for (const node of document.querySelectorAll("[hx-headers]")) {
    const headers = JSON.parse(node.getAttribute("hx-headers"));
    if ("X-CSRFToken" in headers) node.setAttribute("hx-headers", JSON.stringify({ ...headers, "X-CSRFToken": csrf }));
  }
}

/**
 * When the person is back, the document gets the event `epos:signed-in`: what waited goes on.
 * @param {object} parts
 * @param {ReturnType<import("./queue.js").createQueue>} parts.queue
 * @param {HTMLDialogElement} parts.dialog templates/journal/page/_sign_in.html
 * @param {{user: number, urls: {signIn: string}, texts: Record<string, string>}} parts.config
 * @param {() => void} [parts.done]
 * @returns {{open: () => void, close: () => void}}
 */
export function connectSignIn({ queue, dialog, config, done }) {
  const form = dialog.querySelector("form");
  const error = dialog.querySelector("[data-part='error']");
  const passkey = dialog.querySelector("[data-part='passkey']");
  const { signIn: url } = config.urls;

  function tell(text) {
    error.textContent = text;
    error.hidden = !text;
  }

  /**
   * A field that is not asked for is disabled, so it neither blocks the form nor is sent.
   * @param {"password"|"code"} step
   * @param {boolean} [withPasskey] whether a passkey may stand in for the code
   */
  function ask(step, withPasskey = false) {
    for (const part of form.querySelectorAll("[data-step]")) {
      part.hidden = part.dataset.step !== step;
      part.querySelector("input").disabled = part.hidden;
    }
    const first = step === "code" ? form.elements.namedItem("code") : form.elements.namedItem("password");
    first.value = "";
    passkey.hidden = !(withPasskey && supported());
    (passkey.hidden ? first : passkey.querySelector("button")).focus();
  }

  /** @param {{csrf: string, user: number|null}} there @returns {boolean} whether it is the page's person */
  function accept(there) {
    if (there.user !== config.user) {
      if (there.user !== null) tell(config.texts.another_user);
      return false;
    }
    renewTokens(there.csrf);
    dialog.close();
    form.reset();
    ask("password");
    queue.resume(there.csrf);
    document.dispatchEvent(new CustomEvent("epos:signed-in"));
    done?.();
    return true;
  }

  /** @param {(csrf: string) => Promise<BodyInit|null>} made what is sent; null: not this time, and why has been told */
  async function send(made) {
    const there = await whoIsThere(url);
    if (!there) return tell(config.texts.no_network);
    if (there.user === config.user) return accept(there);
    const body = await made(there.csrf);
    if (!body) return null;
    const response = await fetch(url, {
      method: "POST",
      body,
      credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": there.csrf },
    }).catch(() => null);
    const answer = await response?.json().catch(() => null);
    if (!answer) return tell(config.texts.no_network);
    if (response.status === 409) ask("password"); // the first step was too long ago
    if (!response.ok) return tell(answer.error || config.texts.no_network);
    if (answer.step === "code") return ask("code", answer.passkey);
    return accept(answer);
  }

  /** @param {string} csrf @returns {Promise<BodyInit|null>} what a passkey of the person's signed */
  async function bySignature(csrf) {
    const asked = await question(dialog.dataset.passkey, form, csrf);
    if (asked?.error) ask("password"); // the first step was too long ago
    if (!asked?.publicKey) return tell(asked?.error || config.texts.no_network);
    return signed("get", asked.publicKey).then(
      (credential) => new URLSearchParams({ credential }),
      () => tell(dialog.dataset.cancelled),
    );
  }

  async function busy(made) {
    tell("");
    form.classList.add("is-busy");
    await send(made);
    form.classList.remove("is-busy");
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(async () => new URLSearchParams(new FormData(form)));
  });
  passkey.querySelector("button").addEventListener("click", () => busy(bySignature));
  dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());

  // Somebody may have signed in again in another tab.
  document.addEventListener("visibilitychange", async () => {
    if (document.visibilityState !== "visible") return;
    if (!dialog.open && queue.state().obstacle !== "sign_in") return;
    const there = await whoIsThere(url);
    if (there) accept(there);
  });

  return {
    open() {
      tell("");
      if (dialog.open) return;
      dialog.showModal();
      ask("password");
    },
    close: () => dialog.close(),
  };
}
