/** One batch to the server, and what its answer means for the queue. */

const TIMEOUT = 20_000;
/** Browsers let at most 64 KB outlive the page. */
const OUTLIVES = 60_000;

/**
 * @typedef {object} Result
 * @property {string} id
 * @property {"saved"|"refused"|"conflict"} status
 * @property {number|null} [work]
 * @property {string} [value] what the cell holds now
 * @property {boolean} [taken] whether attendance of the lesson is taken now; told of attendance
 * @property {string} [reason]
 * @property {string} [author]
 * @property {string} [at_text]
 */

/**
 * `again`: nothing is known of the batch, send it once more later; `offline`: nobody answered;
 * `sign_in`: the session has ended; `csrf`: the token has; `refused`: the page is not theirs;
 * `malformed`: something in the batch cannot be read.
 * @typedef {object} Answer
 * @property {"done"|"again"|"offline"|"sign_in"|"csrf"|"refused"|"malformed"} kind
 * @property {Result[]} [results]
 * @property {string} [reason]
 * @property {number} [wait] milliseconds that the server asked for
 */

/**
 * @param {string} url @param {string} csrf @param {number} user
 * @param {import("./vault.js").Entry[]} entries @param {boolean} leaving the page is being closed
 * @returns {Promise<Answer>}
 */
export async function post(url, csrf, user, entries, leaving) {
  const body = JSON.stringify({ user, entries: entries.map(wire) });
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), TIMEOUT);
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      credentials: "same-origin",
      redirect: "manual",
      keepalive: leaving && body.length < OUTLIVES,
      signal: timeout.signal,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf },
    });
    return await understand(response, entries);
  } catch {
    return { kind: "offline" };
  } finally {
    clearTimeout(timer);
  }
}

/** @param {import("./vault.js").Entry} entry */
function wire({ id, kind, student, lesson, work, value, was }) {
  return { id, kind, student, lesson, work, value, was };
}

/** @param {Response} response @param {import("./vault.js").Entry[]} entries @returns {Promise<Answer>} */
async function understand(response, entries) {
  const { status } = response;
  if (status === 401 || response.type === "opaqueredirect") return { kind: "sign_in" };
  const json = await response.json().catch(() => null);
  if (response.ok) {
    const results = json?.results;
    const whole = Array.isArray(results) && results.length === entries.length;
    return whole ? { kind: "done", results } : { kind: "again" };
  }
  const reason = typeof json?.error === "string" ? json.error : "";
  if (status === 403) return reason === "csrf" ? { kind: "csrf" } : { kind: "refused", reason };
  if (status === 404) return { kind: "refused", reason };
  if (status === 400 || status === 413 || status === 422) return { kind: "malformed", reason };
  return { kind: "again", wait: Number(response.headers.get("Retry-After")) * 1000 || 0 };
}

/**
 * Ask who is signed in now and for a token that fits their session.
 * @param {string} url @returns {Promise<{csrf: string, user: number|null}|null>} null: no answer
 */
export async function whoIsThere(url) {
  try {
    const response = await fetch(url, {
      credentials: "same-origin",
      cache: "no-store",
      headers: { Accept: "application/json" },
    });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
