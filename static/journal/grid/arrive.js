/** Where one comes in: the cell that a link names, or else the day that is today. */

/**
 * `#l7` is the first open column of lesson 7, `#w3` the column of work 3, `#s5` the row of student 5;
 * several may be joined: `#s5w3`. Without a student: the first mark owed there.
 * @param {object} parts
 * @param {import("./sheet.js").Sheet} parts.sheet
 * @param {ReturnType<import("./cursor.js").createCursor>} parts.cursor
 * @param {HTMLElement} parts.scroller
 */
export function arrive({ sheet, cursor, scroller }) {
  function come() {
    const named = Object.fromEntries([...location.hash.matchAll(/([lws])(\d+)/g)].map(([, kind, id]) => [kind, Number(id)]));
    const column = columnOf(named) ?? sheet.config.today ?? 0;
    bring(sheet.columns[column]?.head);
    cursor.go({ row: rowOf(named, column), column }, { focus: Object.keys(named).length > 0 });
  }

  /** The student's, else the first whose mark is owed there, else the first who has a cell there. */
  function rowOf({ s: student, l: lesson, w: work }, column) {
    const rows = [...sheet.rows];
    if (student) return Math.max(0, rows.findIndex((row) => Number(row.dataset.student) === student));
    if (!lesson && !work) return 0;
    const cells = rows.map((_, row) => sheet.cell(row, column).classList);
    const owed = cells.findIndex((looks) => looks.contains("o"));
    return Math.max(0, owed < 0 ? cells.findIndex((looks) => !looks.contains("n")) : owed);
  }

  function columnOf({ l: lesson, w: work }) {
    const found = sheet.columns.filter((one) => (work ? one.work === work : lesson && one.lesson === lesson));
    return (found.find((one) => !one.closed) ?? found[0])?.index;
  }

  /** Bring a column into view with what came before it. @param {HTMLElement|undefined} head */
  function bring(head) {
    if (head) scroller.scrollLeft = Math.max(0, head.offsetLeft + head.offsetWidth - scroller.clientWidth * 0.7);
  }

  addEventListener("hashchange", come);
  come();
}
