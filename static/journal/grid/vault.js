/**
 * What has not been saved yet, kept in the browser: one key per change, so that two tabs never
 * overwrite each other and a closed tab, a reload or a lost session loses nothing. It is sealed: the
 * next person at the computer cannot read it.
 */
import { isSealed, seal, unseal } from "../../common/sealed.js";

/**
 * One change of one cell.
 * @typedef {object} Entry
 * @property {string} id made once, kept on every retry: a replay is harmless
 * @property {"mark"|"attendance"|"comment"} kind
 * @property {number} student
 * @property {number|null} lesson
 * @property {number|null} work null: the lesson's own column, made by its first mark
 * @property {string} value
 * @property {string} was what its author saw
 * @property {number} at when it was typed, milliseconds
 * @property {number} order settles entries of one millisecond
 * @property {string} tab the tab that looks after it
 * @property {boolean} sent it may have reached the server: it must not change any more
 * @property {string} page where it was typed
 * @property {string} [refused] why the server would not have it
 * @property {{value: string, author: string, at_text: string}} [conflict] what someone else put there
 */

const ROOT = "epos:unsent";

/** @param {number} user @param {number|string} course */
export function createVault(user, course) {
  const prefix = `${ROOT}:${user}:${course}:`;
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  /** @type {Map<string, Map<string, Entry>>} the entries of each cell */
  const cells = new Map();
  /** Ids that the browser would not keep: they live as long as the page. @type {Set<string>} */
  const unsafe = new Set();

  function remember(entry) {
    forget(entry.id);
    entries.set(entry.id, entry);
    const key = cellOf(entry);
    if (!cells.has(key)) cells.set(key, new Map());
    cells.get(key).set(entry.id, entry);
  }

  function forget(id) {
    const entry = entries.get(id);
    if (!entry) return;
    entries.delete(id);
    // The entry may have moved to another cell in place: look for it where it is.
    for (const key of new Set([cellOf(entry), lessonOwn(entry)])) {
      cells.get(key)?.delete(id);
      if (cells.get(key)?.size === 0) cells.delete(key);
    }
  }

  const vault = {
    prefix,
    /** @returns {boolean} whether something would be lost with the page */
    unsafe: () => unsafe.size > 0,

    /** @returns {Entry[]} in the order they were typed */
    all: () => [...entries.values()].sort(inOrder),

    /** @param {Parameters<typeof cellOf>[0]} place @returns {Entry[]} those of one cell, in order */
    chain: (place) => [...(cells.get(cellOf(place))?.values() ?? [])].sort(inOrder),

    /** @returns {Entry[][]} all chains */
    chains: () => [...cells.values()].map((chain) => [...chain.values()].sort(inOrder)),

    /** @param {Entry} entry */
    put(entry) {
      remember(entry);
      try {
        localStorage.setItem(prefix + entry.id, seal(JSON.stringify(entry)));
        unsafe.delete(entry.id);
      } catch {
        unsafe.add(entry.id);
      }
    },

    /** @param {string} id */
    remove(id) {
      forget(id);
      unsafe.delete(id);
      try {
        localStorage.removeItem(prefix + id);
      } catch {
        /* nothing was kept there */
      }
    },

    /** @param {string} id */
    has: (id) => entries.has(id),

    /** Another tab changed its entry, or settled it (null). @param {string} id @param {Entry|null} entry */
    mirror(id, entry) {
      if (entry) remember(entry);
      else forget(id);
    },

    /** Read again what the browser keeps. */
    reload() {
      for (const id of [...entries.keys()]) if (!unsafe.has(id)) forget(id);
      for (const entry of read(prefix)) if (!unsafe.has(entry.id)) remember(entry);
    },
  };
  vault.reload();
  return vault;
}

/** What two entries share when they are about the same thing. */
export function cellOf({ kind, student, lesson, work }) {
  if (kind === "attendance") return `attendance:${student}:${lesson}`;
  return work === null ? lessonOwn({ kind, student, lesson }) : `${kind}:${student}:${work}`;
}

const lessonOwn = ({ kind, student, lesson }) => `${kind}:${student}:lesson ${lesson}`;
const inOrder = (a, b) => a.at - b.at || a.order - b.order;

/** @param {number} user @returns {Map<string, Entry[]>} the user's unsaved entries by course */
export function unsavedOf(user) {
  const start = `${ROOT}:${user}:`;
  const courses = new Map();
  for (const entry of read(start)) {
    const course = entry.key.slice(start.length).split(":")[0];
    if (!isId(Number(course)) || course !== String(Number(course))) continue;
    courses.set(course, [...(courses.get(course) ?? []), entry]);
  }
  return courses;
}

/** @param {string} prefix @returns {(Entry & {key: string})[]} */
function read(prefix) {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    return keys.flatMap((key) => {
      const kept = localStorage.getItem(key);
      const entry = parseEntry(kept, key.split(":").at(-1));
      if (entry && !isSealed(kept)) localStorage.setItem(key, seal(kept));
      return entry ? [Object.defineProperty(entry, "key", { value: key })] : [];
    });
  } catch {
    return [];
  }
}

const KINDS = ["mark", "attendance", "comment"];
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
/** A page of ours and nowhere else. */
const PAGE = /^\/journal\/\d+\/[^\\]*$/;
const LONGEST = 4000;

const isId = (value) => Number.isSafeInteger(value) && value > 0;
const isText = (value) => typeof value === "string" && value.length <= LONGEST;
const isPlace = ({ kind, student, lesson, work }) =>
  isId(student) && (lesson === null || isId(lesson)) && (work === null || isId(work)) && (kind === "attendance" || work === null ? lesson !== null : true);
const isConflict = (found) => found === undefined || (found !== null && [found.value, found.author, found.at_text].every(isText));

/**
 * The storage is not to be trusted: whatever has not the shape of a change is not there.
 * @param {string|null} text @param {string} id the end of its key @returns {Entry|null}
 */
export function parseEntry(text, id) {
  try {
    const entry = JSON.parse(unseal(text) ?? "null");
    const whole = entry && entry.id === id && UUID.test(id) && KINDS.includes(entry.kind) && isPlace(entry)
      && [entry.value, entry.was, entry.tab, entry.page].every(isText) && PAGE.test(entry.page) && typeof entry.sent === "boolean"
      && Number.isFinite(entry.at) && Number.isFinite(entry.order)
      && (entry.refused === undefined || isText(entry.refused)) && isConflict(entry.conflict);
    return whole ? entry : null;
  } catch {
    return null;
  }
}

/** @returns {string} a version 4 UUID, also where the page is not in a secure context */
export function uuid() {
  if (globalThis.crypto?.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
