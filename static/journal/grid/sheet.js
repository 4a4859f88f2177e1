/** The table as rows and columns of cells: where a cell is, what it holds, how it looks. */

/**
 * @typedef {object} Column
 * @property {number} index
 * @property {number|null} lesson
 * @property {number|null} work
 * @property {number} weight in hundredths
 * @property {string} scale
 * @property {string} closed why nothing may be entered; empty when it is open
 * @property {HTMLTableCellElement} head
 */
/** @typedef {{mark: string, attendance: string, comment: string}} Values */
/** @typedef {"mark"|"attendance"|"comment"} Kind */
/** @typedef {ReturnType<typeof createSheet>} Sheet */

/** @param {HTMLTableElement} table @param {object} config what the server told */
export function createSheet(table, config) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.querySelectorAll("th.w")];
  /** @type {Column[]} */
  const columns = heads.map((head, index) => ({
    index,
    head,
    lesson: Number(head.dataset.lesson) || null,
    work: Number(head.dataset.work) || null,
    weight: Math.round(Number(head.dataset.weight ?? 1) * 100),
    scale: head.dataset.scale ?? String(config.defaultScale ?? ""),
    closed: head.dataset.closed ?? "",
  }));
  /** Cells before the first column: the student's name. */
  const offset = body.rows[0]?.querySelectorAll(":scope > th").length ?? 1;
  const last = { row: body.rows.length - 1, column: columns.length - 1 };

  const sheet = {
    table, columns, config, last,
    rows: body.rows,

    /** @param {number} row @param {number} column @returns {HTMLTableCellElement|undefined} */
    cell: (row, column) => (column < 0 || column > last.column ? undefined : body.rows[row]?.cells[column + offset]),

    /** @param {Element|null} node @returns {{row: number, column: number, td: HTMLTableCellElement}|null} */
    place(node) {
      const td = node?.closest?.("td");
      if (!td || td.parentElement.parentElement !== body) return null;
      const column = td.cellIndex - offset;
      return column <= last.column ? { row: td.parentElement.sectionRowIndex, column, td } : null;
    },

    /** @param {HTMLTableCellElement} td @returns {Column} */
    columnOf: (td) => columns[td.cellIndex - offset],
    /** @param {HTMLTableCellElement} td @returns {number} */
    studentOf: (td) => Number(td.parentElement.dataset.student),
    /** @param {HTMLTableCellElement} td what the server knows the cell by */
    addressOf(td) {
      const { lesson, work } = sheet.columnOf(td);
      return { student: sheet.studentOf(td), lesson, work };
    },
    /** @param {HTMLTableCellElement} td @returns {string} the student's name */
    nameOf: (td) => (td.parentElement.querySelector(".who") ?? td.parentElement.cells[0]).textContent.trim(),
    /** @param {Column} column @returns {string} «20 ноября, урок 3, контрольная» */
    titleOf(column) {
      const links = [lessonHead(column)?.querySelector("a"), column.head.querySelector("a[title]:not(.add)")];
      return links.map((link) => link?.title).filter(Boolean).join("; ") || column.head.dataset.date || "";
    },

    /** @param {HTMLTableCellElement} td @returns {Values} */
    values(td) {
      const first = td.firstChild;
      return {
        mark: first?.nodeType === Node.TEXT_NODE ? first.data.trim() : "",
        attendance: td.dataset.a ?? "",
        comment: td.dataset.c ?? "",
      };
    },

    /**
     * Show a new value. Attendance is the lesson's: it shows in each of the lesson's columns.
     * @param {HTMLTableCellElement} td @param {Kind} kind @param {string} value
     * @returns {HTMLTableCellElement[]} the cells that changed
     */
    write(td, kind, value) {
      const cells = kind === "attendance" ? siblings(td) : [td];
      for (const cell of cells) paint(cell, { ...sheet.values(cell), [kind]: value });
      return cells;
    },

    /**
     * The cells an entry is shown in; none when it belongs to another period.
     * @param {{kind: Kind, student: number, lesson: number|null, work: number|null}} entry
     */
    cellsOf({ kind, student, lesson, work }) {
      const row = body.querySelector(`tr[data-student="${student}"]`);
      const column = columns.find((one) => (work !== null && kind !== "attendance" ? one.work === work : one.lesson === lesson));
      const td = row && column && sheet.cell(row.sectionRowIndex, column.index);
      return td ? (kind === "attendance" ? siblings(td) : [td]) : [];
    },

    /** The lesson's own column was made by its first mark. */
    adopt({ lesson, work }, made) {
      const column = columns.find((one) => one.lesson === lesson && one.work === null);
      if (work === null && made && column) {
        column.work = made;
        column.head.dataset.work = String(made);
      }
    },

    /** @param {Column} column @returns {HTMLElement|null} the head of the column's lesson */
    lessonHead,

    /**
     * Why nothing may be entered here; empty when something may.
     * @param {HTMLTableCellElement} td @param {Kind} [kind]
     */
    blocked(td, kind = "mark") {
      const column = sheet.columnOf(td);
      const { texts } = config;
      if (config.readonly) return texts.readonly;
      if (td.classList.contains("n")) return texts.not_in_group;
      if (column.closed) return column.closed;
      // Marks may be due later than the lesson's own window: attendance may not (R42, R58).
      if (kind === "attendance" && lessonHead(column)?.dataset.closed) return lessonHead(column).dataset.closed;
      if (td.classList.contains("x")) return texts.closed;
      return kind === "attendance" && column.lesson === null ? texts.no_lesson : "";
    },
  };

  /** @param {Column} column */
  function lessonHead(column) {
    return column.lesson && table.tHead.querySelector(`th.l[data-lesson="${column.lesson}"]`);
  }

  /** @param {HTMLTableCellElement} td @returns {HTMLTableCellElement[]} the row's cells of one lesson */
  function siblings(td) {
    const { lesson } = sheet.columnOf(td);
    const row = td.parentElement.sectionRowIndex;
    return columns.filter((one) => one.lesson === lesson).map((one) => sheet.cell(row, one.index));
  }

  /** @param {HTMLTableCellElement} td @param {Values} values */
  function paint(td, { mark, attendance, comment }) {
    td.textContent = mark;
    if (attendance) {
      const sign = document.createElement("i");
      sign.textContent = attendanceText(attendance, config.letters);
      td.append(sign);
      td.dataset.a = attendance;
    } else delete td.dataset.a;
    if (comment) td.dataset.c = comment;
    else delete td.dataset.c;
    td.classList.toggle("m", mark !== "");
    td.classList.toggle("o", gradeOf(config, sheet.columnOf(td), mark)?.owed ?? false);
    td.classList.toggle("a", attendance !== "");
    td.classList.toggle("c", comment !== "");
    td.removeAttribute("title");
  }

  return sheet;
}

/** @param {string} wire «late:15» @param {Record<string, string>} letters @returns {string} «о15» */
export function attendanceText(wire, letters) {
  const [kind, minutes = ""] = wire.split(":");
  return (letters[kind] ?? "") + minutes;
}

/** @returns {{code: string, title: string, value: number|null, counts: boolean, owed: boolean}|undefined} */
export function gradeOf(config, column, code) {
  return config.scales[column.scale]?.codes.find((grade) => grade.code === code);
}
