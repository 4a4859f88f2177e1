// What is changed goes in by itself, change by change; until it has, it is kept on this device, sealed.
import { button } from "../../journal/grid/dom.js";
import { whoIsThere } from "../../journal/grid/post.js";
import { connectSignIn, renewTokens } from "../../journal/grid/signin.js";
import { seal, unseal } from "../../common/sealed.js";

const PAUSE = 700;
const AGAIN = 8000;
const MOST = 300;
const headers = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");

/**
 * A change is {key, value, was}: `was` is what its author saw. An answer to it is saved (with the new `was`),
 * a conflict or a refusal; those two wait for the person.
 */
export function createSaver({ name, config, say, status, onResult }) {
  const store = `epos:${name}:${config.user}`;
  const pending = new Map();
  let sending = false;
  let timer = 0;
  const signIn = connectSignIn({
    queue: { resume: () => {}, state: () => ({}) }, dialog: document.getElementById("sign-in-dialog"), config, done: () => send(),
  });
  const tell = (text) => { if (status) status.textContent = text; };

  function keep() {
    try {
      if (pending.size) localStorage.setItem(store, seal(JSON.stringify([...pending.values()])));
      else localStorage.removeItem(store);
    } catch { /* a browser that keeps nothing: it is still sent */ }
  }

  function put(key, value, was) {
    const waits = pending.get(key);
    pending.set(key, { key, value, was: waits ? waits.was : was });
    keep();
    tell(say("waiting"));
    later(PAUSE);
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  }

  async function send() {
    clearTimeout(timer);
    if (sending || !pending.size) return;
    sending = true;
    tell(say("saving"));
    const batch = [...pending.values()].slice(0, MOST);
    let answer = await post(batch);
    if (answer.kind === "sign_in" || answer.kind === "csrf") {
      const there = await whoIsThere(config.urls.signIn);
      if (there?.user === config.user) {
        renewTokens(there.csrf);
        answer = await post(batch);
      }
    }
    sending = false;
    take(answer, batch);
  }

  async function post(batch) {
    try {
      const response = await fetch(config.urls.save, {
        method: "POST", credentials: "same-origin", body: JSON.stringify({ changes: batch }), keepalive: document.hidden,
        headers: { ...headers(), "Content-Type": "application/json", Accept: "application/json" },
      });
      const told = await response.json().catch(() => ({}));
      if (response.status === 401) return { kind: "sign_in" };
      if (told.error === "csrf") return { kind: "csrf" };
      if (response.ok && told.results) return { kind: "done", results: told.results };
      if (response.status === 404) return { kind: "refused", reason: say("gone") };
      return told.status === "refused" ? { kind: "refused", reason: told.reason } : { kind: "trouble" };
    } catch {
      return { kind: "offline" };
    }
  }

  function take({ kind, results, reason }, batch) {
    if (kind === "done") {
      const sent = new Map(batch.map((each) => [each.key, each]));
      for (const result of results) settle(result, sent.get(result.key));
      keep();
      tell(say(pending.size ? "waiting" : "saved"));
      if (pending.size) later(PAUSE);
      return;
    }
    if (kind === "refused") {
      for (const each of batch) settle({ ...each, status: "refused", reason }, each);
      keep();
      tell(reason);
    } else if (kind === "sign_in" || kind === "csrf") {
      status?.replaceChildren(`${say("sign_in")} `, button(say("signInLink"), () => signIn.open()));
      signIn.open();
    } else {
      tell(say(kind));
      later(AGAIN);
    }
  }

  function settle(result, sent) {
    const waits = pending.get(result.key);
    const isNewer = waits && sent && waits.value !== sent.value;
    if (result.status === "saved" && isNewer) waits.was = result.was;
    else pending.delete(result.key);
    onResult(result, sent, isNewer);
  }

  /** What another visit could not send. @returns {{key: string, value: any, was: any}[]} */
  function restore() {
    try {
      const kept = JSON.parse(unseal(localStorage.getItem(store)) ?? "[]");
      for (const each of kept) pending.set(each.key, each);
      if (kept.length) {
        tell(say("draft"));
        later(PAUSE);
      }
      return kept;
    } catch {
      return [];
    }
  }

  document.addEventListener("visibilitychange", () => document.hidden && send());
  addEventListener("online", send);
  addEventListener("beforeunload", (event) => { if (pending.size) event.preventDefault(); });
  return { put, send, restore, waits: (key) => pending.has(key), size: () => pending.size };
}
