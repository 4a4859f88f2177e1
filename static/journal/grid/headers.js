/** Heads of columns and rows as cells of the grid: reached by arrows, their links by Enter. */

/**
 * @param {import("./sheet.js").Sheet} sheet
 * @param {ReturnType<import("./cursor.js").createCursor>} cursor
 */
export function createHeaders(sheet, cursor) {
  const { table, columns } = sheet;

  /** @returns {HTMLElement|null} the head to which an arrow leads out of the body */
  function beyond(rows, columnsBy) {
    const { row, column } = cursor.at;
    if (rows < 0 && row === 0) return columns[column].head;
    if (columnsBy < 0 && column === 0) return sheet.rows[row].cells[0];
    return null;
  }

  /** Enter the heads if the arrow leads there. @returns {boolean} whether it did */
  function enter(rows, columnsBy) {
    const head = beyond(rows, columnsBy);
    if (head) cursor.rove(head, true);
    return Boolean(head);
  }

  /** @param {HTMLElement} head @returns {HTMLElement|null} where an arrow leads from a head */
  function next(head, key) {
    if (head.scope === "row") {
      const row = head.parentElement.sectionRowIndex;
      const step = { ArrowUp: -1, ArrowDown: 1 }[key];
      if (key === "ArrowLeft") return head;
      return step ? (sheet.rows[row + step]?.cells[0] ?? head) : null;
    }
    const column = head.classList.contains("w") ? columns[Number(head.dataset.col)] : firstOf(head);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (head.classList.contains("w")) {
      if (key === "ArrowUp") return sheet.lessonHead(column) || head;
      return step ? (columns[column.index + step]?.head ?? head) : null;
    }
    if (key === "ArrowDown") return column?.head;
    if (!step) return head;
    const heads = [...head.parentElement.querySelectorAll("th.l")];
    return heads[heads.indexOf(head) + step] ?? head;
  }

  const firstOf = (head) => columns.find((column) => String(column.lesson) === head.dataset.lesson);

  /** @param {KeyboardEvent} event @param {HTMLElement} head @returns {boolean} whether the key was used */
  function onKey(event, head) {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === "Enter") {
      head.querySelector("a, button")?.click();
      return true;
    }
    if (event.key === " " && head.classList.contains("w")) {
      selectColumn(Number(head.dataset.col));
      return true;
    }
    if (event.key === "Escape") {
      cursor.focus();
      return true;
    }
    if (!event.key.startsWith("Arrow")) return false;
    const to = next(head, event.key);
    if (to) cursor.rove(to, true);
    else if (head.scope === "row") cursor.go({ row: head.parentElement.sectionRowIndex, column: 0 });
    else cursor.go({ row: 0, column: Number(head.dataset.col) });
    return true;
  }

  /** @param {number} column */
  function selectColumn(column) {
    cursor.select({ row: sheet.last.row, column }, { row: 0, column });
  }

  /** @param {Element} node @returns {HTMLElement|null} the head of a column or a row */
  const headOf = (node) => {
    const head = node.closest("th");
    return head && table.contains(head) && head.matches("thead th.w, thead th.l, tbody th") ? head : null;
  };

  // Sixty links are no tab stops: the arrows and Enter reach them.
  for (const link of table.querySelectorAll("thead a, thead button, tbody th a")) link.tabIndex = -1;

  return { enter, onKey, headOf, selectColumn };
}
