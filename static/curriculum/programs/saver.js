// The whole programme goes in by itself; until it has, it is kept on this device; never over another's text.
import { button, make } from "../../journal/grid/dom.js";
import { whoIsThere } from "../../journal/grid/post.js";
import { connectSignIn, renewTokens } from "../../journal/grid/signin.js";
import { createDrafts } from "./drafts.js";
import { merge } from "./merge.js";
import { copyOf } from "./state.js";

const PAUSE = 1200;
const AGAIN = 10_000;
/** So long after a key the draft is kept: at each key a long programme would be felt. */
const KEEP = 250;

export const headers = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");

export function createSaver({ config, state, say, status, panel, redraw }) {
  const drafts = createDrafts(config.user, config.program);
  const tabs = new BroadcastChannel(`epos:program:${config.program}`);
  let seen = config.seen;
  let kept = JSON.stringify(config.doc);
  let timer = 0;
  let keeping = 0;
  let sending = null;
  let other = null;
  let isOut = false;
  let trouble = "";
  const signIn = connectSignIn({
    queue: { resume: () => {}, state: () => ({ obstacle: isOut ? "sign_in" : "" }) }, dialog: document.getElementById("sign-in-dialog"), config, done: () => save(),
  });
  const isSaved = () => JSON.stringify(state.doc()) === kept;

  function keep() {
    clearTimeout(keeping);
    const text = JSON.stringify(state.doc());
    drafts.keep(text === kept ? "" : `{"doc":${text},"seen":${JSON.stringify(seen)},"base":${kept}}`);
    if (!other && !sending && !isOut) status.textContent = text === kept ? say("saved") : trouble || say("waiting");
  }

  function changed() {
    clearTimeout(keeping);
    keeping = setTimeout(keep, KEEP);
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
    isOut = kind === "sign_in" || kind === "csrf";
    trouble = kind === "refused" ? told.reason : ["offline", "trouble"].includes(kind) ? say(kind) : "";
    if (kind === "saved") return saved(told.seen, text);
    if (kind === "conflict") return together(told) && send();
    if (isOut) {
      status.replaceChildren(`${say("sign_in")} `, button(say("signInLink"), () => signIn.open()));
      signIn.open();
    } else {
      status.textContent = trouble;
      if (kind !== "refused") later(AGAIN);
    }
    return false;
  }

  function saved(version, text) {
    seen = version;
    kept = text;
    keep();
    tabs.postMessage({ seen, text });
    status.textContent = say(isSaved() ? "saved" : "waiting");
    if (!isSaved()) later(PAUSE);
    return true;
  }

  // Another tab saved: one that has typed nothing since shows it, one that has puts both together when it saves
  tabs.addEventListener("message", ({ data }) => {
    if (other || !isSaved()) return;
    begin(data.seen, data.text);
    state.load(JSON.parse(data.text));
    redraw();
  });

  function begin(version, text) {
    seen = version;
    kept = text;
  }

  /** Put theirs and mine together; where both changed one thing the person chooses, and nothing is written till then. */
  function together(told) {
    const { doc, clashes } = merge(JSON.parse(kept), state.doc(), told.doc);
    if (clashes.length) {
      ask(told, clashes);
      return false;
    }
    begin(told.seen, JSON.stringify(told.doc));
    state.load(doc);
    redraw();
    panel.replaceChildren(make("p", {}, [say("merged", { author: told.author, at: told.at_text })]));
    panel.hidden = false;
    return true;
  }

  function ask(told, clashes) {
    other = told;
    const base = JSON.parse(kept);
    const decide = (takeTheirs) => {
      other = null;
      panel.hidden = true;
      begin(told.seen, JSON.stringify(told.doc));
      state.load(merge(base, copyOf(state.doc()), told.doc, takeTheirs).doc);
      redraw();
      keep();
      save();
    };
    panel.replaceChildren(
      make("p", {}, [say("conflict", { author: told.author, at: told.at_text })]),
      make("ul", {}, clashes.slice(0, 10).map((clash) => make("li", {}, [say("clash", clash)]))),
      button(say("mine"), () => decide(false), "primary"), " ", button(say("theirs"), () => decide(true)),
    );
    panel.hidden = false;
    status.textContent = say("waiting");
    panel.scrollIntoView({ block: "nearest" });
  }

  /** Bring back what tabs that are closed had typed and not saved. */
  async function restore() {
    let brought = false;
    for (const draft of await drafts.left()) {
      const base = draft.base ?? config.doc;
      const { doc, clashes } = merge(base, draft.doc, state.doc());
      if (clashes.length && brought) continue;
      const told = { doc: copyOf(state.doc()), seen, author: config.changedBy, at_text: config.changedAt };
      if (clashes.length) begin(draft.seen, JSON.stringify(base));
      state.load(clashes.length ? draft.doc : doc);
      redraw();
      keep();
      drafts.drop(draft.key);
      if (clashes.length) return ask(told, clashes);
      brought ||= !isSaved();
    }
    if (brought) status.textContent = say("draft");
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return;
    keep();
    save();
  });
  addEventListener("pagehide", keep);
  addEventListener("online", save);
  addEventListener("beforeunload", (event) => {
    if (!isSaved()) event.preventDefault();
  });
  return { changed, save, restore, isSaved };
}
