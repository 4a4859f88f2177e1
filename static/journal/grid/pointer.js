/** The grid by mouse and by touch: choose, drag, open, hold. Listeners are on the table alone. */

const HOLD = 500;
const SLACK = 10;

/**
 * @param {object} parts
 * @param {import("./sheet.js").Sheet} parts.sheet
 * @param {ReturnType<import("./cursor.js").createCursor>} parts.cursor
 * @param {ReturnType<import("./headers.js").createHeaders>} parts.headers
 * @param {ReturnType<import("./palette.js").createPalette>} parts.palette
 * @param {() => boolean} parts.leave take the draft before going elsewhere
 */
export function listenToPointer({ sheet, cursor, headers, palette, leave }) {
  const { table, last } = sheet;
  let dragging = null;
  let hold = 0;
  let held = false;
  let down = { x: 0, y: 0 };

  table.addEventListener("pointerdown", (event) => {
    const place = sheet.place(event.target);
    held = false;
    if (!place || event.button !== 0) return;
    down = { x: event.clientX, y: event.clientY };
    if (event.pointerType === "mouse") {
      leave();
      dragging = event.shiftKey ? null : place;
      cursor.go(place, { extend: event.shiftKey });
      // The browser would select the text of the cells.
      event.preventDefault();
    } else {
      hold = setTimeout(() => {
        held = true;
        choose(place);
        palette.open({ full: true });
      }, HOLD);
    }
  });

  table.addEventListener("pointermove", (event) => {
    if (Math.hypot(event.clientX - down.x, event.clientY - down.y) > SLACK) clearTimeout(hold);
    if (!dragging || !(event.buttons & 1)) return;
    const place = sheet.place(document.elementFromPoint(event.clientX, event.clientY));
    const { row, column } = cursor.at;
    if (place && (place.row !== row || place.column !== column)) cursor.go(place, { extend: true });
  });

  for (const name of ["pointerup", "pointercancel"]) {
    addEventListener(name, () => {
      clearTimeout(hold);
      dragging = null;
    });
  }

  table.addEventListener("click", (event) => {
    if (event.target.closest("a, button") && !selects(event)) return;
    const place = sheet.place(event.target);
    if (place && event.pointerType !== "mouse" && !held) choose(place);
    const head = place ? null : headers.headOf(event.target);
    if (head?.matches("th.w")) headers.selectColumn(Number(head.dataset.col));
    else if (head?.matches("tbody th")) {
      const row = head.parentElement.sectionRowIndex;
      cursor.select({ row, column: last.column }, { row, column: 0 });
    }
  });

  /** The first click on a work's head selects its column; the next one follows the link. */
  function selects(event) {
    const head = event.target.closest("thead th.w");
    if (!head || event.target.closest(".add") || event.ctrlKey || event.metaKey) return false;
    const { top, bottom, left, right } = cursor.block();
    const column = Number(head.dataset.col);
    if (left === column && right === column && top === 0 && bottom === last.row) return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  table.addEventListener("dblclick", (event) => {
    if (sheet.place(event.target)) palette.open({ focus: true });
  });

  table.addEventListener("contextmenu", (event) => {
    const place = sheet.place(event.target);
    if (!place) return;
    event.preventDefault();
    if (!cursor.cells().includes(place.td)) cursor.go(place);
    palette.open({ focus: !held, full: true });
  });

  // What a cell has to say, made when it is asked for and not for 1,800 cells at the start.
  table.addEventListener("pointerover", (event) => {
    const place = sheet.place(event.target);
    if (place && !place.td.title) place.td.title = palette.describe(place.td);
  });

  /** Touch: the cell is chosen and what can be put there comes up. */
  function choose(place) {
    leave();
    cursor.go(place);
    palette.open({});
  }
}
