// Hours of teachers by course, kind and semester, with what can be taken back. No page here.
const MOST = 200;

export const keyOf = (course, employee, column) => `${course}:${employee}:${column.kind}:${column.term}`;

export function createModel(config, onChange) {
  const { kinds } = config;
  const hours = new Map();
  const server = new Map();
  const norms = new Map(config.staff.map(([id, , , post, rate]) => [id, post === null ? null : [post, rate]]));
  const courses = config.courses.map(([id, group, subject, needs]) => ({
    id, group, subject, needs: new Map(needs.map(([kind, term, many]) => [`${kinds[kind]}:${term}`, many])), teachers: [], over: [],
  }));
  const byId = new Map(courses.map((course) => [course.id, course]));
  const seen = new Map();
  const note = (kind, term) => seen.set(`${kinds[kind]}:${term}`, { kind: kinds[kind], place: kind, term });
  for (const [, , , needs] of config.courses) for (const [kind, term] of needs) note(kind, term);
  for (const [course, employee, kind, term, many] of config.loads) {
    note(kind, term);
    const key = `${course}:${employee}:${kinds[kind]}:${term}`;
    hours.set(key, many);
    server.set(key, many);
    join(course, employee);
  }
  for (const [course, employee, kind, term, many, until] of config.over) {
    note(kind, term);
    const own = byId.get(course).over;
    const line = own.find((each) => each.employee === employee && each.until === until) ?? { employee, until, cells: new Map() };
    if (!own.includes(line)) own.push(line);
    line.cells.set(`${kinds[kind]}:${term}`, (line.cells.get(`${kinds[kind]}:${term}`) ?? 0) + many);
  }
  const columns = [...seen.values()].sort((a, b) => a.term - b.term || a.place - b.place);
  for (const column of columns) column.id = `${column.kind}:${column.term}`;
  const past = [];

  function join(course, employee) {
    const { teachers } = byId.get(course);
    if (!teachers.includes(employee)) teachers.push(employee);
  }

  const has = (course, employee, column) => hours.get(keyOf(course.id, employee, column));
  const given = (course, column) => course.teachers.reduce((sum, employee) => sum + (has(course, employee, column) ?? 0), 0)
    + course.over.reduce((sum, line) => sum + (line.cells.get(column.id) ?? 0), 0);
  const left = (course, column) => (course.needs.get(column.id) ?? 0) - given(course, column);
  const allLeft = (course) => columns.reduce((sum, column) => sum + Math.max(0, left(course, column)), 0);

  function apply(changes) {
    for (const [key, value] of changes) {
      if (key.startsWith("n")) {
        norms.set(Number(key.slice(1)), value);
        continue;
      }
      const [course, employee] = key.split(":").map(Number);
      if (value === null) hours.delete(key);
      else hours.set(key, value);
      const own = byId.get(course);
      const stays = columns.some((column) => hours.has(keyOf(course, employee, column)));
      if (stays) join(course, employee);
      else own.teachers = own.teachers.filter((each) => each !== employee);
    }
  }

  const now = (key) => (key.startsWith("n") ? norms.get(Number(key.slice(1))) ?? null : hours.get(key) ?? null);

  /** Write [[key, value]…] as one step. */
  function write(changes, forget = false) {
    const real = changes.filter(([key, value]) => JSON.stringify(now(key)) !== JSON.stringify(value));
    if (!real.length) return false;
    if (!forget) {
      past.push(real.map(([key]) => [key, now(key)]));
      if (past.length > MOST) past.shift();
    }
    apply(real);
    onChange(real);
    return true;
  }

  /** All hours left on the course to the teacher; a course without a plan gets a row of no hours. */
  function assign(course, employee) {
    const wanted = columns.filter((column) => left(course, column) > 0);
    const changes = wanted.map((column) => [keyOf(course.id, employee, column), left(course, column) + (has(course, employee, column) ?? 0)]);
    if (!changes.length && !course.teachers.includes(employee)) changes.push([keyOf(course.id, employee, columns[0] ?? { kind: "theory", term: 0 }), 0]);
    return changes;
  }

  const take = (course, employee) => columns.filter((column) => has(course, employee, column) !== undefined).map((column) => [keyOf(course.id, employee, column), null]);

  function totals() {
    const sums = new Map();
    for (const [key, many] of hours) {
      const employee = Number(key.split(":")[1]);
      sums.set(employee, (sums.get(employee) ?? 0) + many);
    }
    for (const course of courses) for (const line of course.over) for (const many of line.cells.values()) sums.set(line.employee, (sums.get(line.employee) ?? 0) + many);
    return sums;
  }

  return {
    courses, columns, byId, has, given, left, allLeft, write, assign, take, totals, now,
    norm: (employee) => norms.get(employee) ?? null,
    was: (key) => (key.startsWith("n") ? undefined : server.get(key) ?? null),
    settle: (key, value) => (value === null ? server.delete(key) : server.set(key, value)),
    canUndo: () => past.length > 0,
    undo() {
      const step = past.pop();
      if (!step) return false;
      apply(step);
      onChange(step);
      return true;
    },
  };
}
