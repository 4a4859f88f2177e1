/** What a person decides of changes that did not go in by themselves. */
import { uuid } from "./vault.js";

/** @typedef {import("./vault.js").Entry} Entry */

/**
 * @param {object} queue
 * @param {ReturnType<import("./vault.js").createVault>} queue.vault
 * @param {string} queue.me this tab
 * @param {(entry: Entry, status: string) => void} queue.tell
 * @param {(wait: number) => void} queue.soon
 */
export function createDecisions({ vault, me, tell, soon }) {
  /** Take back what has not been sent of a cell, or was refused. */
  function withdraw(place) {
    const idle = vault.chain(place).filter((one) => !one.sent || one.refused !== undefined);
    idle.forEach((one) => vault.remove(one.id));
  }

  /** Decide a conflict: mine goes in over theirs as a new change, theirs leaves mine behind. */
  function resolve(entry, mine) {
    vault.remove(entry.id);
    if (!mine) {
      tell({ ...entry, value: entry.conflict.value }, "saved");
      return soon(0);
    }
    const { conflict, ...rest } = entry;
    const again = { ...rest, id: uuid(), was: conflict.value, sent: false, tab: me, at: Date.now() };
    vault.put(again);
    tell(again, "unsaved");
    return soon(0);
  }

  /** Try a refused change once more, or let it go. */
  function retry(entry) {
    const { refused, ...rest } = entry;
    vault.remove(entry.id);
    vault.put({ ...rest, id: uuid(), sent: false, tab: me });
    tell(rest, "unsaved");
    soon(0);
  }

  function discard(entry) {
    vault.remove(entry.id);
    tell({ ...entry, value: entry.was }, "saved");
    soon(0);
  }

  return { withdraw, resolve, retry, discard };
}
