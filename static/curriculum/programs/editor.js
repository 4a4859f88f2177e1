// The editor of a work programme: rows typed, pasted, moved; saved by itself; hours against the curriculum at once.
import { createWords } from "../../journal/grid/words.js";
import { createDetails } from "./details.js";
import { connectPaste } from "./paste.js";
import { createRows } from "./rows.js";
import { createSaver } from "./saver.js";
import { createState } from "./state.js";
import { drawObstacles, drawTotals } from "./totals.js";

const find = (id) => document.getElementById(`pe-${id}`);
const config = JSON.parse(find("config").textContent);
const say = createWords(config.texts, document.documentElement.lang);
let saver = null;
let rows = null;
let paste = null;
const state = createState(config.doc, () => {
  told();
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

/** What follows from the rows: hours against the curriculum, what is in the way of sending. */
function told() {
  drawTotals(find("hours"), state.doc().rows, config, say);
  drawObstacles(find("obstacles"), state.doc().rows, config, say);
  find("undo").disabled = !state.canUndo();
}

function undo(redoes = false) {
  if (!(redoes ? state.redo() : state.undo())) return;
  redraw();
  find("status").textContent = say(redoes ? "redone" : "undone");
}

for (const name of ["title", "aims"]) find(name).addEventListener("input", () => state.about(name, find(name).value));
find("shared").addEventListener("change", () => state.about("is_shared", find("shared").checked));
find("topic").addEventListener("click", () => rows.addBelow(null));
find("section").addEventListener("click", () => rows.addSection());
find("paste").addEventListener("click", () => paste.open());
find("undo").addEventListener("click", () => undo());
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector("dialog[open]")) return;
  const isRedo = event.code === "KeyY" || (event.code === "KeyZ" && event.shiftKey);
  if (!isRedo && event.code !== "KeyZ") return;
  event.preventDefault();
  undo(isRedo);
});
for (const link of document.querySelectorAll("a[href^='#t-']")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    rows.put(link.hash.slice(3));
  });
}
for (const form of document.querySelectorAll("form[data-flush]")) {
  form.addEventListener("submit", async (event) => {
    if (saver.isSaved()) return;
    event.preventDefault();
    if (await saver.save()) form.requestSubmit(event.submitter);
  });
}
redraw();
told();
saver.restore();
if (location.hash === "#paste") paste.open();
