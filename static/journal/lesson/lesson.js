// One lesson on a phone. Absences and marks go through the same queue as in the grid: nothing is lost.
import { button, make } from "../grid/dom.js";
import { createQueue, statusOf } from "../grid/queue.js";
import { connectSignIn } from "../grid/signin.js";
import { createWords } from "../grid/words.js";
import { connectCall } from "./call.js";
import { connectMarks } from "./marks.js";
import { createProblems } from "./problems.js";
import { connectRecord } from "./record.js";
import { connectRoll } from "./roll.js";

const config = JSON.parse(document.getElementById("lesson-config").textContent);
const say = createWords(config.texts, document.documentElement.lang);
const status = document.getElementById("lesson-status");

const queue = createQueue({
  user: config.user,
  course: config.course,
  url: config.urls.save,
  csrf: document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "",
  signInUrl: config.urls.signIn,
  onState: showState,
  onEntry: show,
});
const roll = connectRoll({ queue, config, say });
const marks = connectMarks({ queue, config });
const problems = createProblems({ place: document.getElementById("lesson-trouble"), queue, config, say });
const signIn = connectSignIn({ queue, dialog: document.getElementById("sign-in-dialog"), config });
connectRecord({ config, say, signIn });
connectCall({ config, say, signIn });
for (const entry of queue.pending()) show(entry, statusOf(entry));
problems.draw();

function show(entry, state, result) {
  if (entry.lesson === config.lesson) (entry.kind === "attendance" ? roll : marks)?.show(entry, state, result);
}

/** What the foot of the page says, with the way to what may be done about it. */
function line(text, told) {
  if (text === "undecided") return [make("a", { href: "#lesson-trouble" }, [told])];
  return text === "sign_in" ? [told, " ", button(say("signInLink"), () => signIn.open())] : [told];
}

let asked = false;
function showState(state) {
  const undecided = state.refused + state.conflicts;
  const trouble = state.waiting ? state.obstacle || (state.unsafe ? "unsafe" : "") : "";
  const text = trouble || (undecided ? "undecided" : state.sending ? "saving" : state.waiting ? "waiting" : "saved");
  const told = say(text, { n: text === "undecided" ? undecided : state.waiting });
  if (status.dataset.told !== told) status.replaceChildren(...line(text, told));
  status.dataset.told = told;
  status.dataset.state = trouble || undecided ? "trouble" : state.waiting ? "waiting" : "saved";
  if (state.obstacle === "sign_in" && !asked) signIn.open();
  asked = state.obstacle === "sign_in";
  queueMicrotask(() => problems.draw());
}
