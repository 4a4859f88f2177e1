/** Averages and counts at the ends of rows and the feet of columns, by the server's own rules. */
import { gradeOf } from "./sheet.js";

const MISSED = new Set(["absent", "ill", "excused"]);

/** @param {import("./sheet.js").Sheet} sheet */
export function createTotals(sheet) {
  const { columns, config, rows } = sheet;
  const foot = sheet.table.tFoot;
  const dirtyRows = new Set();
  const dirtyColumns = new Set();
  let scheduled = false;

  /** @param {number} row */
  function updateRow(row) {
    const tr = rows[row];
    let [weighted, weights, lessons, missed, seen] = [0, 0, 0, 0, new Set()];
    for (const column of columns) {
      const td = sheet.cell(row, column.index);
      const grade = gradeOf(config, column, sheet.values(td).mark);
      if (grade?.counts) {
        weighted += column.weight * Math.round(grade.value * 100);
        weights += column.weight;
      }
      if (column.lesson === null || seen.has(column.lesson) || !taken(column)) continue;
      seen.add(column.lesson);
      lessons += td.classList.contains("n") ? 0 : 1;
      missed += MISSED.has(td.dataset.a) ? 1 : 0;
    }
    show(tr.querySelector("td.avg"), average(weighted, weights, config.texts.decimal));
    const there = lessons - Math.min(missed, lessons);
    show(tr.querySelector("td.att"), lessons ? `${Math.floor((200 * there + lessons) / (2 * lessons))} %` : "");
  }

  /** @param {import("./sheet.js").Column} column */
  function updateColumn(column) {
    if (!foot) return;
    let [sum, counting, missing] = [0, 0, 0];
    const counts = new Map();
    for (let row = 0; row <= sheet.last.row; row += 1) {
      const td = sheet.cell(row, column.index);
      const { mark, attendance } = sheet.values(td);
      const grade = gradeOf(config, column, mark);
      if (mark) counts.set(mark, (counts.get(mark) ?? 0) + 1);
      if (grade?.counts) [sum, counting] = [sum + Math.round(grade.value * 100), counting + 1];
      const owes = (!mark || grade?.owed) && !td.classList.contains("n") && !MISSED.has(attendance);
      missing += owes ? 1 : 0;
    }
    const due = column.work !== null || counts.size > 0;
    for (const line of foot.rows) {
      const td = line.cells[column.index + 1];
      if (line.classList.contains("avg")) show(td, average(sum, counting, config.texts.decimal));
      else if (line.classList.contains("count")) show(td, String(counts.get(line.dataset.code) ?? ""));
      else if (line.classList.contains("missing")) show(td, due && missing ? String(missing) : "");
    }
  }

  /** Attendance of a lesson counts once anybody's has been taken. */
  const taken = (column) => sheet.lessonHead(column)?.hasAttribute("data-taken");

  function schedule() {
    if (!scheduled) queueMicrotask(run);
    scheduled = true;
  }

  function run() {
    scheduled = false;
    for (const row of dirtyRows) updateRow(row);
    for (const index of dirtyColumns) updateColumn(columns[index]);
    dirtyRows.clear();
    dirtyColumns.clear();
  }

  return {
    /** @param {Iterable<HTMLTableCellElement>} cells that changed; shown with the next frame */
    touch(cells) {
      for (const td of cells) {
        dirtyRows.add(td.parentElement.sectionRowIndex);
        dirtyColumns.add(sheet.columnOf(td).index);
      }
      schedule();
    },

    /**
     * The first absence of a lesson: attendance has been taken, everybody's share changes; so it
     * does when the last of them is taken back.
     * @param {HTMLTableCellElement} td @param {boolean} [whether]
     */
    take(td, whether = true) {
      const head = sheet.lessonHead(sheet.columnOf(td));
      if (!head || head.hasAttribute("data-taken") === whether) return;
      head.toggleAttribute("data-taken", whether);
      for (let row = 0; row <= sheet.last.row; row += 1) dirtyRows.add(row);
      schedule();
    },
  };
}

/** Exact and rounded half up: both arguments are whole numbers. */
function average(sum, weights, decimal) {
  if (!weights) return "";
  const hundredths = Math.floor((2 * sum + weights) / (2 * weights));
  return `${Math.floor(hundredths / 100)}${decimal}${String(hundredths % 100).padStart(2, "0")}`;
}

function show(td, text) {
  if (td && td.textContent !== text) td.textContent = text;
}
