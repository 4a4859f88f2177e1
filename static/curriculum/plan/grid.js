// Moving in the grid, typing, blocks, rows: what the keyboard and the mouse do.
import { changeRow, endOf, HOLDERS, isHolder, kindOf, withCell } from "./state.js";

const PAGE = 12;

export function createGrid({ table, state, view, config, say, pickSubject, onMove }) {
  let active = { row: 0, col: 0 };
  let anchor = active;
  let input = null;
  const canWrite = config.isWritten;

  const rows = () => state.now.rows;
  const clamp = (at) => ({
    row: Math.max(0, Math.min(at.row, rows().length - 1)),
    col: Math.max(0, Math.min(at.col, view.columns().length - 1)),
  });
  const block = () => ({
    top: Math.min(active.row, anchor.row), bottom: Math.max(active.row, anchor.row),
    left: Math.min(active.col, anchor.col), right: Math.max(active.col, anchor.col),
  });

  function go(at, { extend = false, focus = true } = {}) {
    active = clamp(at);
    if (!extend) anchor = active;
    mark(focus);
  }

  function mark(focus) {
    for (const cell of table.querySelectorAll(".is-active, .is-chosen")) cell.classList.remove("is-active", "is-chosen");
    for (const cell of table.querySelectorAll('td[tabindex="0"]')) cell.tabIndex = -1;
    anchor = clamp(anchor);
    const { top, bottom, left, right } = block();
    if (top !== bottom || left !== right) {
      for (let row = top; row <= bottom; row += 1) for (let col = left; col <= right; col += 1) view.at(row, col)?.classList.add("is-chosen");
    }
    const cell = view.at(active.row, active.col);
    if (!cell) return;
    cell.classList.add("is-active");
    cell.tabIndex = 0;
    if (focus) cell.focus({ preventScroll: true });
    if (focus) show(cell);
    onMove(rows()[active.row], view.columns()[active.col], cell);
  }

  /** Bring a cell out from under the frozen columns and the heads. */
  function show(cell) {
    const frame = table.parentElement;
    const place = cell.getBoundingClientRect();
    const box = frame.getBoundingClientRect();
    const frozen = active.col > 1 ? (table.querySelector("tbody td.c-name")?.getBoundingClientRect().right ?? box.left) : box.left;
    const head = table.tHead?.getBoundingClientRect().height ?? 0;
    const foot = table.tFoot?.getBoundingClientRect().height ?? 0;
    if (place.left < frozen) frame.scrollLeft -= frozen - place.left;
    else if (place.right > box.right) frame.scrollLeft += place.right - box.right;
    if (place.top < box.top + head) frame.scrollTop -= box.top + head - place.top;
    else if (place.bottom > box.bottom - foot) frame.scrollTop += place.bottom - (box.bottom - foot);
  }

  function put(row, column, text) {
    if (view.isReadOnly(row, column)) return;
    const isFresh = !row.name && !row.code;
    state.step(changeRow(state.now, row.key, (old) => {
      const made = withCell(old, column, text);
      return column.id === "code" && isFresh ? { ...made, kind: kindOf(made.code, made.name, made.kind) } : made;
    }));
  }

  function edit(typed) {
    const row = rows()[active.row];
    const column = view.columns()[active.col];
    if (!canWrite || !row || view.isReadOnly(row, column)) return;
    if (column.type === "subject") return void pickSubject(row);
    const cell = view.at(active.row, active.col);
    input = column.type === "kind" ? select(row) : document.createElement("input");
    input.className = "cell-input";
    input.setAttribute("aria-label", cell.getAttribute("aria-label") ?? say("edit"));
    if (column.type !== "kind") {
      input.value = typed ?? view.text(row, column);
      input.maxLength = { code: 20, name: 300 }[column.id] ?? 40;
      if (column.type === "hours") input.inputMode = "decimal";
    }
    input.dataset.key = row.key;
    input.column = column;
    cell.replaceChildren(input);
    view.forget(active.row);
    input.focus();
    if (typed === undefined && input.select) input.select();
    input.addEventListener("blur", () => finish(true, false));
    if (column.type === "kind") input.addEventListener("change", () => finish(true));
  }

  function select(row) {
    const made = document.createElement("select");
    for (const kind of config.itemKinds) made.append(new Option(`${kind.short} — ${kind.name}`, kind.id, false, kind.id === row.kind));
    return made;
  }

  function finish(keep, focus = true) {
    if (!input) return;
    const done = input;
    input = null;
    const row = rows().find((one) => one.key === done.dataset.key);
    const before = row && done.column.type === "kind" ? row.kind : row && view.text(row, done.column);
    if (keep && row && before !== done.value) put(row, done.column, done.value);
    else redraw(focus);
    if (focus) mark(true);
  }

  let redraw = () => {};

  // Rows ----------------------------------------------------------------------------------------
  function addRow() {
    if (!canWrite) return;
    const above = rows()[active.row];
    const usual = { college: "discipline", school: "school_subject" }[config.kind] ?? "extra";
    const kind = above && !isHolder(above) ? above.kind : usual;
    const made = { key: state.newKey(), kind, code: "", name: "", subject: null, optional: false, hours: {}, controls: {}, depth: above ? above.depth + (isHolder(above) ? 1 : 0) : 0 };
    const at = above ? active.row + 1 : 0;
    state.step({ ...state.now, rows: [...rows().slice(0, at), made, ...rows().slice(at)] });
    go({ row: at, col: 0 });
  }

  function chosenRows() {
    const { top, bottom } = block();
    return rows().slice(top, bottom + 1);
  }

  function dropRows() {
    if (!canWrite || !rows().length) return;
    const { top, bottom } = block();
    let end = bottom + 1;
    for (let at = top; at <= bottom; at += 1) end = Math.max(end, endOf(rows(), at));
    state.step({ ...state.now, rows: [...rows().slice(0, top), ...rows().slice(end)] });
    go({ row: top, col: active.col });
  }

  function indent(by) {
    if (!canWrite) return;
    const { top, bottom } = block();
    let end = bottom + 1;
    for (let at = top; at <= bottom; at += 1) end = Math.max(end, endOf(rows(), at));
    state.step({ ...state.now, rows: rows().map((row, place) => (place >= top && place < end ? { ...row, depth: Math.max(0, row.depth + by) } : row)) });
    mark(true);
  }

  /** The row with all under it changes places with its neighbour at the same depth. */
  function shift(by) {
    if (!canWrite || !rows().length) return;
    const all = rows();
    const top = active.row;
    const end = endOf(all, top);
    const own = all.slice(top, end);
    const rest = [...all.slice(0, top), ...all.slice(end)];
    let at;
    if (by < 0) {
      at = top - 1;
      while (at > 0 && all[at].depth > own[0].depth) at -= 1;
      if (at < 0) return;
    } else {
      if (end >= all.length) return;
      at = all[end].depth < own[0].depth ? top + 1 : top + (endOf(all, end) - end);
    }
    state.step({ ...state.now, rows: [...rest.slice(0, at), ...own, ...rest.slice(at)] });
    go({ row: at, col: active.col });
  }

  // Blocks --------------------------------------------------------------------------------------
  function copied() {
    const { left, right } = block();
    const columns = view.columns().slice(left, right + 1);
    return chosenRows().map((row) => columns.map((column) => (view.isReadOnly(row, column) ? "" : view.text(row, column))).join("\t")).join("\n");
  }

  function clear() {
    const { left, right } = block();
    const columns = view.columns().slice(left, right + 1).filter((column) => !["kind", "sum"].includes(column.type));
    const keys = new Set(chosenRows().map((row) => row.key));
    state.step({ ...state.now, rows: rows().map((row) => (keys.has(row.key) ? columns.reduce((made, column) => (view.isReadOnly(made, column) ? made : withCell(made, column, "")), row) : row)) });
  }

  /** Put a block out of Excel down from the active cell; below the last row, new ones are made. */
  function paste(text) {
    const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
    const { top, left } = block();
    const usual = { college: "discipline", school: "school_subject" }[config.kind] ?? "extra";
    const made = [...rows()];
    lines.forEach((words, down) => {
      const place = top + down;
      if (!made[place]) {
        const above = made[place - 1];
        made[place] = { key: state.newKey(), kind: usual, code: "", name: "", subject: null, optional: false, hours: {}, controls: {}, depth: above ? above.depth + (isHolder(above) ? 1 : 0) : 0 };
      }
      if (!made[place].name && !made[place].code) made[place] = { ...made[place], isNew: true };
      words.forEach((word, along) => {
        const column = view.columns()[left + along];
        if (!column || column.type === "sum") return;
        made[place] = pasted(made[place], column, word.trim());
      });
      if (made[place].isNew) {
        const { isNew, ...row } = made[place];
        made[place] = { ...row, kind: kindOf(row.code, row.name, row.kind) };
        if (HOLDERS.includes(made[place].kind)) made[place] = { ...made[place], hours: {}, controls: {}, depth: made[place].kind === "module" ? 1 : 0 };
      }
    });
    state.step({ ...state.now, rows: made });
    go({ row: top, col: left });
    active = clamp({ row: top + lines.length - 1, col: left + lines[0].length - 1 });
    mark(true);
  }

  function pasted(row, column, word) {
    if (view.isReadOnly(row, column)) return row;
    if (column.type === "kind") {
      const kind = config.itemKinds.find((one) => [one.short, one.name].some((name) => name.toLowerCase() === word.toLowerCase()));
      return kind ? withCell(row, column, kind.id) : row;
    }
    if (column.type === "subject") {
      const subject = config.subjects.find((one) => [one.short, one.name].some((name) => name.toLowerCase() === word.toLowerCase()));
      return subject ? withCell(row, column, String(subject.id)) : row;
    }
    return withCell(row, column, word);
  }

  // Keys ----------------------------------------------------------------------------------------
  function onKey(event) {
    const key = event.key;
    const control = event.ctrlKey || event.metaKey;
    if (input) return onInputKey(event, key);
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-PAGE, 0], PageDown: [PAGE, 0] }[key];
    const letter = control && ({ KeyZ: event.shiftKey ? "redo" : "undo", KeyY: "redo", KeyA: "all" })[event.code];
    const done = () => event.preventDefault();
    if (event.altKey && step) { done(); return step[0] ? shift(Math.sign(step[0])) : indent(step[1]); }
    if (letter === "undo") { done(); state.undo(); return mark(true); }
    if (letter === "redo") { done(); state.redo(); return mark(true); }
    if (letter === "all") { done(); anchor = { row: 0, col: 0 }; active = clamp({ row: 1e6, col: 1e6 }); return mark(true); }
    if (step) { done(); return go({ row: active.row + step[0], col: active.col + step[1] }, { extend: event.shiftKey }); }
    if (key === "Home" || key === "End") { done(); return go({ row: control ? (key === "Home" ? 0 : 1e6) : active.row, col: key === "Home" ? 0 : 1e6 }, { extend: event.shiftKey }); }
    if (key === "Tab") return tab(event);
    if (key === "Enter") { done(); return go({ row: active.row + (event.shiftKey ? -1 : 1), col: active.col }); }
    if (key === "F2") { done(); return edit(); }
    if (key === "Insert") { done(); return addRow(); }
    if (key === "Delete" && control) { done(); return dropRows(); }
    if ((key === "Delete" || key === "Backspace") && canWrite) { done(); return clear(); }
    if (key.length === 1 && !control && !event.altKey) { done(); return edit(key === " " ? undefined : key); }
    return undefined;
  }

  /** Tab goes along the row; past its ends it leaves the grid. */
  function tab(event) {
    const next = active.col + (event.shiftKey ? -1 : 1);
    if (next < 0 || next >= view.columns().length) return;
    event.preventDefault();
    go({ row: active.row, col: next });
  }

  function onInputKey(event, key) {
    if (key === "Escape") { event.preventDefault(); return finish(false); }
    if (key !== "Enter" && key !== "Tab" && !(["ArrowUp", "ArrowDown"].includes(key) && input.tagName === "INPUT")) return undefined;
    event.preventDefault();
    finish(true);
    if (key === "Tab") return go({ row: active.row, col: active.col + (event.shiftKey ? -1 : 1) });
    return go({ row: active.row + (key === "ArrowUp" || (key === "Enter" && event.shiftKey) ? -1 : 1), col: active.col });
  }

  function placeOf(event) {
    const cell = event.target.closest?.("td[data-at]");
    if (!cell || !table.contains(cell)) return null;
    const [row, col] = cell.dataset.at.split(":").map(Number);
    return { row, col };
  }

  table.addEventListener("keydown", (event) => { if (!event.target.closest("thead")) onKey(event); });
  table.addEventListener("mousedown", (event) => {
    if (event.target === input) return;
    const at = placeOf(event);
    if (!at) return;
    finish(true, false);
    event.preventDefault();
    go(at, { extend: event.shiftKey });
    const drag = (moved) => { const to = placeOf(moved); if (to) go(to, { extend: true }); };
    const stop = () => { table.removeEventListener("mouseover", drag); window.removeEventListener("mouseup", stop); };
    table.addEventListener("mouseover", drag);
    window.addEventListener("mouseup", stop);
  });
  table.addEventListener("dblclick", (event) => { if (placeOf(event) && event.target !== input) edit(); });
  table.addEventListener("click", (event) => {
    if (event.target.closest("td.c-subject") && event.target !== input && event.detail === 1) edit();
  });
  table.addEventListener("copy", (event) => { if (!input) { event.clipboardData.setData("text/plain", copied()); event.preventDefault(); } });
  table.addEventListener("cut", (event) => { if (!input && canWrite) { event.clipboardData.setData("text/plain", copied()); clear(); event.preventDefault(); } });
  table.addEventListener("paste", (event) => { if (!input && canWrite) { paste(event.clipboardData.getData("text/plain")); event.preventDefault(); } });

  return {
    addRow, dropRows, indent, shift, go,
    active: () => active,
    isEditing: () => Boolean(input),
    connect(draw) { redraw = (focus) => { draw(); mark(focus); }; },
    mark,
  };
}
