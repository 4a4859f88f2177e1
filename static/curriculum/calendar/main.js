// The calendar study schedules: weeks painted by mouse, by finger and by keyboard, saved by themselves.
import { button, make } from "../../journal/grid/dom.js";
import { createWords } from "../../journal/grid/words.js";
import { createSaver } from "../shared/saver.js";
import { connectPointers } from "./pointers.js";
import { counts, createState, painted, put } from "./state.js";

const find = (id) => document.getElementById(`cal-${id}`);
const config = JSON.parse(find("config").textContent);
const say = createWords(config.texts, document.documentElement.lang);
const { groups, kinds, weeks } = config;
const byLetter = new Map(kinds.map((kind) => [kind.letter, kind]));
const bySign = new Map(kinds.flatMap((kind) => [[kind.sign, kind.letter], [kind.letter, kind.letter]]));
const tokens = new Map(groups.map((group) => [group.id, group.seen]));
const table = find("table");
const lines = new Map();
/** The letter that is painted with; without one a finger scrolls. */
let brush = "T";
let at = { row: 0, week: 0 };
let from = at;

const state = createState(groups, (changed) => {
  for (const group of changed) {
    drawRow(group);
    saver?.put(String(group), state.row(group), tokens.get(group));
  }
  buttons();
});
const saver = config.isWritten ? createSaver({ name: `calendars:${config.year}`, config, say, status: find("status"), onResult }) : null;

function onResult(result, sent) {
  const group = Number(result.key);
  if (result.status === "saved") tokens.set(group, result.was);
  if (result.status === "conflict") conflict(group, result, sent.value);
}

/** Nothing is overwritten: the person chooses whose row it is to be. */
function conflict(group, told, mine) {
  const name = groups.find((each) => each.id === group).name;
  const panel = find("conflict");
  const line = make("p", {}, [`${say("conflict", { group: name, author: told.author, at: told.at_text })} `]);
  const decide = (takeTheirs) => {
    tokens.set(group, told.was);
    line.remove();
    panel.hidden = !panel.childElementCount;
    if (takeTheirs) {
      state.write([[group, told.value.slice(0, weeks.length)]], true);
      return;
    }
    saver.put(String(group), mine, told.was);
  };
  line.append(button(say("mine"), () => decide(false), "primary"), " ", button(say("theirs"), () => decide(true)));
  panel.append(line);
  panel.hidden = false;
}

function drawHead() {
  const months = make("tr", { role: "row" }, [make("th", { rowspan: "2", role: "columnheader" }, [say("group")])]);
  for (const [name, span] of config.months) months.append(make("th", { colspan: String(span), role: "columnheader" }, [name]));
  for (const letter of config.counted) {
    const { sign, label, name } = byLetter.get(letter);
    months.append(make("th", { rowspan: "2", role: "columnheader", title: label, class: `cal-count week-${name}`, "aria-label": label }, [sign]));
  }
  months.append(make("th", { rowspan: "2", role: "columnheader", class: "cal-words" }, [say("against")]));
  const days = make("tr", { role: "row" });
  for (const [place, week] of weeks.entries()) {
    const off = week.off.length ? `; ${say("off", { days: week.off.join(", ") })}` : "";
    const words = `${say("week", { n: place + 1, words: week.words })}${off}`;
    days.append(make("th", { role: "columnheader", title: words, class: week.off.length ? "has-off" : "", "aria-label": words }, [week.first]));
  }
  table.append(make("thead", { role: "rowgroup" }, [months, days]));
}

function drawBody() {
  const body = make("tbody", { role: "rowgroup" });
  let level = groups[0].level;
  groups.forEach((group, row) => {
    const head = make("th", { scope: "row", role: "rowheader" }, [group.name]);
    if (group.published) head.append(" ", make("span", { class: "cal-shown", title: say("published"), "aria-label": say("published"), role: "img" }, ["✓"]));
    const cells = weeks.map((_week, week) => make("td", { role: "gridcell", id: `c${row}-${week}`, "data-week": String(week) }));
    const sums = config.counted.map(() => make("td", { role: "gridcell", class: "cal-count" }));
    const words = make("td", { role: "gridcell", class: "cal-words" });
    const line = make("tr", { role: "row", "data-row": String(row), class: group.level === level ? "" : "is-next" }, [head, ...cells, ...sums, words]);
    level = group.level;
    lines.set(group.id, { cells, sums, words });
    body.append(line);
  });
  table.append(body);
  for (const group of groups) drawRow(group.id);
}

function drawRow(id) {
  const group = groups.find((each) => each.id === id);
  const { cells, sums, words } = lines.get(id);
  const row = state.row(id);
  cells.forEach((cell, week) => {
    const kind = byLetter.get(row[week]);
    if (cell.textContent === kind.sign && cell.dataset.letter === kind.letter) return;
    cell.textContent = kind.letter === "-" ? "" : kind.sign;
    cell.dataset.letter = kind.letter;
    cell.className = `week week-${kind.name}${cell.classList.contains("is-chosen") ? " is-chosen" : ""}${cell.classList.contains("is-at") ? " is-at" : ""}`;
  });
  const has = counts(row);
  const isEmpty = !row.replaceAll("-", "");
  const told = [];
  config.counted.forEach((letter, place) => {
    const many = has[letter] ?? 0;
    const asked = group.planned?.[letter];
    const { label } = byLetter.get(letter);
    const isOff = asked !== undefined && asked !== many && !isEmpty;
    sums[place].textContent = many || (isOff ? "0" : "");
    sums[place].classList.toggle("is-off", isOff);
    sums[place].title = asked === undefined ? say("total", { kind: label, has: many }) : say("of", { kind: label, has: many, asked });
    if (isOff) told.push(say(many > asked ? "more" : "fewer", { kind: label, n: Math.abs(many - asked) }));
  });
  words.textContent = isEmpty ? say("empty") : group.planned ? told.join("; ") || say("fits") : say("no_plan");
  words.classList.toggle("is-off", told.length > 0 || isEmpty);
}

function range() {
  const rows = [Math.min(from.row, at.row), Math.max(from.row, at.row)];
  const places = [Math.min(from.week, at.week), Math.max(from.week, at.week)];
  return { rows, places };
}

function inside() {
  const { rows: [top, bottom] } = range();
  return groups.slice(top, bottom + 1);
}

function mark() {
  const { rows: [top, bottom], places: [left, right] } = range();
  for (const cell of table.querySelectorAll(".is-chosen, .is-at")) cell.classList.remove("is-chosen", "is-at");
  for (let row = top; row <= bottom; row += 1) {
    const { cells } = lines.get(groups[row].id);
    for (let week = left; week <= right; week += 1) cells[week].classList.add("is-chosen");
  }
  const cell = lines.get(groups[at.row].id).cells[at.week];
  cell.classList.add("is-at");
  table.setAttribute("aria-activedescendant", cell.id);
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  const group = groups[at.row];
  const { words, off } = weeks[at.week];
  const rest = off.length ? `${words}; ${say("off", { days: off.join(", ") })}` : words;
  find("cell").textContent = say("cell", { group: group.name, week: say("week", { n: at.week + 1, words: rest }), kind: byLetter.get(state.row(group.id)[at.week]).label });
}

function paint(letter = brush) {
  if (!config.isWritten || !letter) return;
  const { places: [left, right] } = range();
  state.write(inside().map((group) => [group.id, painted(state.row(group.id), left, right, letter)]));
  mark();
}

function choose(letter) {
  brush = letter;
  table.classList.toggle("is-painted", Boolean(letter) && config.isWritten);
  for (const one of find("legend").querySelectorAll("[role=radio]")) one.setAttribute("aria-checked", String(one.dataset.letter === letter));
}

function drawLegend() {
  kinds.forEach((kind, place) => {
    const sample = make("span", { class: `week week-${kind.name}` }, [kind.sign]);
    const one = make("button", { type: "button", role: "radio", "aria-checked": "false", "data-letter": kind.letter, class: "cal-kind" }, [make("kbd", {}, [String(place)]), sample, ` ${kind.label}`]);
    one.disabled = !config.isWritten;
    one.addEventListener("click", () => choose(kind.letter));
    find("legend").append(one);
  });
  if (config.isWritten) {
    const hand = make("button", { type: "button", role: "radio", "aria-checked": "false", "data-letter": "", class: "cal-kind cal-hand" }, ["☝ ", say("hand")]);
    hand.addEventListener("click", () => choose(""));
    find("legend").prepend(hand);
  }
  choose(config.isWritten && matchMedia("(pointer: coarse)").matches ? "" : "T");
}

function go(step, extend) {
  at = { row: Math.max(0, Math.min(groups.length - 1, at.row + step.row)), week: Math.max(0, Math.min(weeks.length - 1, at.week + step.week)) };
  if (!extend) from = at;
  if (extend) paint();
  mark();
}

const ARROWS = { ArrowLeft: { row: 0, week: -1 }, ArrowRight: { row: 0, week: 1 }, ArrowUp: { row: -1, week: 0 }, ArrowDown: { row: 1, week: 0 }, Home: { row: 0, week: -60 }, End: { row: 0, week: 60 }, PageUp: { row: -10, week: 0 }, PageDown: { row: 10, week: 0 } };

table.addEventListener("keydown", (event) => {
  const isCommand = event.ctrlKey || event.metaKey;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  if (ARROWS[event.key] && !isCommand) go(ARROWS[event.key], event.shiftKey && config.isWritten);
  else if (isCommand && (event.code === "KeyY" || (event.code === "KeyZ" && event.shiftKey))) state.redo();
  else if (isCommand && event.code === "KeyZ") state.undo();
  else if (!isCommand && !event.altKey && digit && kinds[digit]) {
    choose(kinds[digit].letter);
    paint();
  } else if (event.key === " " || event.key === "Enter") paint();
  else if (event.key === "Delete" || event.key === "Backspace") paint("-");
  else return;
  event.preventDefault();
});

table.addEventListener("copy", (event) => {
  const { places: [left, right] } = range();
  const text = inside().map((group) => [...state.row(group.id).slice(left, right + 1)].map((letter) => byLetter.get(letter).sign).join("\t")).join("\n");
  event.clipboardData.setData("text/plain", text);
  event.preventDefault();
  if (find("status")) find("status").textContent = say("copied", { n: right - left + 1 });
});

table.addEventListener("paste", (event) => {
  event.preventDefault();
  if (!config.isWritten) return;
  const rows = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t").map((sign) => bySign.get(sign.trim()) ?? (sign.trim() ? null : "-")));
  const { rows: [top, bottom], places: [left] } = range();
  const many = rows.length === 1 ? bottom - top + 1 : rows.length;
  const changes = [];
  for (let place = 0; place < many && top + place < groups.length; place += 1) {
    const { id } = groups[top + place];
    const letters = rows[rows.length === 1 ? 0 : place].map((letter, week) => letter ?? state.row(id)[left + week] ?? "-").join("");
    changes.push([id, put(state.row(id), left, letters)]);
  }
  state.write(changes);
  mark();
});

connectPointers(table, find("wide"), {
  isPainting: () => Boolean(brush) && config.isWritten,
  begin(cell, extend) {
    table.focus({ preventScroll: true });
    at = cell;
    if (!extend) from = cell;
    mark();
  },
  move(cell) {
    at = cell;
    mark();
  },
  end: () => paint(),
});
table.addEventListener("focus", mark);

function buttons() {
  if (!config.isWritten) return;
  find("undo").disabled = !state.canUndo();
  find("redo").disabled = !state.canRedo();
}

function connectCopy() {
  const dialog = find("copy-dialog");
  const list = find("copy-groups");
  const source = () => groups[at.row];
  const boxes = () => [...list.querySelectorAll("input")];
  find("copy").addEventListener("click", () => {
    find("copy-from").textContent = source().name;
    list.replaceChildren(...groups.filter((group) => group.id !== source().id).map((group) => make("label", {}, [make("input", { type: "checkbox", value: String(group.id) }), ` ${group.name}`])));
    dialog.showModal();
  });
  for (const one of dialog.querySelectorAll("[data-preset]")) {
    one.addEventListener("click", () => {
      const own = source();
      const fits = {
        level: (group) => group.level === own.level,
        specialty: (group) => group.specialty === own.specialty && group.level === own.level,
        empty: (group) => !state.row(group.id).replaceAll("-", ""),
        none: () => false,
      }[one.dataset.preset];
      for (const box of boxes()) box.checked = fits(groups.find((group) => group.id === Number(box.value)));
    });
  }
  find("copy-do").addEventListener("click", () => {
    const row = state.row(source().id);
    state.write(boxes().filter((box) => box.checked).map((box) => [Number(box.value), row]));
    dialog.close();
    table.focus();
  });
}

drawLegend();
table.setAttribute("role", "grid");
table.setAttribute("aria-label", say("grid"));
table.tabIndex = 0;
drawHead();
drawBody();
if (config.isWritten) {
  find("undo").addEventListener("click", () => state.undo());
  find("redo").addEventListener("click", () => state.redo());
  connectCopy();
  const publish = find("publish-dialog");
  find("publish").addEventListener("click", async () => {
    await saver.send();
    publish.showModal();
  });
  for (const one of document.querySelectorAll("dialog [data-close]")) one.addEventListener("click", () => one.closest("dialog").close());
  for (const draft of saver.restore()) state.write([[Number(draft.key), draft.value]], true);
}
