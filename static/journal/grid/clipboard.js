/** Copy, cut, paste and fill: blocks as spreadsheets know them, nothing dropped in silence. */
import { readText } from "./codes.js";
import { attendanceText } from "./sheet.js";
import { byId, make } from "./dom.js";

/** @typedef {{td: HTMLTableCellElement|undefined, where: string, text: string, reason: string}} Rejected */

/**
 * @param {object} parts
 * @param {import("./sheet.js").Sheet} parts.sheet
 * @param {ReturnType<import("./cursor.js").createCursor>} parts.cursor
 * @param {ReturnType<import("./edits.js").createEdits>} parts.edits
 * @param {ReturnType<import("./typing.js").createTyping>} parts.typing
 * @param {(text: string) => void} parts.tell
 * @param {ReturnType<import("./words.js").createWords>} parts.say
 * @param {() => void} parts.clear
 */
export function createClipboard({ sheet, cursor, edits, typing, tell, say, clear }) {
  const dialog = byId("paste-dialog");

  function text(td) {
    const { mark, attendance } = sheet.values(td);
    return [mark, attendance && attendanceText(attendance, sheet.config.letters)].filter(Boolean).join(" ");
  }

  function copied() {
    const { top, bottom, left, right } = cursor.block();
    const lines = [];
    for (let row = top; row <= bottom; row += 1) {
      const cells = [];
      for (let column = left; column <= right; column += 1) cells.push(text(sheet.cell(row, column)));
      lines.push(cells.join("\t"));
    }
    return lines.join("\n");
  }

  /** @param {string} pasted @returns {string[][]} */
  function table(pasted) {
    const lines = pasted.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
    return lines.map((line) => line.split("\t").map((cell) => cell.replace(/^"(.*)"$/s, "$1")));
  }

  /** One value goes into every selected cell, one row or column repeats over the selection. */
  function stretched(rows) {
    const { top, bottom, left, right } = cursor.block();
    const high = rows.length === 1 ? bottom - top + 1 : rows.length;
    const wide = rows.every((row) => row.length === 1) ? right - left + 1 : 0;
    return Array.from({ length: high }, (_, index) => {
      const row = rows[index % rows.length];
      return wide ? Array.from({ length: wide }, () => row[0]) : row;
    });
  }

  /** What a paste would do: changes, and what cannot go in with the reason. */
  function plan(pasted) {
    const { top, left } = cursor.block();
    const [changes, rejected] = [[], []];
    let empty = 0;
    stretched(table(pasted)).forEach((line, down) => line.forEach((cell, across) => {
      const td = sheet.cell(top + down, left + across);
      if (!cell.trim()) empty += 1;
      else read(td, cell.trim(), changes, rejected);
    }));
    return { changes, rejected, empty };
  }

  function read(td, cell, changes, rejected) {
    const reject = (reason) => rejected.push({ td, text: cell, reason, where: td ? where(td) : say("paste_where_out") });
    if (!td) return reject(say("paste_out"));
    const { values, why } = readText(cell, typing.tokens(td));
    if (why) return reject(say(`paste_${why}`, { codes: typing.tokens(td).map((token) => token.text).slice(0, 14).join(", ") }));
    const reason = values.map(({ kind }) => sheet.blocked(td, kind)).find(Boolean);
    if (reason) return reject(reason);
    return values.forEach((value) => changes.push({ td, ...value }));
  }

  const where = (td) => `${sheet.nameOf(td)}, ${sheet.titleOf(sheet.columnOf(td))}`;

  function paste(pasted) {
    if (!pasted) return tell(say("paste_empty"));
    const planned = plan(pasted);
    if (planned.rejected.length) return preview(planned);
    return put(planned);
  }

  function put({ changes }) {
    const replaced = changes.filter(({ td, kind, value }) => kind === "mark" && sheet.values(td).mark && sheet.values(td).mark !== value);
    const { done } = edits.make(changes);
    const told = [say("pasted", { n: done.length })];
    if (replaced.length) told.push(say("replaced", { n: replaced.length }));
    tell(told.join(" "));
    cursor.focus();
  }

  function preview(planned) {
    dialog.querySelector("[data-part='summary']").textContent =
      `${say("paste_can", { n: planned.changes.length })} ${say("paste_cannot", { n: planned.rejected.length })}`;
    dialog.querySelector("tbody").replaceChildren(...planned.rejected.map(({ where: place, text: cell, reason }) =>
      make("tr", {}, [make("td", {}, [place]), make("td", {}, [make("b", {}, [cell])]), make("td", {}, [reason])])));
    const accept = dialog.querySelector("[data-part='accept']");
    accept.hidden = !planned.changes.length;
    accept.textContent = say("paste_rest", { n: planned.changes.length });
    accept.onclick = () => {
      dialog.close();
      put(planned);
    };
    dialog.showModal();
  }

  /** Repeat the first row down (or the first column across); of one row, what is above it. */
  function fill(rows, columns) {
    const { top, bottom, left, right } = cursor.block();
    const from = rows ? (top === bottom ? top - 1 : top) : left === right ? left - 1 : left;
    if (from < 0) return tell(say("nothing_to_fill"));
    const changes = cursor.cells().flatMap((td) => {
      const { row, column } = sheet.place(td);
      const source = rows ? sheet.cell(from, column) : sheet.cell(row, from);
      if (source === td) return [];
      const { mark, attendance } = sheet.values(source);
      const lesson = rows && attendance ? [{ td, kind: "attendance", value: attendance }] : [];
      return mark ? [{ td, kind: "mark", value: mark }, ...lesson] : lesson;
    });
    const { done, blocked } = edits.make(changes, { quiet: true });
    const refused = blocked.length ? ` ${edits.refusal(blocked, changes.length)}` : "";
    return tell(say("filled", { n: done.length }) + refused);
  }

  /** @param {() => boolean} active whether the keys are the grid's now */
  function listen(active) {
    for (const name of ["copy", "cut"]) {
      document.addEventListener(name, (event) => {
        if (!active()) return;
        event.clipboardData.setData("text/plain", copied());
        event.preventDefault();
        tell(say("copied", { n: cursor.cells().length }));
        if (name === "cut") clear();
      });
    }
    document.addEventListener("paste", (event) => {
      if (!active()) return;
      event.preventDefault();
      paste(event.clipboardData.getData("text/plain"));
    });
    for (const node of dialog.querySelectorAll("[data-close]")) node.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => cursor.focus());
  }

  return { fill, listen };
}
