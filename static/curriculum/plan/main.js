// The editor of a curriculum: a sheet that is typed into and saves itself.
import { createWords } from "../../journal/grid/words.js";
import { createGrid } from "./grid.js";
import { createSaver } from "./saver.js";
import { changeRow, createState } from "./state.js";
import { createPicker } from "./subjects.js";
import { createView } from "./view.js";

const find = (id) => document.getElementById(`plan-${id}`);
const config = JSON.parse(find("config").textContent);
const say = createWords(config.texts, document.documentElement.lang);
const table = find("table");
const state = createState(config.plan);
const address = new URL(location.href);
const asked = Number(address.searchParams.get("year"));
const years = [...new Set(config.plan.terms.map((term) => term.study_year))];
const looks = { year: asked || (address.searchParams.has("year") || config.isWeekly ? 0 : (years[0] ?? 0)), hidden: new Set((address.searchParams.get("hide") ?? "").split(",").filter(Boolean)) };
const view = createView({ table, state, config, say, looks });
const pick = createPicker({ dialog: find("subject"), config, say, post: makeSubject, onChoose: (row, subject) => {
  state.step(changeRow(state.now, row.key, (old) => ({ ...old, subject: subject?.id ?? null })));
  grid.mark(true);
} });
const grid = createGrid({ table, state, view, config, say, pickSubject: pick, onMove: tell });
view.tell({ problems: config.problems });
const saver = createSaver({ state, config, onAnswer: (answer) => { view.tell(answer); redraw(); }, onStatus: status });
grid.connect(draw);
state.onChange(redraw);

function draw() {
  view.draw(saver.idOf);
  trouble();
  find("undo")?.toggleAttribute("disabled", !state.canUndo);
}

function redraw() {
  if (grid.isEditing()) return;
  const inside = table.contains(document.activeElement) && !document.activeElement.closest("thead");
  const head = document.activeElement?.dataset?.term ? { ...document.activeElement.dataset } : null;
  draw();
  grid.mark(inside);
  if (head) table.querySelector(`input[data-term="${head.term}"][data-field="${head.field}"]`)?.focus();
}

/** The words of the cell one stands on. */
function tell(row, column, cell) {
  find("cell").textContent = cell?.title ? `${row.code || row.name}: ${cell.title}` : "";
}

function trouble() {
  const all = view.problems();
  const refusals = view.refusals();
  find("troubles").hidden = !all.length && !refusals.length;
  find("troubles-count").textContent = refusals.length ? say("refused_count", { n: refusals.length }) : say("troubles", { n: all.length });
  find("fine").hidden = all.length > 0 || refusals.length > 0;
  find("troubles-list").replaceChildren(...[...refusals, ...all].map((one) => {
    const line = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-link btn-sm";
    const row = state.now.rows.find((other) => String(saver.idOf(other.key)) === String(one.row));
    const term = state.now.terms.find((other) => other.id === one.term);
    const where = [row && `${row.code} ${row.name}`.trim(), term && say(config.isWeekly ? "class" : "term", { n: config.isWeekly ? term.study_year : term.number })].filter(Boolean).join(", ");
    button.textContent = where ? `${where}: ${one.text}` : one.text;
    button.addEventListener("click", () => lead(row, term, one));
    line.append(button);
    return line;
  }));
}

/** Go to the cell a problem is in, opening the year it is hidden in. */
function lead(row, term, one) {
  if (term && looks.year && term.study_year !== looks.year) setYear(term.study_year);
  if (!row) return;
  const wanted = term ? `${term.id}:${one.kind && one.kind !== "control" ? one.kind : "control"}` : one.code === "subject" ? "subject" : "name";
  const col = view.columns().findIndex((column) => column.id === wanted);
  grid.go({ row: state.now.rows.indexOf(row), col: Math.max(col, 0) });
}

function status(what, many, message = "") {
  const place = find("status");
  place.dataset.state = what;
  place.textContent = say(`status_${what}`, { n: many });
  find("conflict").hidden = what !== "conflict";
  if (what === "conflict") find("conflict-words").textContent = message;
}

async function makeSubject(told) {
  const answer = await fetch(config.urls.subject, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": config.csrf }, body: JSON.stringify(told), redirect: "manual" }).catch(() => null);
  if (answer?.ok) return answer.json();
  const body = answer?.headers.get("content-type")?.includes("json") ? await answer.json() : null;
  find("subject-trouble").textContent = body?.message ?? say("status_network");
  return null;
}

function setYear(year) {
  looks.year = year;
  keepLooks();
  bringYear();
}

/** Scroll to the first row that has hours in the year. */
function bringYear() {
  const own = new Set(state.now.terms.filter((term) => term.study_year === looks.year).map((term) => String(term.id)));
  const place = state.now.rows.findIndex((row) => Object.entries(row.hours).some(([cell, text]) => text && own.has(cell.split(":")[0])));
  const line = table.tBodies[0]?.rows[Math.max(0, place - 1)];
  if (line) table.parentElement.scrollTop = line.offsetTop - table.tHead.offsetHeight;
}

function keepLooks() {
  address.searchParams.set("year", String(looks.year));
  if (looks.hidden.size) address.searchParams.set("hide", [...looks.hidden].join(","));
  else address.searchParams.delete("hide");
  history.replaceState(null, "", address);
  for (const button of find("years").querySelectorAll("button")) button.setAttribute("aria-pressed", String(Number(button.dataset.year) === looks.year));
  redraw();
}

function tools() {
  const acts = { add: grid.addRow, drop: grid.dropRows, up: () => grid.shift(-1), down: () => grid.shift(1), in: () => grid.indent(1), out: () => grid.indent(-1), undo: () => { state.undo(); grid.mark(true); }, redo: () => { state.redo(); grid.mark(true); } };
  for (const [name, act] of Object.entries(acts)) find(name)?.addEventListener("click", act);
  find("years").append(...[0, ...years].map((year) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-outline-secondary";
    button.dataset.year = String(year);
    button.textContent = year ? say(config.isWeekly ? "class" : "year", { n: year }) : say("all_years");
    button.addEventListener("click", () => setYear(year));
    return button;
  }));
  find("kinds").append(...(config.kinds.length > 1 ? config.kinds : []).map((kind) => {
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: !looks.hidden.has(kind.id) });
    box.addEventListener("change", () => { looks.hidden[box.checked ? "delete" : "add"](kind.id); keepLooks(); });
    label.append(box, ` ${kind.name}`);
    return label;
  }));
  table.addEventListener("change", (event) => {
    const { term, field } = event.target.dataset;
    if (!term) return;
    const value = event.target.value.trim().replace(",", ".");
    state.step({ ...state.now, terms: state.now.terms.map((one) => (one.id === Number(term) ? { ...one, [field]: field === "limit" && value === "" ? null : value } : one)) });
  });
  find("mine").addEventListener("click", () => saver.refresh(true));
  find("theirs").addEventListener("click", () => saver.refresh(false));
  // A form of this page is sent when everything is saved, with what was seen last.
  for (const form of document.querySelectorAll("form[data-after-saving]")) {
    form.addEventListener("submit", async (event) => {
      if (saver.waiting()) {
        event.preventDefault();
        await saver.flush();
        if (!saver.waiting()) form.requestSubmit(event.submitter);
        return;
      }
      if (form.elements.seen) form.elements.seen.value = saver.seen();
    });
  }
}

tools();
draw();
keepLooks();
grid.go({ row: 0, col: 0 }, { focus: config.isWritten && document.activeElement === document.body });
if (looks.year && !config.isWeekly) bringYear();
if (config.isWritten && saver.recover()) status("recovered", saver.waiting());
else if (config.isWritten) status("saved", 0);
