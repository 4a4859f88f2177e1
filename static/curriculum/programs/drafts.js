// What a tab has typed and not saved yet, kept on this device: each tab its own, so that none drops another's.
const alive = () => navigator.locks?.query().then(({ held }) => new Set(held.map((lock) => lock.name))) ?? Promise.resolve(new Set());

export function createDrafts(user, program) {
  const all = `epos:program:${user}:${program}`;
  const own = `${all}:${crypto.randomUUID()}`;
  // Held as long as the tab is there: its draft is nobody else's to bring back
  navigator.locks?.request(own, () => new Promise(() => {}));

  return {
    /** Keep the text of a draft; none: there is nothing to keep. */
    keep(text) {
      try {
        if (text) localStorage.setItem(own, text);
        else localStorage.removeItem(own);
      } catch { /* a browser that keeps nothing: it is still sent */ }
    },
    /** Take the drafts of tabs that are no more. */
    async left() {
      const found = [];
      const held = await alive();
      try {
        for (const key of Object.keys(localStorage)) {
          if ((key !== all && !key.startsWith(`${all}:`)) || key === own || held.has(key)) continue;
          const draft = JSON.parse(localStorage.getItem(key));
          if (draft?.doc?.rows) found.push({ key, ...draft });
        }
      } catch { /* not ours, or cut off in the middle: nothing to bring back */ }
      return found;
    },
    drop: (key) => localStorage.removeItem(key),
  };
}
