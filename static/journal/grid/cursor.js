/** Where one is in the grid: one cell has the focus (roving tabindex), a block may be selected. */

/** @typedef {{row: number, column: number}} Place */

/**
 * @param {import("./sheet.js").Sheet} sheet
 * @param {HTMLElement} scroller
 */
export function createCursor(sheet, scroller) {
  const { table, last } = sheet;
  /** @type {Place} */
  let at = { row: 0, column: 0 };
  /** @type {Place} */
  let anchor = at;
  /** @type {HTMLTableCellElement[]} */
  let marked = [];
  /** @type {HTMLElement|null} the element in the tab order */
  let stop = table.querySelector("[tabindex='0']");
  const listeners = [];

  const clamp = (value, most) => Math.min(Math.max(value, 0), most);
  const td = (place) => sheet.cell(place.row, place.column);
  const several = () => anchor.row !== at.row || anchor.column !== at.column;

  /** Make an element the grid's one tab stop. @param {HTMLElement} node @param {boolean} focus */
  function rove(node, focus) {
    const before = stop;
    stop = node;
    node.tabIndex = 0;
    if (focus) {
      node.focus({ preventScroll: true });
      node.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    // After the focus has gone: to take it away from the focused cell makes the browser lay out the page.
    if (before && before !== node) before.removeAttribute("tabindex");
  }

  /**
   * @param {Place} place @param {{extend?: boolean, focus?: boolean}} [how]
   */
  function go(place, { extend = false, focus = true } = {}) {
    at = { row: clamp(place.row, last.row), column: clamp(place.column, last.column) };
    if (!extend) anchor = at;
    const cell = td(at);
    // Told of the one cell that is read out, not of hundreds.
    if (cell.matches(".x, .n")) cell.setAttribute("aria-readonly", "true");
    rove(cell, focus);
    showSelection();
    listeners.forEach((listener) => listener(at));
  }

  function block() {
    const [top, bottom] = [Math.min(anchor.row, at.row), Math.max(anchor.row, at.row)];
    const [left, right] = [Math.min(anchor.column, at.column), Math.max(anchor.column, at.column)];
    return { top, bottom, left, right };
  }

  function showSelection() {
    const wanted = several() ? cells() : [];
    const keep = new Set(wanted);
    for (const cell of marked) if (!keep.has(cell)) cell.removeAttribute("aria-selected");
    for (const cell of wanted) cell.setAttribute("aria-selected", "true");
    marked = wanted;
  }

  /** @returns {HTMLTableCellElement[]} the selected cells, row by row; the current one if no more */
  function cells() {
    const { top, bottom, left, right } = block();
    const found = [];
    for (let row = top; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) found.push(sheet.cell(row, column));
    }
    return found;
  }

  /** @param {Place} from @param {Place} to with the focus in `to` */
  function select(from, to, focus = true) {
    anchor = { row: clamp(from.row, last.row), column: clamp(from.column, last.column) };
    go(to, { extend: true, focus });
  }

  /** Keep the focus clear of what sticks to the edges, whatever the zoom. */
  function measure() {
    const row = sheet.rows[0];
    const foot = table.tFoot;
    const stuck = (node) => node && getComputedStyle(node).position === "sticky";
    const width = (node) => (stuck(node) ? node.offsetWidth : 0);
    const half = scroller.clientWidth / 2;
    const ends = [...row.querySelectorAll("td.avg, td.att")].reduce((sum, node) => sum + width(node), 0);
    const feet = foot && stuck(foot.rows[0]?.cells[0]) && getComputedStyle(foot.rows[0].cells[0]).bottom !== "auto";
    scroller.style.scrollPadding = [
      table.tHead.offsetHeight + 4,
      Math.min(ends + 4, half),
      feet ? foot.offsetHeight + 4 : 4,
      Math.min(width(row.cells[0]) + 4, half),
    ].map((size) => `${size}px`).join(" ");
  }

  return {
    go, select, cells, block, several, rove, measure,
    get at() { return at; },
    get td() { return td(at); },
    /** Whether the focus is on a cell of the body. */
    inside: () => document.activeElement === td(at),
    /** @param {number} rows @param {number} columns @param {boolean} [extend] */
    move: (rows, columns, extend = false) => go({ row: at.row + rows, column: at.column + columns }, { extend }),
    /** @param {(at: Place) => void} listener */
    onMove: (listener) => listeners.push(listener),
    focus: () => rove(td(at), true),
  };
}
