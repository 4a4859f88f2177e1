// The editor of a work programme: rows typed, pasted, moved; saved by itself; hours against the curriculum at once.
import { createWords } from "../../journal/grid/words.js";
import { createDetails } from "./details.js";
import { connectPaste } from "./paste.js";
import { createRows } from "./rows.js";
import { createSaver } from "./saver.js";
import { createState, newSection } from "./state.js";
import { drawTotals } from "./totals.js";

const find = (id) => document.getElementById(`pe-${id}`);
const config = JSON.parse(find("config").textContent);
const say = createWords(config.texts, document.documentElement.lang);
let saver = null;
let rows = null;
let paste = null;
const state = createState(config.doc, () => {
  drawTotals(find("hours"), state.doc().rows, config, say);
  find("undo").disabled = !state.canUndo();
  saver?.changed();
});
const details = createDetails({ config, state, say, saver: () => saver, redrawRow: (key, isOpen) => rows.redrawRow(key, isOpen) });

function redraw(focus) {
  const { title, aims, is_shared: shared } = state.doc();
  if (find("title").value !== title) find("title").value = title;
  if (find("aims").value !== aims) find("aims").value = aims;
  find("shared").checked = shared;
  rows.draw();
  if (focus) rows.put(focus);
}

rows = createRows({
  place: find("rows"), config, state, say, details: () => details, said: find("status"),
  onPaste: (html, text, at) => paste.given(html, text, at),
});
saver = createSaver({ config, state, say, status: find("status"), panel: find("conflict"), redraw });
paste = connectPaste({ config, state, say, redraw });

function undo() {
  if (!state.undo()) return;
  redraw();
  find("status").textContent = say("undone");
}

for (const name of ["title", "aims"]) find(name).addEventListener("input", () => state.about(name, find(name).value));
find("shared").addEventListener("change", () => state.about("is_shared", find("shared").checked));
find("topic").addEventListener("click", () => rows.addBelow(null));
find("section").addEventListener("click", () => {
  const fresh = newSection();
  state.insert(state.doc().rows.length, [fresh]);
  redraw(fresh.key);
});
find("paste").addEventListener("click", () => paste.open());
find("undo").addEventListener("click", undo);
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.code === "KeyZ" && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    undo();
  }
});
for (const form of document.querySelectorAll("form[data-flush]")) {
  form.addEventListener("submit", async (event) => {
    if (saver.isSaved()) return;
    event.preventDefault();
    if (await saver.save()) form.requestSubmit(event.submitter);
  });
}
redraw();
drawTotals(find("hours"), state.doc().rows, config, say);
saver.restore();
if (location.hash === "#paste") paste.open();
