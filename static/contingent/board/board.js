// Who is in which subgroup, in a stream, in an activity: dragged, typed, or divided by a rule; saved at once as a whole.
import { button, make } from "../../journal/grid/dom.js";
import { createWords } from "../../journal/grid/words.js";
import { connectDrag } from "./drag.js";
import { connectKeys } from "./keys.js";
import { createState, divide } from "./state.js";
import { createView, NOWHERE } from "./view.js";

const find = (id) => document.getElementById(`board-${id}`);
const config = JSON.parse(find("config").textContent);
const say = createWords(config.texts, document.documentElement.lang);
const state = createState(config.board);
const chosen = new Set();
const place = find("columns");
const view = createView({ state, say, place, chosen, onChange: draw });
let sending = false;

function draw() {
  view.draw();
  const many = state.pending().size;
  find("status").textContent = sending ? say("saving") : many ? say("unsaved", { n: many }) : chosen.size ? say("chosen", { n: chosen.size }) : "";
  find("save").disabled = sending || !many;
  find("revert").disabled = sending || !many;
  for (const tool of find("tools").querySelectorAll("[data-chosen]")) tool.disabled = !chosen.size;
  const undo = find("latest").querySelector("button");
  if (undo) undo.disabled = many > 0;
}

function go(moves, groupName) {
  const many = state.move(moves);
  chosen.clear();
  if (many) {
    const one = moves.length === 1 ? state.student(moves[0][0]).name : "";
    find("said").textContent = one ? say("moved", { name: one, group: groupName }) : say("moved_many", { n: many, group: groupName });
  }
  draw();
}

function into(group, students) {
  const name = group === NOWHERE ? say("nowhere") : state.groups().find((found) => String(found.id) === group).name;
  go(students.map((id) => [id, group === NOWHERE ? null : Number(group)]), name);
}

function toColumn(number, students, next) {
  const group = number === 0 ? NOWHERE : String(state.groups()[number - 1]?.id ?? "");
  if (!group) return;
  into(group, students);
  if (next) place.querySelector(`[data-key="${next}"]`)?.focus();
}

function spread(alternately) {
  const whole = state.students().filter((student) => !student.stray && (chosen.size < 2 || chosen.has(student.id)));
  go(divide(whole.map((student) => student.id), state.groups(), alternately), say(alternately ? "alternately" : "evenly"));
}

function tools() {
  const forChosen = (text, act) => {
    const made = button(text, act);
    made.dataset.chosen = "";
    return made;
  };
  const made = state.groups().map((group, n) => forChosen(say("into", { name: group.name }), () => toColumn(n + 1, [...chosen])));
  made.push(forChosen(say("out"), () => into(NOWHERE, [...chosen])));
  if (state.groups().length > 1) made.push(button(say("evenly"), () => spread(false)), button(say("alternately"), () => spread(true)));
  else made.push(button(say("everybody"), () => spread(false)));
  for (const tool of made) tool.className = "btn btn-outline-primary btn-sm";
  find("tools").replaceChildren(...made);
}

function tell(lines) {
  find("trouble").hidden = !lines.length;
  find("trouble").replaceChildren(...lines.map((line) => make("p", {}, [line])));
  if (lines.length) find("trouble").scrollIntoView({ block: "nearest" });
}

function latest(told) {
  find("latest").hidden = !told;
  if (!told) return;
  const undo = button(say("undo"), () => {
    find("undo").action = told.undo;
    find("undo").submit();
  });
  undo.className = "btn btn-outline-secondary btn-sm";
  find("latest").replaceChildren(told.text, " ", undo);
}

async function save() {
  sending = true;
  draw();
  tell([]);
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  const body = JSON.stringify({ day: config.board.day, order: find("order").value, moves: state.moves() });
  try {
    const answer = await fetch(config.urls.save, {
      method: "POST", headers: { ...headers, "Content-Type": "application/json", Accept: "application/json" }, body, credentials: "same-origin",
    });
    const isOurs = answer.headers.get("Content-Type")?.includes("json");
    take(answer.status, isOurs ? await answer.json() : { error: say(answer.status >= 500 ? "network" : "signed_out") });
  } catch {
    tell([say("network")]);
  }
  sending = false;
  draw();
}

function take(status, told) {
  if (status === 200 && told.board) {
    state.load(told.board);
    latest(told.latest);
    find("said").textContent = say("saved");
  } else if (status === 409) {
    const kept = new Map(state.pending());
    for (const conflict of told.conflicts) kept.delete(conflict.student);
    state.load(told.board, kept);
    tell([say("conflict"), ...told.conflicts.map((conflict) => conflict.text)]);
  } else {
    tell([told.error === "sign_in" || !told.error ? say("signed_out") : told.error]);
  }
}

find("save").addEventListener("click", save);
find("revert").addEventListener("click", () => {
  state.revert();
  draw();
});
find("day").addEventListener("change", () => {
  if (!find("day").value) return;
  if (state.pending().size) {
    find("day").value = config.board.day;
    tell([say("day_first")]);
  } else location.assign(`${config.urls.page}?day=${find("day").value}`);
});
find("day").form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("beforeunload", (event) => {
  if (state.pending().size) event.preventDefault();
});
connectKeys({ place, chosen, toColumn, onChange: draw, back: () => state.back() && draw() });
connectDrag({
  place, chosen, onDrop: (students, group) => into(group, students),
  name: (students) => (students.length === 1 ? state.student(students[0]).name : say("chosen", { n: students.length })),
});
tools();
latest(config.latest);
draw();
