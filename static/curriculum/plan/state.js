// A curriculum as it is on the screen: rows in their order, each at its depth. No page here.
export const HOLDERS = ["part", "cycle", "area", "module"];
const PAST = 200;

export const isHolder = (row) => HOLDERS.includes(row.kind);

/** What the number in a cell is; null when it is none. @param {string} text */
export function parseHours(text) {
  const told = String(text ?? "").trim().replace(",", ".");
  if (!told) return 0;
  if (!/^\d{1,4}(\.\d)?$/.test(told)) return null;
  return Number(told);
}

/** Control forms as typed, “Эк1, КР”: pairs of a form and the number it shares; null when one is unknown. */
export function parseControls(text, forms) {
  const found = [];
  for (const word of String(text ?? "").split(/[,;\s]+/).filter(Boolean)) {
    const exact = forms.find((form) => same(form.short, word));
    const tail = word.match(/^(.*?)(\d{1,2})$/);
    const form = exact ?? (tail && forms.find((one) => same(one.short, tail[1])));
    if (!form) return null;
    found.push([form.id, exact ? null : Number(tail[2])]);
  }
  return found;
}

const same = (one, other) => one.toLowerCase() === other.toLowerCase();

/** What a row is, told by its code. */
export function kindOf(code, name, usual) {
  const plain = code.trim().toUpperCase();
  if (usual === "school_subject" || usual === "extra") return usual;
  if (/^ПМ[.\s]?\d+[.\s]*(Э|ЭК|К|ЭМ)|^ПМ[.\s]?\d+\(/.test(plain) || /экзамен.*модул/i.test(name)) return "module_exam";
  if (/^ПМ/.test(plain)) return "module";
  if (/^МДК/.test(plain)) return "module_course";
  if (/^УП/.test(plain)) return "study_practice";
  if (/^ПДП/.test(plain) || /преддиплом/i.test(name)) return "pre_diploma";
  if (/^ПП/.test(plain)) return "work_practice";
  if (/^ГИА/.test(plain)) return "final";
  if (/цикл|подготовк/i.test(name) && !/\.\d/.test(plain)) return "cycle";
  return usual;
}

/** Depths that make sense: nothing is under what is taught, nothing hangs two steps below. */
export function settle(rows) {
  let above = null;
  return rows.map((row) => {
    const most = above ? above.depth + (isHolder(above) ? 1 : 0) : 0;
    const depth = Math.min(row.depth, most);
    above = depth === row.depth ? row : { ...row, depth };
    return above;
  });
}

/** The place after the last row under the row at a place. */
export function endOf(rows, place) {
  let end = place + 1;
  while (end < rows.length && rows[end].depth > rows[place].depth) end += 1;
  return end;
}

export function parentKey(rows, place) {
  for (let above = place - 1; above >= 0; above -= 1) if (rows[above].depth < rows[place].depth) return rows[above].key;
  return null;
}

export function createState(plan) {
  let now = plan;
  let past = [];
  let future = [];
  let made = 0;
  const listeners = [];

  function put(next) {
    now = { ...next, rows: settle(next.rows) };
    for (const listener of listeners) listener();
  }

  return {
    get now() { return now; },
    get canUndo() { return past.length > 0; },
    onChange: (listener) => listeners.push(listener),
    newKey: () => `n${Date.now().toString(36)}${(made += 1)}`,
    /** Take a step that Ctrl+Z takes back. */
    step(next) {
      past = [...past.slice(-PAST), now];
      future = [];
      put(next);
    },
    /** Take what the server holds: steps back lead no further than here. */
    replace(next) {
      past = [];
      future = [];
      put(next);
    },
    undo() {
      if (!past.length) return;
      future.push(now);
      put(past.pop());
    },
    redo() {
      if (!future.length) return;
      past.push(now);
      put(future.pop());
    },
  };
}

export const changeRow = (plan, key, change) => ({
  ...plan,
  rows: plan.rows.map((row) => (row.key === key ? change(row) : row)),
});

/** A row with the text of one of its cells changed; `cell` is a column of the grid. */
export function withCell(row, cell, text) {
  if (cell.type === "hours") return { ...row, hours: { ...row.hours, [cell.id]: text.trim() } };
  if (cell.type === "control") return { ...row, controls: { ...row.controls, [cell.term]: text.trim() } };
  if (cell.type === "kind") {
    const cleared = HOLDERS.includes(text) ? { hours: {}, controls: {}, subject: null } : {};
    return { ...row, kind: text, ...cleared };
  }
  if (cell.type === "optional") return { ...row, optional: Boolean(text.trim()) };
  if (cell.type === "subject") return { ...row, subject: text ? Number(text) : null };
  return { ...row, [cell.id]: text.replace(/\s+/g, " ").trim() };
}
