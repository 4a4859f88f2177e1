/** A form of the page to the server, and what its answer means. */
import { whoIsThere } from "../grid/post.js";
import { renewTokens } from "../grid/signin.js";

/**
 * `done`, `conflict`, `refused`: the server's own answer; `sign_in`: the session has ended, or is
 * another person's; `offline`: nobody answered; `trouble`: the server could not.
 * @typedef {{kind: "done"|"conflict"|"refused"|"sign_in"|"offline"|"trouble", answer: Record<string, string>}} Reply
 */

/**
 * @param {HTMLFormElement} form @param {{user: number, urls: {signIn: string}}} config
 * @returns {Promise<Reply>}
 */
export async function send(form, config) {
  const reply = await post(form);
  if (reply.kind !== "csrf" && reply.kind !== "sign_in") return reply;
  // The person may have signed in again while the answer was on its way.
  const there = await whoIsThere(config.urls.signIn);
  if (!there) return { kind: reply.kind === "csrf" ? "trouble" : "sign_in", answer: {} };
  if (there.user !== config.user) return { kind: "sign_in", answer: {} };
  renewTokens(there.csrf);
  const again = await post(form);
  return again.kind === "csrf" ? { kind: "trouble", answer: {} } : again;
}

async function post(form) {
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      credentials: "same-origin",
      keepalive: document.hidden,
      headers: { Accept: "application/json" },
    });
    return understand(response, await response.json().catch(() => ({})));
  } catch {
    return { kind: "offline", answer: {} };
  }
}

/** @param {Response} response @param {Record<string, string>} answer */
function understand({ ok, status }, answer) {
  if (status === 401) return { kind: "sign_in", answer };
  if (answer.error === "csrf") return { kind: "csrf", answer };
  if (answer.status === "conflict") return { kind: "conflict", answer };
  if (answer.status === "refused" || status === 404) return { kind: "refused", answer };
  return { kind: ok && answer.status === "saved" ? "done" : "trouble", answer };
}
