/** What the keys do: commands on the cursor, the draft, the selection and the steps taken. */
import { commandOf } from "./keys.js";

/**
 * @param {object} parts
 * @param {import("./sheet.js").Sheet} parts.sheet
 * @param {ReturnType<import("./cursor.js").createCursor>} parts.cursor
 * @param {ReturnType<import("./headers.js").createHeaders>} parts.headers
 * @param {ReturnType<import("./edits.js").createEdits>} parts.edits
 * @param {ReturnType<import("./clipboard.js").createClipboard>} parts.clipboard
 * @param {ReturnType<import("./typing.js").createTyping>} parts.typing
 * @param {ReturnType<import("./palette.js").createPalette>} parts.palette
 * @param {import("./settings.js").Settings} parts.settings
 * @param {() => void} parts.help
 */
export function createCommands({ sheet, cursor, headers, edits, clipboard, typing, palette, settings, help }) {
  const { last } = sheet;
  const open = (row, column) => !sheet.blocked(sheet.cell(row, column));

  /** Put a value into the selection; from a single cell go on to the next, if so set. */
  function enter({ kind, value }, stay = false) {
    const cells = cursor.cells();
    const { blocked } = edits.make(cells.map((td) => ({ td, kind, value })));
    if (cells.length === 1 && !blocked.length && !stay && settings.get("move")) advance();
  }

  /** The next cell as the teacher set it: down, or to the right. */
  function advance(back = false) {
    const step = back ? -1 : 1;
    const { row, column } = cursor.at;
    if (settings.get("direction") === "right") {
      const to = nextAlong(row, column, step);
      return to && cursor.go(to);
    }
    for (let next = column, from = row; next !== null; next = nextColumn(next, step), from = step > 0 ? -1 : last.row + 1) {
      const below = nextRow(from, next, step);
      if (below !== null) return cursor.go({ row: below, column: next });
    }
    return undefined;
  }

  /** @returns {number|null} the nearest student who was in the group on the day */
  function nextRow(row, column, step) {
    for (let next = row + step; next >= 0 && next <= last.row; next += step) {
      if (!sheet.cell(next, column).classList.contains("n")) return next;
    }
    return null;
  }

  /** @returns {number|null} the nearest column in which something may be entered */
  function nextColumn(column, step) {
    for (let next = column + step; next >= 0 && next <= last.column; next += step) {
      if (!sheet.columns[next].closed) return next;
    }
    return null;
  }

  function nextInRow(row, column, step) {
    for (let next = column + step; next >= 0 && next <= last.column; next += step) {
      if (open(row, next)) return { row, column: next };
    }
    return null;
  }

  /** The next cell that can be filled, over the ends of rows. */
  function nextAlong(row, column, step) {
    for (; row >= 0 && row <= last.row; row += step, column = step > 0 ? -1 : last.column + 1) {
      const to = nextInRow(row, column, step);
      if (to) return to;
    }
    return null;
  }

  /** Tab goes to the next cell that can be filled, and out of the grid at last. */
  function tab(back) {
    const to = nextAlong(cursor.at.row, cursor.at.column, back ? -1 : 1);
    if (to) cursor.go(to);
    return Boolean(to);
  }

  /** The mark first; where there is none, the attendance. */
  function clear() {
    const cells = cursor.cells();
    const marked = cells.some((td) => sheet.values(td).mark);
    edits.make(cells.map((td) => ({ td, kind: marked ? "mark" : "attendance", value: "" })));
  }

  /** With Ctrl: over the run of filled or of empty cells. */
  function edge(rows, columns, extend) {
    const filled = (place) => sheet.cell(place.row, place.column)?.textContent !== "";
    let place = cursor.at;
    const next = () => ({ row: place.row + rows, column: place.column + columns });
    const start = sheet.cell(next().row, next().column) ? filled(next()) : false;
    do place = next();
    while (sheet.cell(next().row, next().column) && filled(next()) === start);
    cursor.go(place, { extend });
  }

  function show(td) {
    if (td) cursor.go(sheet.place(td));
  }

  const page = () => Math.max(1, Math.floor((document.getElementById("grid-scroll").clientHeight - sheet.table.tHead.offsetHeight) / sheet.rows[0].offsetHeight) - 1);
  const at = () => cursor.at;

  const run = {
    move({ rows, columns, extend }) {
      if (extend || !headers.enter(rows, columns)) cursor.move(rows, columns, extend);
    },
    edge: ({ rows, columns, extend }) => edge(rows, columns, extend),
    home: ({ extend }) => cursor.go({ row: at().row, column: 0 }, { extend }),
    end: ({ extend }) => cursor.go({ row: at().row, column: last.column }, { extend }),
    first: ({ extend }) => cursor.go({ row: 0, column: 0 }, { extend }),
    last: ({ extend }) => cursor.go({ row: last.row, column: last.column }, { extend }),
    page_up: ({ extend }) => cursor.move(-page(), 0, extend),
    page_down: ({ extend }) => cursor.move(page(), 0, extend),
    enter: ({ back }) => advance(back),
    tab: ({ back }) => tab(back),
    escape: () => cursor.go(at()),
    clear, erase: clear,
    edit: () => palette.open({ focus: true }),
    help,
    undo: () => show(edits.undo()),
    redo: () => show(edits.redo()),
    fill_down: () => clipboard.fill(1, 0),
    fill_right: () => clipboard.fill(0, 1),
    select_all: () => cursor.select({ row: last.row, column: last.column }, { row: 0, column: 0 }),
    select_column: () => headers.selectColumn(at().column),
    select_row: () => cursor.select({ row: at().row, column: last.column }, { row: at().row, column: 0 }),
  };

  /** @param {KeyboardEvent} event with the focus on a cell */
  function onKey(event) {
    if (event.isComposing || event.defaultPrevented) return;
    const command = commandOf(event);
    if (command && typing.open() && ["escape", "erase", "clear"].includes(command.name)) {
      event.preventDefault();
      if (command.name === "erase") typing.erase();
      else typing.cancel();
      return;
    }
    if (!command) {
      if (!event.ctrlKey && !event.metaKey && !event.altKey && typing.type(event)) event.preventDefault();
      return;
    }
    if (!run[command.name]) return;
    if (!typing.commit() || run[command.name](command) !== false) event.preventDefault();
  }

  return { onKey, enter, advance, clear };
}
