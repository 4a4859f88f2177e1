/** Which tabs of the page are open: each holds a lock of its own for as long as it lives. */
import { uuid } from "./vault.js";

/** @param {string} name what the tabs have in common */
export function createTabs(name) {
  const me = uuid();
  const locks = globalThis.navigator?.locks;
  /** Settled once our own lock is held, so that no other tab takes us for gone. */
  const entered = locks
    ? new Promise((resolve) => {
        locks
          .request(`${name}:${me}`, () => {
            resolve();
            return new Promise(() => {});
          })
          .catch(resolve);
      })
    : Promise.resolve();

  return {
    me,
    entered,

    /**
     * Without locks (a page over plain HTTP) every other tab counts as gone: then two tabs may send
     * one change, which is harmless, for it keeps its id once sent and gets another if never sent.
     * @param {Set<string>} tabs @returns {Promise<Set<string>>} those that are no longer open
     */
    async gone(tabs) {
      const held = locks ? ((await locks.query()).held ?? []) : [];
      const open = new Set(held.map((lock) => lock.name));
      return new Set([...tabs].filter((tab) => tab !== me && !open.has(`${name}:${tab}`)));
    },
  };
}
