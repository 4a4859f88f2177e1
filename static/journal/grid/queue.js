/**
 * The queue of unsaved changes: nothing typed is ever lost, nothing is written twice.
 *
 * Every change is kept in the browser before it is sent and until the server has answered for it.
 * Of one cell at most two wait: one that may have reached the server (it is repeated as it was) and
 * one typed since (it may still change). A tab looks after its own changes and takes over those of
 * tabs that are gone.
 *
 *     const queue = createQueue({user, course, url, csrf, signInUrl, onState, onEntry});
 *     queue.enqueue({kind: "mark", student: 1, lesson: 2, work: null, value: "5", was: ""});
 *     queue.pending();      // entries not settled: waiting, refused, in conflict
 *     queue.flush();        // send now
 *     queue.resume(csrf);   // after signing in on the spot
 */
import { createDecisions } from "./decisions.js";
import { createSender } from "./sender.js";
import { createTabs } from "./tabs.js";
import { createVault, parseEntry, uuid } from "./vault.js";

/** @typedef {import("./vault.js").Entry} Entry */
/** @typedef {import("./post.js").Result} Result */
/** @typedef {"unsaved"|"saving"|"saved"|"refused"|"conflict"} Status */

/**
 * @typedef {object} State
 * @property {number} waiting not answered yet
 * @property {boolean} sending
 * @property {number} refused
 * @property {number} conflicts
 * @property {""|"offline"|"trouble"|"sign_in"} obstacle why nothing goes in now
 * @property {boolean} unsafe the browser keeps nothing: what waits would go with the page
 * @property {number} savedAt when the last change went in, milliseconds; 0: none yet
 */

const DEBOUNCE = 400;

/**
 * @param {{user: number, course: number, url: string, csrf: string, signInUrl?: string,
 *   onState?: (state: State) => void,
 *   onEntry?: (entry: Entry, status: Status, result?: Result) => void}} options
 */
export function createQueue({ user, course, url, csrf, signInUrl, onState, onEntry }) {
  const vault = createVault(user, course);
  const tabs = createTabs(`epos:tab:${user}:${course}`);
  let order = 0;

  /** Whatever becomes of one entry, the cell shows what was typed last. */
  function tell(entry, status, result) {
    const last = vault.chain(entry).at(-1);
    if (!last || last.id === entry.id) onEntry?.(entry, status, result);
    else onEntry?.(last, statusOf(last), result);
  }

  const sender = createSender({
    user, url, csrf, vault, signInUrl: signInUrl ?? "/sign-in/again/",
    ready, settle, tell,
    changed: () => onState?.(state()),
  });

  /** @returns {State} */
  function state() {
    const all = vault.all();
    const refused = all.filter((entry) => entry.refused !== undefined).length;
    const conflicts = all.filter((entry) => entry.conflict).length;
    const waiting = all.length - refused - conflicts;
    return { waiting, refused, conflicts, unsafe: vault.unsafe(), ...sender.state() };
  }

  /** @param {Pick<Entry, "kind"|"student"|"lesson"|"work"|"value"|"was">} change */
  function enqueue(change) {
    if (change.lesson !== null && vault.chain({ ...change, work: null }).length) {
      change = { ...change, work: null };
    }
    const last = vault.chain(change).at(-1);
    const mine = last && !last.sent && last.tab === tabs.me && last.refused === undefined;
    if (last?.conflict || mine) return restate(last, change.value);
    const was = last ? (last.refused === undefined ? last.value : last.was) : change.was;
    if (last?.refused !== undefined) vault.remove(last.id);
    const entry = {
      id: uuid(), kind: change.kind, student: change.student, lesson: change.lesson,
      work: change.work, value: change.value, was, at: Date.now(), order: order++,
      tab: tabs.me, sent: false, page: location.pathname + location.search,
    };
    if (was !== change.value) vault.put(entry);
    if (was !== change.value || last?.refused !== undefined) tell(entry, was === change.value ? "saved" : "unsaved");
    return sender.soon(DEBOUNCE);
  }

  /** Change what has not been sent; a change back to what was there is no change. */
  function restate(entry, value) {
    entry.value = value;
    if (entry.conflict ? value === entry.conflict.value : value === entry.was) {
      vault.remove(entry.id);
      tell(entry, "saved");
    } else {
      vault.put(entry);
      tell(entry, entry.conflict ? "conflict" : "unsaved");
    }
    sender.soon(DEBOUNCE);
  }

  /** Return what may be sent now: the first of each cell, a comment only after its mark. */
  function ready() {
    const found = vault.chains().flatMap(([first]) => {
      const held = statusOf(first) !== "unsaved" || first.tab !== tabs.me;
      return held || unsettled(first) ? [] : [first];
    });
    return found.sort((a, b) => rank(a) - rank(b) || a.at - b.at || a.order - b.order);
  }

  /** A comment waits for its mark; a mark is cleared only after the comment sent before. */
  function unsettled(entry) {
    if (entry.kind === "attendance") return false;
    const other = vault.chain({ ...entry, kind: entry.kind === "mark" ? "comment" : "mark" });
    if (entry.kind === "mark") return entry.value === "" && other.some((one) => one.sent && statusOf(one) === "unsaved");
    return other.length > 1 || other.some((one) => statusOf(one) !== "unsaved");
  }

  /** @param {Entry} entry @param {Result} result */
  function settle(entry, result) {
    const next = vault.chain(entry).find((other) => other.id !== entry.id);
    if (result.status === "saved") {
      vault.remove(entry.id);
      if (result.work && entry.work === null) queueMicrotask(() => adopt(entry, result.work));
      if (next && next.value === entry.value && !next.sent) vault.remove(next.id);
      tell(entry, "saved", result);
    } else if (next && !next.sent && next.tab === tabs.me) {
      supersede(entry, next, result);
    } else {
      mark(entry, result);
    }
  }

  /** The change typed since stands for both: it starts from what the server is known to hold. */
  function supersede(entry, next, result) {
    vault.remove(entry.id);
    next.was = entry.was;
    if (next.value === next.was && result?.status !== "conflict") {
      vault.remove(next.id);
      return tell(next, "saved");
    }
    if (result?.status === "conflict") return mark(next, result);
    vault.put(next);
    return tell(next, "unsaved");
  }

  /** Keep what the server would not have, with its reason, until the person decides. */
  function mark(entry, result) {
    if (result.status === "refused") entry.refused = result.reason || "";
    else if (result.value === entry.value) {
      vault.remove(entry.id);
      return tell(entry, "saved", result);
    } else entry.conflict = pick(result);
    vault.put(entry);
    return tell(entry, result.status, result);
  }

  /** The lesson's own column has been made: cells of which nothing was sent yet go there. */
  function adopt({ lesson }, work) {
    for (const chain of vault.chains()) {
      const waits = chain[0].lesson === lesson && chain[0].work === null && chain[0].kind !== "attendance";
      if (waits && !chain.some((entry) => entry.sent)) chain.forEach((entry) => vault.put({ ...entry, work }));
    }
  }

  /** Take over what tabs that are gone left behind; what was never sent gets a new id. */
  async function takeOver() {
    vault.reload();
    const gone = await tabs.gone(new Set(vault.all().map((entry) => entry.tab)));
    for (const entry of vault.all().filter(({ tab }) => gone.has(tab))) {
      if (!entry.sent) vault.remove(entry.id);
      vault.put({ ...entry, tab: tabs.me, id: entry.sent ? entry.id : uuid() });
    }
    sender.soon(0);
  }

  addEventListener("storage", (event) => {
    if (!event.key?.startsWith(vault.prefix)) return;
    const id = event.key.slice(vault.prefix.length);
    const [before, after] = [parseEntry(event.oldValue, id), parseEntry(event.newValue, id)];
    vault.mirror(id, after);
    if (after) tell(after, statusOf(after), after.conflict && { id: after.id, status: "conflict", ...after.conflict });
    else if (before && !vault.chain(before).length) tell(before, "saved");
    sender.soon(DEBOUNCE);
  });
  tabs.entered.then(takeOver);

  return {
    enqueue, state,
    ...createDecisions({ vault, me: tabs.me, tell, soon: sender.soon }),
    /** @param {{student: number, lesson: number|null, work: number|null}} place @returns {Entry[]} not settled there */
    of: (place) =>
      ["mark", "comment", "attendance"].flatMap((kind) => [
        ...vault.chain({ ...place, kind }),
        ...(kind !== "attendance" && place.work !== null && place.lesson !== null ? vault.chain({ ...place, kind, work: null }) : []),
      ]),
    /** @returns {Entry[]} */
    pending: () => vault.all(),
    flush: () => sender.flush(),
    /** @param {string} token */
    resume: (token) => sender.resume(token),
  };
}

/** @param {Entry} entry @returns {Status} */
export function statusOf(entry) {
  if (entry.conflict) return "conflict";
  return entry.refused === undefined ? "unsaved" : "refused";
}

const rank = (entry) => (entry.kind === "comment" ? 1 : 0);
const pick = ({ value, author, at_text }) => ({ value: value ?? "", author: author ?? "", at_text: at_text ?? "" });
