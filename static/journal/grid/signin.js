/** Signing in again on the spot: what was typed stays where it is and goes in afterwards. */
import { whoIsThere } from "./post.js";

/**
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
  const { signIn: url } = config.urls;

  function tell(text) {
    error.textContent = text;
    error.hidden = !text;
  }

  /** @param {{csrf: string, user: number|null}} there @returns {boolean} whether it is the page's person */
  function accept(there) {
    if (there.user !== config.user) {
      if (there.user !== null) tell(config.texts.another_user);
      return false;
    }
    // Requests of htmx carry the token of the page's body.
    if (document.body.hasAttribute("hx-headers")) {
      document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": there.csrf }));
    }
    dialog.close();
    form.reset();
    queue.resume(there.csrf);
    done?.();
    return true;
  }

  async function send() {
    const there = await whoIsThere(url);
    if (!there) return tell(config.texts.no_network);
    if (there.user === config.user) return accept(there);
    const response = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": there.csrf },
    }).catch(() => null);
    const answer = await response?.json().catch(() => null);
    if (!answer) return tell(config.texts.no_network);
    if (!response.ok) return tell(answer.error || config.texts.no_network);
    return accept(answer);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    tell("");
    form.classList.add("is-busy");
    await send();
    form.classList.remove("is-busy");
  });
  dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());

  // Somebody may have signed in again in another tab.
  document.addEventListener("visibilitychange", async () => {
    if (document.visibilityState !== "visible" || queue.state().obstacle !== "sign_in") return;
    const there = await whoIsThere(url);
    if (there) accept(there);
  });

  return {
    open() {
      tell("");
      if (!dialog.open) dialog.showModal();
    },
    close: () => dialog.close(),
  };
}
