// The load: a row for a course and teacher, a column for a kind of hours in a semester; only rows in sight are drawn.
import { button, make } from "../../journal/grid/dom.js";
import { createWords } from "../../journal/grid/words.js";
import { createSaver } from "../shared/saver.js";
import { createModel, keyOf } from "./model.js";
import { drawPeople } from "./people.js";
import { createPicker, plain } from "./picker.js";

const ROW = 28;
const SPARE = 8;
const TEACHER = 2;
const FIRST = 3;
const find = (id) => document.getElementById(`ld-${id}`);
const config = JSON.parse(find("config").textContent);
const say = createWords(config.texts, document.documentElement.lang);
const grid = find("grid");
const staff = new Map(config.staff.map((each) => [each[0], each]));
const last = new Map(config.last);
/** Since when and until when a teacher has a course, where that is not the whole year. */
const spans = new Map(config.spans.map(([course, employee, ...days]) => [`${course}:${employee}`, days]));
const address = new URL(location.href);
const model = createModel(config, (changes) => {
  for (const [key, value] of changes) saver?.put(key, value, key.startsWith("n") ? norms.get(key) ?? null : model.was(key));
  refresh();
});
const norms = new Map(config.staff.filter(([, , , post]) => post !== null).map(([id, , , post, rate]) => [`n${id}`, [post, rate]]));
const saver = config.isWritten ? createSaver({ name: `load:${config.year}`, config, say, status: find("status"), onResult }) : null;
const columns = model.columns;
const width = FIRST + columns.length + 2;
let lines = [];
let at = { row: 0, col: TEACHER };
let input = null;
let isOnPaper = false;
const picker = createPicker({ staff: config.staff, say, onPick: assign, onLeave: (back) => back && grid.focus() });

function rebuild() {
  const group = find("group").value;
  const teacher = Number(find("teacher").value);
  const words = plain(find("subject").value);
  const isLeft = find("left").checked;
  lines = [];
  for (const course of model.courses) {
    if (group && config.groups[course.group][0] !== group) continue;
    if (words && !plain(config.subjects[course.subject].join(" ")).includes(words)) continue;
    const left = model.allLeft(course);
    const isOpen = left > 0 || !course.teachers.length;
    if (isLeft && !isOpen) continue;
    for (const over of course.over) if (!teacher || over.employee === teacher) lines.push({ course, employee: over.employee, over });
    for (const employee of course.teachers) if (!teacher || employee === teacher) lines.push({ course, employee });
    if (isOpen && (!teacher || isLeft || course.teachers.includes(teacher))) lines.push({ course, employee: null });
  }
  at = { row: Math.max(0, Math.min(at.row, lines.length - 1)), col: at.col };
}

function cellText(line, col) {
  const { course, employee, over } = line;
  if (col === 0) return config.groups[course.group][0];
  if (col === 1) return config.subjects[course.subject].join(" ").trim();
  if (col === TEACHER) return employee === null ? say("nobody") : teacherText(line);
  const of = (column) => (over ? over.cells.get(column.id) : employee === null ? model.left(course, column) || undefined : model.has(course, employee, column));
  if (col < FIRST + columns.length) return String(of(columns[col - FIRST]) ?? "");
  if (col === FIRST + columns.length) return String(columns.reduce((sum, column) => sum + (of(column) ?? 0), 0) || "");
  return String(columns.reduce((sum, column) => sum + model.left(course, column), 0) || "");
}

function teacherText({ course, employee, over }) {
  const [since, until] = over ? ["", over.until] : spans.get(`${course.id}:${employee}`) ?? [];
  return [staff.get(employee)?.[1] ?? "?", since && say("since", { day: since }), until && say("until", { day: until })].filter(Boolean).join(", ");
}

function columnName(col) {
  if (col < FIRST) return say(["group", "subject", "teacher"][col]);
  const column = columns[col - FIRST];
  if (!column) return say(col === FIRST + columns.length ? "sum" : "left");
  return say("column", { kind: config.kindNames[column.place], term: column.term ? say("term", { n: column.term }) : say("year") });
}

function drawHead() {
  const head = make("div", { class: "ld-row ld-head", role: "row", "aria-rowindex": "1" });
  for (let col = 0; col < width; col += 1) {
    const column = columns[col - FIRST];
    const short = column && col >= FIRST ? `${config.kindShort[column.kind]}${column.term ? ` ${column.term}` : ""}` : columnName(col);
    head.append(make("div", { role: "columnheader", title: columnName(col), class: column?.term === 2 && columns[col - FIRST - 1]?.term !== 2 ? "is-next" : "" }, [short]));
  }
  return head;
}

const body = make("div", { class: "ld-body", role: "rowgroup" });

function draw() {
  body.style.height = `${lines.length * ROW}px`;
  const first = isOnPaper ? 0 : Math.max(0, Math.floor(grid.scrollTop / ROW) - SPARE);
  const end = isOnPaper ? lines.length : Math.min(lines.length, Math.ceil((grid.scrollTop + grid.clientHeight) / ROW) + SPARE);
  const drawn = [];
  for (let row = first; row < end; row += 1) drawn.push(drawRow(row));
  body.replaceChildren(...drawn);
  grid.setAttribute("aria-rowcount", String(lines.length + 1));
  const active = document.getElementById(`l${at.row}-${at.col}`);
  if (active) grid.setAttribute("aria-activedescendant", active.id);
  else grid.removeAttribute("aria-activedescendant");
}

function drawRow(row) {
  const line = lines[row];
  const above = lines[row - 1];
  const isSame = above?.course === line.course;
  const kind = line.over ? " is-over" : line.employee === null ? " is-open" : "";
  const element = make("div", { class: `ld-row${kind}${isSame ? " is-same" : ""}`, role: "row", "aria-rowindex": String(row + 2) });
  element.style.top = `${row * ROW}px`;
  for (let col = 0; col < width; col += 1) {
    const text = cellText(line, col);
    const column = columns[col - FIRST];
    const names = [];
    if (row === at.row && col === at.col) names.push("is-at");
    if (col === TEACHER && line.employee !== null) names.push("is-who");
    if (column && col >= FIRST) {
      const left = model.left(line.course, column);
      if (left < 0) names.push("is-much");
      if (column.term === 2 && columns[col - FIRST - 1]?.term !== 2) names.push("is-next");
      if (text && saver?.waits(keyOf(line.course.id, line.employee, column))) names.push("is-waiting");
    }
    if (col === width - 1 && text) names.push(Number(text) < 0 ? "is-much" : "is-left");
    const role = col < TEACHER ? "rowheader" : "gridcell";
    element.append(make("div", { role, id: `l${row}-${col}`, class: names.join(" "), title: col < FIRST ? text : false, "data-col": String(col), "data-row": String(row) }, [isSame && col < TEACHER ? make("span", { class: "ld-again" }, [text]) : text]));
  }
  return element;
}

function refresh() {
  rebuild();
  draw();
  people();
  tell();
  const left = model.courses.reduce((sum, course) => sum + model.allLeft(course), 0);
  find("shown").textContent = lines.length ? say("shown", { rows: lines.length, left }) : say("empty");
  if (config.isWritten) find("undo").disabled = !model.canUndo();
}

function people() {
  drawPeople({ list: find("people"), config, model, say, chosen: Number(find("teacher").value), onChoose: (id) => {
    find("teacher").value = id ? String(id) : "";
    narrow();
  } });
}

function tell() {
  const line = lines[at.row];
  const column = columns[at.col - FIRST];
  find("cell").textContent = line && column && at.col >= FIRST
    ? say("cell", { group: cellText(line, 0), subject: cellText(line, 1), column: columnName(at.col), asked: line.course.needs.get(column.id) ?? 0, given: model.given(line.course, column) })
    : line ? `${cellText(line, 0)}, ${cellText(line, 1)}` : "";
}

function show() {
  const top = at.row * ROW;
  if (top < grid.scrollTop) grid.scrollTop = top;
  else if (top + 2 * ROW > grid.scrollTop + grid.clientHeight - 12) grid.scrollTop = top + 2 * ROW + 12 - grid.clientHeight;
  draw();
  document.getElementById(`l${at.row}-${at.col}`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  tell();
}

function go(row, col) {
  at = { row: Math.max(0, Math.min(lines.length - 1, at.row + row)), col: Math.max(TEACHER, Math.min(FIRST + columns.length - 1, at.col + col)) };
  show();
}

function suggested(course) {
  const found = new Map();
  const before = [last.get(course.id), ...(config.lastBySubject[course.subject] ?? [])].filter((id) => staff.has(id));
  for (const id of before) found.set(id, say("last"));
  for (const other of model.courses) if (other.subject === course.subject && other !== course) for (const id of other.teachers) if (!found.has(id)) found.set(id, say("other"));
  return found;
}

function edit(text = "") {
  const line = lines[at.row];
  if (!config.isWritten || !line || line.over) return;
  const cell = document.getElementById(`l${at.row}-${at.col}`);
  if (!cell) return;
  if (at.col === TEACHER) {
    picker.open(cell, text, suggested(line.course));
    return;
  }
  if (line.employee === null) return;
  input = make("input", { class: "ld-input", inputmode: "numeric", "aria-label": columnName(at.col) });
  input.value = text || cellText(line, at.col);
  cell.append(input);
  input.focus();
  if (!text) input.select();
  let isOver = false;
  const end = (keep) => {
    if (isOver) return;
    isOver = true;
    const typed = input.value.trim();
    input = null;
    if (keep) set(line, at.col, typed);
    draw();
  };
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") end(false);
    else if (["Enter", "Tab", "ArrowDown", "ArrowUp"].includes(event.key)) {
      end(true);
      if (event.key === "Tab") go(0, event.shiftKey ? -1 : 1);
      else go(event.key === "ArrowUp" ? -1 : 1, 0);
    } else return;
    event.preventDefault();
    grid.focus();
  });
  input.addEventListener("blur", () => end(true));
}

function set(line, col, text) {
  const column = columns[col - FIRST];
  if (!column || line.over || line.employee === null) return;
  if (text && !/^\d{1,4}$/.test(text)) {
    find("status").textContent = say("not_hours", { text });
    return;
  }
  model.write([[keyOf(line.course.id, line.employee, column), text === "" ? null : Number(text)]]);
}

/** A teacher for the row: hours left go to them; a row that is somebody's passes whole, from a day when it has begun. */
function assign(employee) {
  const line = lines[at.row];
  const { course } = line;
  if (line.employee === employee) return;
  if (line.employee === null) model.write(model.assign(course, employee));
  else if (config.hasBegun) return hand(employee);
  else {
    const moved = columns.filter((column) => model.has(course, line.employee, column) !== undefined).map((column) => [keyOf(course.id, employee, column), model.has(course, line.employee, column) + (model.has(course, employee, column) ?? 0)]);
    model.write([...model.take(course, line.employee), ...moved]);
  }
  const row = lines.findIndex((each) => each.course === course && each.employee === employee && !each.over);
  if (row >= 0) at.row = row;
  show();
  return undefined;
}

function clear() {
  const line = lines[at.row];
  if (!config.isWritten || !line || line.employee === null || line.over) return;
  if (at.col === TEACHER) model.write(model.take(line.course, line.employee));
  else set(line, at.col, "");
}

function hand(employee = 0) {
  const line = lines[at.row];
  if (!line || line.employee === null || line.over) {
    find("status").textContent = say("no_giver");
    return;
  }
  const dialog = find("hand-dialog");
  const { elements } = dialog.querySelector("form");
  elements.course.value = line.course.id;
  elements.giver.value = line.employee;
  elements.back.value = address.searchParams.toString();
  find("hand-what").textContent = `${cellText(line, 0)}, ${cellText(line, 1)}: ${staff.get(line.employee)[1]}`;
  find("taker").replaceChildren(new Option("—", ""), ...config.staff.filter(([id]) => id !== line.employee).map(([id, , full]) => new Option(full, String(id), false, id === employee)));
  dialog.showModal();
}

function paste(text) {
  if (!config.isWritten) return;
  const changes = [];
  text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((words, row) => {
    const line = lines[at.row + row];
    if (!line || line.over) return;
    let { employee } = line;
    words.split("\t").forEach((word, place) => {
      const col = at.col + place;
      const typed = word.trim();
      if (col === TEACHER && typed && employee === null) {
        const found = config.staff.filter(([, short, full]) => [plain(short), plain(full)].includes(plain(typed)));
        if (found.length !== 1) find("status").textContent = say("unknown", { name: typed });
        else {
          employee = found[0][0];
          changes.push(...model.assign(line.course, employee));
        }
      } else if (col >= FIRST && employee !== null && columns[col - FIRST] && /^\d{0,4}$/.test(typed)) {
        changes.push([keyOf(line.course.id, employee, columns[col - FIRST]), typed === "" ? null : Number(typed)]);
      }
    });
  });
  model.write([...new Map(changes)]);
}

function undo() {
  if (model.undo()) find("status").textContent = say("undone");
}

function onResult(result, sent) {
  const { key, status } = result;
  if (key.startsWith("n")) norms.set(key, result.was ?? norms.get(key));
  if (status === "saved") {
    if (!key.startsWith("n")) model.settle(key, result.was);
  } else if (status === "conflict") conflict(result, sent);
  else {
    find("status").textContent = say("refused", { reason: result.reason });
    model.write([[key, model.was(key) ?? norms.get(key) ?? null]], true);
  }
  draw();
}

function conflict(result, sent) {
  const { key } = result;
  const [course, employee] = key.split(":").map(Number);
  const isNorm = key.startsWith("n");
  const line = { course: model.byId.get(course), employee };
  const where = isNorm ? staff.get(Number(key.slice(1)))[1] : [0, 1, TEACHER].map((col) => cellText(line, col)).join(", ");
  const panel = find("conflict");
  const value = result.value === null ? say("nothing") : String(result.value);
  const note = make("p", {}, [`${say("conflict", { where, author: result.author || "—", at: result.at_text ?? "", value })} `]);
  if (!isNorm) model.settle(key, result.was);
  const decide = (takeTheirs) => {
    note.remove();
    panel.hidden = !panel.childElementCount;
    if (takeTheirs) model.write([[key, result.value]], true);
    else saver.put(key, sent.value, result.was);
  };
  note.append(button(say("mine"), () => decide(false), "primary"), " ", button(say("theirs"), () => decide(true)));
  panel.append(note);
  panel.hidden = false;
}

const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], PageUp: [-15, 0], PageDown: [15, 0], Home: [0, -99], End: [0, 99] };

grid.addEventListener("keydown", (event) => {
  const isCommand = event.ctrlKey || event.metaKey;
  if (ARROWS[event.key] && !isCommand) go(...ARROWS[event.key]);
  else if (isCommand && event.code === "KeyZ") undo();
  else if (isCommand || event.altKey) return;
  else if (event.key === "Enter" || event.key === "F2") edit();
  else if (event.key === "Delete" || event.key === "Backspace") clear();
  else if (at.col === TEACHER && /^\p{L}$/u.test(event.key)) edit(event.key);
  else if (at.col >= FIRST && /^\d$/.test(event.key)) edit(event.key);
  else return;
  event.preventDefault();
});
grid.addEventListener("pointerdown", (event) => {
  const cell = event.target.closest("[data-col]");
  if (!cell || event.target.closest("input")) return;
  const col = Math.min(Number(cell.dataset.col), FIRST + columns.length - 1);
  const isAgain = at.row === Number(cell.dataset.row) && at.col === Math.max(TEACHER, col);
  at = { row: Number(cell.dataset.row), col: Math.max(TEACHER, col) };
  event.preventDefault();
  grid.focus({ preventScroll: true });
  draw();
  tell();
  if (isAgain) edit();
});
grid.addEventListener("paste", (event) => {
  if (event.target.closest("input")) return;
  event.preventDefault();
  paste(event.clipboardData.getData("text/plain"));
});
grid.addEventListener("copy", (event) => {
  if (event.target.closest("input") || !lines[at.row]) return;
  event.preventDefault();
  event.clipboardData.setData("text/plain", cellText(lines[at.row], at.col));
});
grid.addEventListener("scroll", () => {
  if (!picker.isOpen() && !input) requestAnimationFrame(draw);
});
addEventListener("resize", draw);
// On paper there is no scrolling: every row that is not filtered out is drawn.
for (const [name, isPaper] of [["beforeprint", true], ["afterprint", false]]) {
  addEventListener(name, () => {
    isOnPaper = isPaper;
    draw();
  });
}

function narrow() {
  for (const name of ["group", "teacher", "subject"]) {
    if (find(name).value) address.searchParams.set(name, find(name).value);
    else address.searchParams.delete(name);
  }
  if (find("left").checked) address.searchParams.set("left", "1");
  else address.searchParams.delete("left");
  history.replaceState(null, "", address);
  at = { row: 0, col: TEACHER };
  grid.scrollTop = 0;
  refresh();
}

function start() {
  find("group").append(...config.groups.map(([name]) => new Option(name, name)));
  find("teacher").append(...config.staff.map(([id, short]) => new Option(short, String(id))));
  for (const name of ["group", "teacher", "subject"]) {
    find(name).value = address.searchParams.get(name) ?? "";
    find(name).addEventListener(name === "subject" ? "input" : "change", narrow);
  }
  find("left").checked = address.searchParams.has("left");
  find("left").addEventListener("change", narrow);
  grid.style.setProperty("--ld-columns", String(columns.length));
  grid.setAttribute("role", "grid");
  grid.setAttribute("aria-label", say("grid"));
  grid.replaceChildren(make("div", { role: "rowgroup", class: "ld-heads" }, [drawHead()]), body);
  find("history").addEventListener("click", () => {
    if (lines[at.row]) location.href = config.urls.history.replace("/0/", `/${lines[at.row].course.id}/`);
  });
  if (config.isWritten) {
    find("undo").addEventListener("click", undo);
    find("hand").addEventListener("click", () => hand());
    for (const one of document.querySelectorAll("dialog [data-close]")) one.addEventListener("click", () => one.closest("dialog").close());
    const drafts = saver.restore();
    if (drafts.length) model.write(drafts.map((each) => [each.key, each.value]), true);
  }
  refresh();
  if (document.activeElement === document.body) grid.focus({ preventScroll: true });
}

start();
