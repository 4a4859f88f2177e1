// One lesson on a phone. Absences and marks go through the same queue as in the grid: nothing is lost.
import { createQueue } from "../grid/queue.js";
import { connectSignIn } from "../grid/signin.js";
import { createWords } from "../grid/words.js";
import { connectMarks } from "./marks.js";
import { createProblems } from "./problems.js";
import { connectRecord } from "./record.js";
import { connectRoll } from "./roll.js";

const config = JSON.parse(document.getElementById("lesson-config").textContent);
const say = createWords(config.texts, document.documentElement.lang);
const status = document.getElementById("lesson-status");
const problems = createProblems(document.getElementById("lesson-trouble"), say, (decide) => decide(queue));
const dialog = document.getElementById("sign-in-dialog");

const queue = createQueue({
  user: config.user,
  course: config.course,
  url: config.urls.save,
  csrf: document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "",
  signInUrl: config.urls.signIn,
  onState: showState,
  onEntry(entry, state, result) {
    if (entry.lesson !== config.lesson) return;
    (entry.kind === "attendance" ? roll : marks)?.show(entry, state, result);
    problems.show(entry, state);
  },
});
const roll = connectRoll({ queue, config, say });
const marks = connectMarks({ queue, config });
const signIn = dialog && connectSignIn({ queue, dialog, config });
connectRecord({ config, say });
for (const entry of queue.pending()) {
  if (entry.lesson !== config.lesson) continue;
  (entry.kind === "attendance" ? roll : marks).show(entry, "unsaved");
  problems.show(entry, entry.conflict ? "conflict" : entry.refused === undefined ? "unsaved" : "refused");
}

let asked = false;
function showState(state) {
  const key = state.obstacle || (state.unsafe && state.waiting ? "unsafe" : "");
  const text = state.sending ? "saving" : state.waiting ? "waiting" : "saved";
  status.textContent = say(key && state.waiting ? key : text, { n: state.waiting });
  status.dataset.state = state.waiting ? "waiting" : "saved";
  if (state.obstacle === "sign_in" && !asked) signIn?.open();
  asked = state.obstacle === "sign_in";
}
