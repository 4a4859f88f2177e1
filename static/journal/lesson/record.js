// Topic, content, homework: saved by themselves, kept as a draft until they are, never over another's text.
import { seal, unseal } from "../../common/sealed.js";
import { button } from "../grid/dom.js";
import { send } from "./forms.js";

const PAUSE = 1500;
const AGAIN = 10_000;
const FIELDS = ["topic", "content", "homework"];

export function connectRecord({ config, say, signIn }) {
  const form = document.getElementById("record-form");
  const status = document.getElementById("record-status");
  if (!form || !status) return;
  const key = `epos:record:${config.user}:${config.lesson}`;
  const theirs = document.getElementById("record-theirs");
  const take = document.getElementById("record-take");
  let timer = 0;
  let sending = false;
  let other = null;
  let touched = false;

  const typed = () => Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
  const same = (a, b) => FIELDS.every((name) => a[name] === b[name]);
  // What the work programme proposes is not written yet: it is saved when the person says so
  const nothing = () => Object.fromEntries(FIELDS.map((name) => [name, ""]));
  let kept = "planned" in form.dataset ? nothing() : typed();

  function keep() {
    try {
      if (same(typed(), kept)) localStorage.removeItem(key);
      else if (touched || !("planned" in form.dataset)) localStorage.setItem(key, seal(JSON.stringify({ ...typed(), seen: form.elements.seen.value })));
    } catch { /* a browser that keeps nothing: the texts are still sent */ }
  }

  function restore() {
    let draft = null;
    try { draft = JSON.parse(unseal(localStorage.getItem(key)) ?? "null"); } catch { return; }
    if (!draft || ![...FIELDS, "seen"].every((name) => typeof draft[name] === "string")) return;
    // It went in after all: the page was closed before the answer came.
    if (same(draft, kept)) {
      status.textContent = say("record_saved");
      return keep();
    }
    for (const name of [...FIELDS, "seen"]) form.elements[name].value = draft[name];
    status.textContent = say("draft");
    later(PAUSE);
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  /** One request at a time: the next one must tell what this one has written as what it saw. */
  async function save() {
    clearTimeout(timer);
    const sent = typed();
    if (other || sending || same(sent, kept) || ("planned" in form.dataset && !touched)) return;
    sending = true;
    status.textContent = say("saving");
    const { kind, answer } = await send(form, config);
    sending = false;
    after[kind](answer, sent);
  }

  const after = {
    done({ seen }, sent) {
      kept = sent;
      delete form.dataset.planned;
      form.querySelector("[data-planned-note]")?.remove();
      form.elements.seen.value = seen;
      keep();
      const all = same(typed(), kept);
      status.textContent = say(all ? "record_saved" : "record_waiting");
      if (!all) later(PAUSE);
    },
    refused({ reason }) {
      status.textContent = reason || say("gone");
    },
    sign_in() {
      status.replaceChildren(`${say("sign_in")} `, button(say("signInLink"), () => signIn.open()));
      signIn.open();
    },
    offline: () => again("offline"),
    trouble: () => again("trouble"),
    conflict,
  };

  function again(reason) {
    status.textContent = say(reason);
    later(AGAIN);
  }

  /** What was seen stays as it was until the person has decided: a reload must not overwrite theirs. */
  function conflict(answer) {
    other = answer;
    for (const place of theirs.querySelectorAll("[data-their]")) {
      const name = place.dataset.their;
      place.textContent = name === "author" ? `${answer.author}, ${answer.at_text}` : answer[name] || "—";
    }
    theirs.hidden = take.hidden = false;
    status.textContent = say("record_waiting");
    theirs.scrollIntoView({ block: "nearest" });
  }

  function resolve() {
    if (other) form.elements.seen.value = other.seen;
    other = null;
    theirs.hidden = true;
  }

  form.addEventListener("input", () => {
    touched = true;
    status.textContent = say("record_waiting");
    keep();
    later(PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    touched = true;
    resolve();
    save();
  });
  take?.addEventListener("click", () => {
    for (const name of FIELDS) form.elements[name].value = other?.[name] ?? "";
    kept = typed();
    resolve();
    keep();
    status.textContent = say("record_saved");
  });
  document.addEventListener("visibilitychange", () => document.hidden && save());
  document.addEventListener("epos:signed-in", save);
  addEventListener("online", save);
  restore();
}
