// What differs between what the server holds and what is on the screen, as the server takes it.
import { parentKey, parseControls, parseHours } from "./state.js";

const FIELDS = ["kind", "code", "name", "subject", "optional"];
const byKey = (plan) => new Map(plan.rows.map((row) => [row.key, row]));
const tree = (plan) => plan.rows.map((row, place) => [row.key, parentKey(plan.rows, place)]);

/** Edits from `saved` to `now`; `id` gives a row's number on the server, or its key while it has none. */
export function diff(saved, now, forms, id) {
  const before = byKey(saved);
  const after = byKey(now);
  const edits = { terms: [], added: [], changed: [], deleted: [], tree: null, hours: [], controls: [] };
  for (const [key] of before) if (!after.has(key)) edits.deleted.push(id(key));
  for (const row of now.rows) {
    const old = before.get(row.key);
    const told = {};
    for (const field of FIELDS) if (!old || (old[field] ?? null) !== (row[field] ?? null)) told[field] = row[field] ?? null;
    if (!old) edits.added.push({ key: row.key, ...told });
    else if (Object.keys(told).length) edits.changed.push([id(row.key), told]);
    for (const cell of new Set([...Object.keys(row.hours), ...Object.keys(old?.hours ?? {})])) {
      const wanted = parseHours(row.hours[cell]);
      if (wanted === null || wanted === parseHours(old?.hours[cell])) continue;
      const [term, kind] = cell.split(":");
      edits.hours.push([id(row.key), Number(term), kind, wanted ? String(wanted) : ""]);
    }
    for (const term of new Set([...Object.keys(row.controls), ...Object.keys(old?.controls ?? {})])) {
      const wanted = parseControls(row.controls[term], forms);
      if (!wanted || JSON.stringify(wanted) === JSON.stringify(parseControls(old?.controls[term], forms))) continue;
      edits.controls.push([id(row.key), Number(term), wanted]);
    }
  }
  if (JSON.stringify(tree(saved)) !== JSON.stringify(tree(now))) {
    edits.tree = tree(now).map(([key, parent]) => [id(key), parent === null ? null : id(parent)]);
  }
  const terms = new Map(saved.terms.map((term) => [term.id, term]));
  for (const term of now.terms) {
    const old = terms.get(term.id);
    if (old && (old.weeks !== term.weeks || old.limit !== term.limit)) {
      edits.terms.push([term.id, { weeks: term.weeks, week_hours: term.limit }]);
    }
  }
  return edits;
}

export const isEmpty = (edits) => Object.values(edits).every((part) => part === null || part.length === 0);

export const count = (edits) =>
  edits.terms.length + edits.added.length + edits.changed.length + edits.deleted.length + edits.hours.length + edits.controls.length +
  (edits.tree && !edits.added.length && !edits.deleted.length ? 1 : 0);

/** Put what one changed since `base` upon what the server holds now; the server's order of old rows stays. */
export function rebase(base, mine, fresh) {
  const before = byKey(base);
  const own = byKey(mine);
  let rows = fresh.rows.filter((row) => !before.has(row.key) || own.has(row.key)).map((row) => {
    const old = before.get(row.key);
    const wanted = own.get(row.key);
    if (!old || !wanted) return row;
    const made = { ...row, hours: { ...row.hours }, controls: { ...row.controls } };
    for (const field of FIELDS) if (old[field] !== wanted[field]) made[field] = wanted[field];
    for (const part of ["hours", "controls"]) {
      for (const cell of new Set([...Object.keys(old[part]), ...Object.keys(wanted[part])])) {
        if ((old[part][cell] ?? "") !== (wanted[part][cell] ?? "")) made[part][cell] = wanted[part][cell] ?? "";
      }
    }
    return made;
  });
  mine.rows.forEach((row, place) => {
    if (before.has(row.key) || rows.some((other) => other.key === row.key)) return;
    const at = place ? rows.findIndex((other) => other.key === mine.rows[place - 1].key) : -1;
    rows = [...rows.slice(0, at + 1), row, ...rows.slice(at + 1)];
  });
  const terms = fresh.terms.map((term) => {
    const old = base.terms.find((one) => one.id === term.id);
    const wanted = mine.terms.find((one) => one.id === term.id);
    if (!old || !wanted) return term;
    return { ...term, weeks: old.weeks === wanted.weeks ? term.weeks : wanted.weeks, limit: old.limit === wanted.limit ? term.limit : wanted.limit };
  });
  return { ...fresh, rows, terms };
}
