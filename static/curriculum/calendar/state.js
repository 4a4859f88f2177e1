// The rows of weeks as they are painted, with what can be taken back and done again. No page here.
const MOST = 200;

export function createState(groups, onChange) {
  const rows = new Map(groups.map((group) => [group.id, group.weeks]));
  const past = [];
  const ahead = [];

  /** Write whole rows: [[group, weeks]…] as one step. */
  function write(changes, forget = false) {
    const real = changes.filter(([group, weeks]) => rows.get(group) !== weeks);
    if (!real.length) return false;
    if (!forget) {
      past.push(real.map(([group]) => [group, rows.get(group)]));
      if (past.length > MOST) past.shift();
      ahead.length = 0;
    }
    for (const [group, weeks] of real) rows.set(group, weeks);
    onChange(real.map(([group]) => group));
    return true;
  }

  function turn(from, to) {
    const step = from.pop();
    if (!step) return false;
    to.push(step.map(([group]) => [group, rows.get(group)]));
    for (const [group, weeks] of step) rows.set(group, weeks);
    onChange(step.map(([group]) => group));
    return true;
  }

  return {
    row: (group) => rows.get(group),
    write,
    undo: () => turn(past, ahead),
    redo: () => turn(ahead, past),
    canUndo: () => past.length > 0,
    canRedo: () => ahead.length > 0,
  };
}

/** Put a letter into the weeks from one place to another, both included. */
export function painted(weeks, from, to, letter) {
  const [first, last] = from <= to ? [from, to] : [to, from];
  return weeks.slice(0, first) + letter.repeat(last - first + 1) + weeks.slice(last + 1);
}

export function put(weeks, at, letters) {
  const own = letters.slice(0, Math.max(0, weeks.length - at));
  return weeks.slice(0, at) + own + weeks.slice(at + own.length);
}

/** Weeks by kind; preparing the final attestation counts with it. */
export function counts(weeks) {
  const made = {};
  for (const letter of weeks) made[letter === "G" ? "F" : letter] = (made[letter === "G" ? "F" : letter] ?? 0) + 1;
  return made;
}
