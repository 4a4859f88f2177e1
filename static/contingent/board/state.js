// What is on the board: where everybody is by the server, and where they are to be. No page here.
const same = (one, other) => one.length === other.length && one.every((id) => other.includes(id));

export function createState(board) {
  let students, groups, pending, past;

  function load(told, kept = new Map()) {
    students = new Map(told.students.map((student) => [student.id, student]));
    groups = told.groups;
    pending = new Map();
    past = [];
    for (const [id, to] of kept) if (students.has(id)) settle(id, to);
  }

  function settle(id, to) {
    const wanted = to === null ? [] : [to];
    if (same(students.get(id).inside, wanted)) pending.delete(id);
    else pending.set(id, to);
  }

  /** Moves is a list of [student, group or null]; returns how many are elsewhere now. */
  function move(moves) {
    const before = new Map(pending);
    let many = 0;
    for (const [id, to] of moves) {
      const student = students.get(id);
      if (to !== null && student.stray && !student.inside.includes(to)) continue;
      if (same(place(id), to === null ? [] : [to])) continue;
      settle(id, to);
      many += 1;
    }
    if (many) past.push(before);
    return many;
  }

  function place(id) {
    if (!pending.has(id)) return students.get(id).inside;
    const to = pending.get(id);
    return to === null ? [] : [to];
  }

  load(board);
  return {
    load,
    move,
    place,
    back: () => past.length > 0 && Boolean((pending = past.pop())),
    revert,
    students: () => [...students.values()],
    student: (id) => students.get(id),
    groups: () => groups,
    pending: () => pending,
    moves: () => [...pending].map(([id, to]) => ({ student: id, to, seen: students.get(id).token })),
  };

  function revert() {
    past.push(new Map(pending));
    pending = new Map();
  }
}

/** Who goes where, so that the groups differ by one at most: pieces of the list, or every other one. */
export function divide(ids, groups, alternately) {
  const size = Math.floor(ids.length / groups.length);
  const more = ids.length % groups.length;
  const edges = [];
  for (let n = 0, end = 0; n < groups.length; n += 1) edges.push((end += size + (n < more ? 1 : 0)));
  return ids.map((id, n) => {
    const column = alternately ? n % groups.length : edges.findIndex((edge) => n < edge);
    return [id, groups[column].id];
  });
}
