// The rows of a programme as they are typed, with what can be taken back. No page here.
const COALESCE = 1500;
const MOST = 100;

export const copyOf = (value) => JSON.parse(JSON.stringify(value));

export function createState(first, onChange) {
  let doc = copyOf(first);
  const past = [];
  const future = [];
  let last = { what: "", at: 0 };

  /** Keep what is there before a change; typing in one field is one step. */
  function remember(what) {
    const now = Date.now();
    if (what && what === last.what && now - last.at < COALESCE) {
      last.at = now;
      return;
    }
    past.push(copyOf(doc));
    future.length = 0;
    if (past.length > MOST) past.shift();
    last = { what, at: now };
  }

  function change(what, act) {
    remember(what);
    act(doc);
    onChange();
  }

  const place = (key) => doc.rows.findIndex((row) => row.key === key);

  return {
    doc: () => doc,
    row: (key) => doc.rows[place(key)],
    place,
    set: (key, name, value) => change(`${key}.${name}`, () => { doc.rows[place(key)][name] = value; }),
    about: (name, value) => change(name, () => { doc[name] = value; }),
    insert: (at, rows, instead = 0) => change("", () => doc.rows.splice(at, instead, ...rows)),
    remove: (key) => change("", () => doc.rows.splice(place(key), 1)),
    move(key, to) {
      const from = place(key);
      const at = Math.max(0, Math.min(to, doc.rows.length - 1));
      if (from < 0 || at === from) return false;
      change("", () => doc.rows.splice(at, 0, ...doc.rows.splice(from, 1)));
      return true;
    },
    load(other) {
      remember("");
      doc = copyOf(other);
      onChange();
    },
    canUndo: () => past.length > 0,
    undo: () => step(past, future),
    redo: () => step(future, past),
  };

  function step(from, to) {
    if (!from.length) return false;
    to.push(doc);
    doc = from.pop();
    last = { what: "", at: 0 };
    onChange();
    return true;
  }
}

export const newTopic = (kind, hours = 1) => ({
  t: "topic", key: crypto.randomUUID(), name: "", kind, hours, content: "", homework: "", elements: [], works: [],
});
export const newSection = (name = "") => ({ t: "section", key: crypto.randomUUID(), name });

/** «1,5» → 1.5; null for what is no number of hours. */
export function readHours(text) {
  const number = Number(String(text).trim().replace(",", "."));
  const short = Math.round(number * 10) / 10;
  return text !== "" && short > 0 && short <= 500 ? short : null;
}

export const writeHours = (number) => String(number).replace(".", ",");
