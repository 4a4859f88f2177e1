// Saves by small batches while one works; what could not be saved stays on the screen and in this browser.
import { uuid } from "../../journal/grid/vault.js";
import { count, diff, isEmpty, rebase } from "./diff.js";

const SOON = 700;
const AGAIN = 5000;

export function createSaver({ state, config, onAnswer, onStatus }) {
  const ids = new Map(config.plan.rows.map((row) => [row.key, Number(row.key.slice(1))]));
  const vault = `epos:plan:${config.id}`;
  let saved = config.plan;
  let seen = config.seen;
  let timer = 0;
  let busy = false;
  let kept = null;
  let stopped = false;

  const id = (key) => ids.get(key) ?? key;
  const edits = () => diff(saved, state.now, config.forms, id);
  const waiting = () => count(edits());

  function keep() {
    try {
      if (waiting()) localStorage.setItem(vault, JSON.stringify({ seen, saved, mine: state.now }));
      else localStorage.removeItem(vault);
    } catch { /* a full or forbidden store: the page itself still holds it */ }
  }

  function schedule(after = SOON) {
    clearTimeout(timer);
    keep();
    if (stopped) return onStatus("stopped", waiting());
    if (!waiting()) return onStatus("saved", 0);
    onStatus("unsaved", waiting());
    timer = setTimeout(send, after);
    return undefined;
  }

  async function send() {
    if (busy || stopped) return;
    const told = kept ?? { batch: uuid(), seen, edits: edits(), now: state.now };
    if (!kept && isEmpty(told.edits)) return;
    kept = told;
    busy = true;
    onStatus("saving", waiting());
    const answer = await post(told);
    busy = false;
    take(told, answer);
  }

  async function post(told) {
    try {
      const answer = await fetch(config.urls.save, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": config.csrf },
        body: JSON.stringify({ batch: told.batch, seen: told.seen, edits: told.edits }),
        redirect: "manual",
      });
      const isJson = answer.headers.get("content-type")?.includes("json");
      return { status: answer.status, body: isJson ? await answer.json() : null };
    } catch {
      return { status: 0, body: null };
    }
  }

  function take(told, { status, body }) {
    if (status === 200 && body) {
      kept = null;
      // A row that was deleted and comes back by Ctrl+Z is a new one to the server.
      const left = new Set(told.now.rows.map((row) => row.key));
      for (const { key } of saved.rows) if (!left.has(key)) ids.delete(key);
      for (const [key, number] of Object.entries(body.made)) ids.set(key, number);
      saved = told.now;
      seen = body.seen;
      onAnswer({ ...body, refusals: [] });
      return schedule();
    }
    if (status === 409 && body) {
      kept = null;
      stopped = true;
      onStatus("conflict", waiting(), body.message);
    } else if (status === 400 && body) {
      kept = null;
      onAnswer({ refusals: body.refusals });
      onStatus("refused", waiting(), body.message);
    } else {
      onStatus(status === 0 || status >= 500 ? "network" : "signed_out", waiting());
      timer = setTimeout(send, AGAIN);
    }
    return keep();
  }

  /** Take the server's plan; with `mine`, what one changed is put upon it. */
  async function refresh(mine) {
    const answer = await fetch(config.urls.read, { headers: { Accept: "application/json" }, redirect: "manual" }).catch(() => null);
    if (!answer?.ok) return onStatus("network", waiting());
    const told = await answer.json();
    const next = mine ? rebase(saved, state.now, asPlan(told, ids)) : asPlan(told, ids);
    saved = asPlan(told, ids);
    seen = told.seen;
    stopped = false;
    state.replace(next);
    onAnswer({ problems: told.problems, refusals: [] });
    return schedule(0);
  }

  /** What was left unsaved in this browser when the page went away. */
  function recover() {
    let left = null;
    try { left = JSON.parse(localStorage.getItem(vault) ?? "null"); } catch { left = null; }
    if (!left) return false;
    const next = rebase(left.saved, left.mine, saved);
    if (isEmpty(diff(saved, next, config.forms, id))) { localStorage.removeItem(vault); return false; }
    state.step(next);
    return true;
  }

  state.onChange(() => schedule());
  window.addEventListener("beforeunload", (event) => { if (waiting()) event.preventDefault(); });
  return { recover, refresh, waiting, seen: () => seen, flush: () => { clearTimeout(timer); return send(); }, idOf: id };
}

/** A plan as the server tells it; rows one made here keep their keys. */
export function asPlan(told, ids) {
  const keys = new Map([...ids].map(([key, number]) => [number, key]));
  return { ...told.plan, rows: told.plan.rows.map((row) => ({ ...row, key: keys.get(Number(row.key.slice(1))) ?? remember(ids, row.key) })) };
}

function remember(ids, key) {
  ids.set(key, Number(key.slice(1)));
  return key;
}
