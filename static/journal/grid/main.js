/** The journal grid: its parts put together. */
import { arrive } from "./arrive.js";
import { createClipboard } from "./clipboard.js";
import { createCommands } from "./commands.js";
import { createCursor } from "./cursor.js";
import { byId } from "./dom.js";
import { createEdits } from "./edits.js";
import { createHeaders } from "./headers.js";
import { createHistory } from "./history.js";
import { createPainter } from "./painter.js";
import { createPalette } from "./palette.js";
import { listenToPointer } from "./pointer.js";
import { createProblems } from "./problems.js";
import { createQueue } from "./queue.js";
import { createSettings } from "./settings.js";
import { createSheet } from "./sheet.js";
import { connectSignIn } from "./signin.js";
import { createStatus } from "./status.js";
import { connectTools } from "./tools.js";
import { createTotals } from "./totals.js";
import { createTyping } from "./typing.js";
import { createWords } from "./words.js";

performance.mark("grid-begin");
const table = byId("grid");
const config = JSON.parse(byId("grid-config").textContent);
const language = document.documentElement.lang;
const say = createWords(config.texts, language);
const sheet = createSheet(table, config);
const scroller = byId("grid-scroll");
const cursor = createCursor(sheet, scroller);
const headers = createHeaders(sheet, cursor);
const settings = createSettings(config.user);
const totals = createTotals(sheet);
const status = createStatus({ line: byId("grid-status") ?? document.createElement("span"), live: byId("grid-live"), say, language });
const { announce, tell } = status;
const painter = createPainter({ sheet, totals, waiting: (place) => queue.of(place) });
const headersOfHtmx = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");

const queue = createQueue({
  user: config.user,
  course: config.course,
  url: config.urls.save,
  csrf: headersOfHtmx["X-CSRFToken"] ?? "",
  signInUrl: config.urls.signIn,
  onEntry: (entry, state, result) => painter.show(entry, state, result),
  onState(state) {
    status.show(state);
    requestAnimationFrame(refresh);
    if (state.obstacle === "sign_in" && !asked) signIn.open();
    asked = state.obstacle === "sign_in";
  },
});
let asked = false;
const problems = createProblems({ sheet, queue, say, show });
const signIn = connectSignIn({ queue, dialog: byId("sign-in-dialog"), config, done: () => cursor.focus() });
const edits = createEdits({ sheet, queue, totals, tell, say });
const typing = createTyping({ sheet, cursor, tell, say, enter: (...value) => commands.enter(...value) });
const clipboard = createClipboard({ sheet, cursor, edits, typing, tell, say, clear: () => commands.clear() });
const palette = createPalette({
  sheet, cursor, say,
  enter: (...value) => commands.enter(...value),
  clear: () => commands.clear(),
  trouble: (td) => problems.of(td),
  history: createHistory({ sheet, dialog: byId("history-dialog"), url: config.urls.history, say, signIn }),
  comment: (td, value) => edits.make([{ td, kind: "comment", value }]),
});
const help = () => byId("help-dialog").showModal();
const commands = createCommands({ sheet, cursor, headers, edits, clipboard, typing, palette, settings, help });

/** @param {HTMLTableCellElement} td */
function show(td) {
  cursor.go(sheet.place(td));
}

function refresh() {
  problems.draw();
  palette.refresh();
}

/** Whether keys are the grid's: on its cells, or nowhere else. */
const ours = () => cursor.inside() || document.activeElement === document.body || document.activeElement === scroller;

document.addEventListener("keydown", (event) => {
  const head = table.contains(event.target) && headers.headOf(event.target);
  if (head) {
    if (headers.onKey(event, head)) event.preventDefault();
  } else if (ours() && !(event.key === "Tab" && !cursor.inside())) commands.onKey(event);
});
table.addEventListener("focusin", (event) => {
  const place = sheet.place(event.target);
  if (place && place.td !== cursor.td) cursor.go(place);
});
cursor.onMove(() => {
  if (typing.open()) typing.commit();
  const words = palette.describe(cursor.td);
  if (words && cursor.inside()) announce(words);
});

listenToPointer({ sheet, cursor, headers, palette, leave: () => typing.open() && (typing.commit() || typing.cancel()) });
clipboard.listen(ours);
connectTools({ settings, edits, help, show, problems, signIn, queue, say, readonly: config.readonly });

painter.restore(queue.pending());
cursor.measure();
addEventListener("resize", cursor.measure);
arrive({ sheet, cursor, scroller });
table.setAttribute("aria-multiselectable", "true");
table.dataset.ready = "";
performance.mark("grid-ready");
