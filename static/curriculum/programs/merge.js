// What two people, or two tabs, wrote of one programme since it was the same: put together, row by row. No page here.
const inOrder = (_key, value) => (value?.constructor === Object ? Object.fromEntries(Object.entries(value).sort()) : value);
const flat = (value) => JSON.stringify(value, inOrder);
const same = (one, other) => flat(one) === flat(other);
const ABOUT = ["title", "aims", "study_year", "is_shared"];

/**
 * Put two documents together that began as `base`. Where both changed one and the same thing, `mine` stands,
 * or `theirs` when `takeTheirs`; `clashes` tells these: the row's name and what each wrote. A row that one removed and the other changed stays.
 */
export function merge(base, mine, theirs, takeTheirs = false) {
  const clashes = [];

  function chosen(was, own, other, name) {
    if (same(own, other) || same(other, was)) return own;
    if (same(own, was)) return other;
    clashes.push({ name, mine: written(own), theirs: written(other) });
    return takeTheirs ? other : own;
  }

  function mergedRow(key) {
    const [was, own, other] = [before, ours, others].map((rows) => rows.get(key));
    if (!own || !other) {
      const left = own ?? other;
      return was && same(left, was) ? null : left;
    }
    const row = { ...own };
    for (const name of Object.keys(other)) row[name] = chosen(was?.[name], own[name], other[name], own.name || other.name);
    return row;
  }

  const [before, ours, others] = [base, mine, theirs].map((doc) => new Map(doc.rows.map((row) => [row.key, row])));
  const doc = { ...mine };
  for (const name of ABOUT) doc[name] = chosen(base[name], mine[name], theirs[name], mine.title);
  doc.rows = order(base, mine, theirs).map(mergedRow).filter(Boolean);
  return { doc, clashes };
}

const written = (value) => (typeof value === "object" || typeof value === "boolean" ? "…" : String(value).slice(0, 80));

/** Return the keys of both: in the order of whoever moved rows; a row of the other's goes after the one it follows. */
function order(base, mine, theirs) {
  const [was, own, other] = [base, mine, theirs].map((doc) => doc.rows.map((row) => row.key));
  const common = was.filter((key) => own.includes(key) && other.includes(key));
  const moved = !same(own.filter((key) => common.includes(key)), common);
  const [keys, more] = moved ? [[...own], other] : [[...other], own];
  more.forEach((key, place) => {
    if (keys.includes(key)) return;
    const after = more.slice(0, place).reverse().find((one) => keys.includes(one));
    keys.splice(after === undefined ? 0 : keys.indexOf(after) + 1, 0, key);
  });
  return keys;
}
