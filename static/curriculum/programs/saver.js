// The whole programme goes in by itself; until it has, it is kept on this device; never over another's text.
import { button, make } from "../../journal/grid/dom.js";
import { whoIsThere } from "../../journal/grid/post.js";
import { connectSignIn, renewTokens } from "../../journal/grid/signin.js";
import { copyOf } from "./state.js";

const PAUSE = 1200;
const AGAIN = 10_000;

export const headers = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");

export function createSaver({ config, state, say, status, panel, redraw }) {
  const key = `epos:program:${config.user}:${config.program}`;
  let seen = config.seen;
  let kept = JSON.stringify(config.doc);
  let timer = 0;
  let sending = null;
  let other = null;
  const signIn = connectSignIn({
    queue: { resume: () => {} }, dialog: document.getElementById("sign-in-dialog"), config, done: () => save(),
  });
  const isSaved = () => JSON.stringify(state.doc()) === kept;

  function keep() {
    try {
      if (isSaved()) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ doc: state.doc(), seen }));
    } catch { /* a browser that keeps nothing: it is still sent */ }
  }

  function changed() {
    status.textContent = say(isSaved() ? "saved" : "waiting");
    keep();
    later(PAUSE);
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  function save() {
    clearTimeout(timer);
    if (other || isSaved()) return Promise.resolve(!other);
    sending ??= send().finally(() => { sending = null; });
    return sending;
  }

  async function send() {
    const text = JSON.stringify(state.doc());
    status.textContent = say("saving");
    let answer = await post(text);
    if (answer.kind === "csrf" || answer.kind === "sign_in") {
      const there = await whoIsThere(config.urls.signIn);
      if (there?.user === config.user) {
        renewTokens(there.csrf);
        answer = await post(text);
      }
    }
    return taken(answer, text);
  }

  async function post(text) {
    const body = JSON.stringify({ ...JSON.parse(text), seen });
    try {
      const response = await fetch(config.urls.save, {
        method: "POST", body, credentials: "same-origin", keepalive: document.hidden && body.length < 60_000,
        headers: { ...headers(), "Content-Type": "application/json", Accept: "application/json" },
      });
      const told = await response.json().catch(() => ({}));
      if (response.status === 401) return { kind: "sign_in" };
      if (told.error === "csrf") return { kind: "csrf" };
      if (told.status === "conflict") return { kind: "conflict", told };
      if (response.ok && told.status === "saved") return { kind: "saved", told };
      if (response.status === 404) return { kind: "refused", told: { reason: say("gone") } };
      return told.status === "refused" ? { kind: "refused", told } : { kind: "trouble" };
    } catch {
      return { kind: "offline" };
    }
  }

  function taken({ kind, told }, text) {
    if (kind === "saved") {
      seen = told.seen;
      kept = text;
      keep();
      status.textContent = say(isSaved() ? "saved" : "waiting");
      if (!isSaved()) later(PAUSE);
      return true;
    }
    if (kind === "conflict") conflict(told);
    else if (kind === "refused") status.textContent = told.reason;
    else if (kind === "sign_in" || kind === "csrf") {
      status.replaceChildren(`${say("sign_in")} `, button(say("signInLink"), () => signIn.open()));
      signIn.open();
    } else {
      status.textContent = say(kind);
      later(AGAIN);
    }
    return false;
  }

  /** Nothing is written until the person has chosen; a reload asks again. */
  function conflict(told) {
    other = told;
    const count = (rows) => rows.filter((row) => row.t === "topic").length;
    const words = say("conflict_rows", { theirs: count(told.doc.rows), mine: count(state.doc().rows) });
    const mine = button(say("mine"), () => decide(false), "primary");
    const theirs = button(say("theirs"), () => decide(true));
    panel.replaceChildren(
      make("p", {}, [say("conflict", { author: told.author, at: told.at_text })]), make("p", {}, [words]), mine, " ", theirs,
    );
    panel.hidden = false;
    status.textContent = say("waiting");
    panel.scrollIntoView({ block: "nearest" });
  }

  function decide(takeTheirs) {
    const told = other;
    other = null;
    panel.hidden = true;
    seen = told.seen;
    kept = JSON.stringify(told.doc);
    if (takeTheirs) {
      state.load(told.doc);
      redraw();
    }
    keep();
    save();
  }

  function restore() {
    let draft = null;
    try { draft = JSON.parse(localStorage.getItem(key)); } catch { return; }
    if (!draft?.doc?.rows || JSON.stringify(draft.doc) === kept) return;
    const server = copyOf(state.doc());
    state.load(draft.doc);
    redraw();
    if (draft.seen === seen) {
      status.textContent = say("draft");
      later(PAUSE);
    } else conflict({ doc: server, seen, author: config.changedBy ?? "", at_text: config.changedAt ?? "" });
  }

  document.addEventListener("visibilitychange", () => document.hidden && save());
  addEventListener("online", save);
  addEventListener("beforeunload", (event) => {
    if (!isSaved()) event.preventDefault();
  });
  return { changed, save, restore, isSaved };
}
