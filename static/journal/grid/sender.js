/** Sends what is ready, one batch at a time, and waits out whatever stands in the way. */
import { post, whoIsThere } from "./post.js";

/** @typedef {import("./vault.js").Entry} Entry */

const BATCH = 200;
const LONGEST_WAIT = 30_000;

/**
 * @param {object} queue what the sender needs of it
 * @param {number} queue.user
 * @param {string} queue.url
 * @param {string} queue.csrf
 * @param {string} queue.signInUrl
 * @param {ReturnType<import("./vault.js").createVault>} queue.vault
 * @param {() => Entry[]} queue.ready
 * @param {(entry: Entry, result: import("./post.js").Result) => void} queue.settle
 * @param {(entry: Entry, status: string) => void} queue.tell
 * @param {() => void} queue.changed
 */
export function createSender({ user, url, csrf, signInUrl, vault, ready, settle, tell, changed }) {
  let timer = 0;
  let sending = false;
  let failures = 0;
  let limit = BATCH;
  let savedAt = 0;
  let staleTokens = 0;
  /** @type {""|"offline"|"trouble"|"sign_in"} */
  let obstacle = "";

  /** Send after a while; what is typed meanwhile goes along. @param {number} wait milliseconds */
  function soon(wait) {
    changed();
    if (obstacle === "sign_in" || sending) return;
    clearTimeout(timer);
    timer = setTimeout(flush, obstacle ? Math.max(wait, backOff(failures)) : wait);
  }

  /** @param {{leaving?: boolean}} [how] */
  async function flush({ leaving = false } = {}) {
    clearTimeout(timer);
    if (sending || obstacle === "sign_in") return;
    const batch = ready().slice(0, limit);
    if (!batch.length) {
      obstacle = "";
      changed();
      return;
    }
    sending = true;
    for (const entry of batch) {
      vault.put(Object.assign(entry, { sent: true }));
      tell(entry, "saving");
    }
    changed();
    const answer = await post(url, csrf, user, batch, leaving);
    sending = false;
    await (after[answer.kind] ?? after.again)(batch, answer);
    changed();
  }

  const after = {
    done(batch, { results }) {
      [failures, staleTokens, obstacle, savedAt] = [0, 0, "", Date.now()];
      batch.forEach((entry, index) => settle(entry, results[index]));
      limit = Math.min(BATCH, limit * 2);
      soon(0);
    },
    offline: (batch) => wait(batch, "offline"),
    again: (batch, answer) => wait(batch, "trouble", answer.wait),
    sign_in(batch) {
      obstacle = "sign_in";
      batch.forEach((entry) => tell(entry, "unsaved"));
    },
    /** The token belongs to another session: perhaps ours after a new sign-in, perhaps not ours. */
    async csrf(batch, answer) {
      const there = staleTokens++ < 3 ? await whoIsThere(signInUrl) : null;
      if (!there) return wait(batch, "trouble");
      if (there.user !== user) return after.sign_in(batch, answer);
      csrf = there.csrf;
      batch.forEach((entry) => tell(entry, "unsaved"));
      return soon(0);
    },
    refused(batch, { reason }) {
      batch.forEach((entry) => settle(entry, { id: entry.id, status: "refused", reason }));
      soon(0);
    },
    /** One change that cannot be read must not hold up the others: each goes alone. */
    malformed(batch, answer) {
      if (batch.length === 1) return after.refused(batch, answer);
      limit = 1;
      return soon(0);
    },
  };

  function wait(batch, why, atLeast = 0) {
    failures += 1;
    obstacle = why;
    batch.forEach((entry) => tell(entry, "unsaved"));
    clearTimeout(timer);
    timer = setTimeout(flush, Math.max(atLeast, backOff(failures)));
  }

  /** The network is back, or the page is looked at again: no need to wait any longer. */
  function retryNow() {
    if (obstacle === "offline" || obstacle === "trouble") flush();
  }
  addEventListener("online", retryNow);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") retryNow();
    else flush({ leaving: true });
  });
  addEventListener("pagehide", () => flush({ leaving: true }));

  return {
    soon,
    flush: () => flush(),
    state: () => ({ sending, obstacle, savedAt }),
    /** @param {string} token of the session just begun */
    resume(token) {
      [csrf, obstacle, failures, staleTokens] = [token, "", 0, 0];
      return flush();
    },
  };
}

/** @param {number} failures in a row @returns {number} milliseconds, spread so that not all come at once */
function backOff(failures) {
  const full = Math.min(LONGEST_WAIT, 1000 * 2 ** Math.max(0, failures - 1));
  return full * (0.5 + Math.random() / 2);
}
