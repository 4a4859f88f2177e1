/** Which command a key gives in the grid; characters that are typed are read in codes.js. */

/** Keys that move: rows and columns to go, or a place to go to. */
const MOVES = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
};
const JUMPS = { Home: "home", End: "end", PageUp: "page_up", PageDown: "page_down" };
const PLAIN = {
  Enter: "enter", Tab: "tab", Escape: "escape", Delete: "clear", Backspace: "erase",
  F2: "edit", ContextMenu: "edit", " ": "edit",
};
/** By place on the keyboard, so that they work in any layout. */
const WITH_CTRL = {
  KeyZ: "undo", KeyY: "redo", KeyD: "fill_down", KeyR: "fill_right", KeyA: "select_all",
  Home: "first", End: "last",
};

/**
 * @typedef {{name: "move", rows: number, columns: number, extend: boolean}
 *   | {name: string, extend?: boolean, back?: boolean}} Command
 */

/** @param {KeyboardEvent} event @returns {Command|null} */
export function commandOf(event) {
  const { key, code, shiftKey: shift } = event;
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) return withControl(event);
  const numpad = code?.startsWith("Numpad") && [...key].length === 1;
  if (MOVES[key] && !numpad) {
    return { name: "move", rows: MOVES[key][0], columns: MOVES[key][1], extend: shift };
  }
  if (JUMPS[key]) return { name: JUMPS[key], extend: shift };
  if (shift && (key === " " || key === "F10")) return { name: key === " " ? "select_row" : "edit" };
  if (key === "?" || (code === "Slash" && shift)) return { name: "help" };
  return PLAIN[key] ? { name: PLAIN[key], back: shift } : null;
}

/** @param {KeyboardEvent} event @returns {Command|null} */
function withControl({ key, code, shiftKey: shift }) {
  if (key === " ") return { name: "select_column" };
  if (MOVES[key]) return { name: "edge", rows: MOVES[key][0], columns: MOVES[key][1], extend: shift };
  const name = WITH_CTRL[code] ?? WITH_CTRL[key];
  if (name === "undo" && shift) return { name: "redo" };
  return name ? { name, extend: shift } : null;
}
