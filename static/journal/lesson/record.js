// Topic, content, homework: saved by themselves, kept as a draft until they are, never over another's text.
const PAUSE = 1500;
const FIELDS = ["topic", "content", "homework"];

export function connectRecord({ config, say }) {
  const form = document.getElementById("record-form");
  const status = document.getElementById("record-status");
  if (!form || !status) return;
  const key = `epos:record:${config.user}:${config.lesson}`;
  const theirs = document.getElementById("record-theirs");
  const take = document.getElementById("record-take");
  let timer = 0;
  let other = null;

  const typed = () => Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
  const same = (a, b) => FIELDS.every((name) => a[name] === b[name]);
  let kept = typed();

  function keep() {
    try {
      if (same(typed(), kept)) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ ...typed(), seen: form.elements.seen.value }));
    } catch { /* a browser that keeps nothing: the texts are still sent */ }
  }

  function restore() {
    let draft = null;
    try { draft = JSON.parse(localStorage.getItem(key)); } catch { return; }
    if (!draft || same(draft, kept)) return;
    for (const name of [...FIELDS, "seen"]) form.elements[name].value = draft[name] ?? "";
    status.textContent = say("draft");
    timer = setTimeout(save, PAUSE);
  }

  async function save() {
    clearTimeout(timer);
    if (other) return;
    const sent = typed();
    if (same(sent, kept)) return;
    status.textContent = say("saving");
    let response, answer;
    try {
      response = await fetch(form.action, {
        method: "POST", body: new FormData(form), credentials: "same-origin",
        headers: { Accept: "application/json" },
      });
      answer = await response.json().catch(() => ({}));
    } catch {
      return again("offline");
    }
    if (response.status === 401 || response.status === 403) return link();
    if (answer.status === "conflict") return conflict(answer);
    if (answer.status === "refused") { status.textContent = answer.reason; return; }
    if (!response.ok) return again("trouble");
    kept = sent;
    form.elements.seen.value = answer.seen;
    keep();
    status.textContent = say(same(typed(), kept) ? "record_saved" : "record_waiting");
    if (!same(typed(), kept)) timer = setTimeout(save, PAUSE);
  }

  function again(reason) {
    status.textContent = say(reason);
    timer = setTimeout(save, 10_000);
  }

  /** Signed out: the draft is kept, and the page brings it back after the sign-in. */
  function link() {
    const anchor = document.createElement("a");
    anchor.href = location.pathname;
    anchor.textContent = say("signInLink");
    status.replaceChildren(`${say("sign_in")} `, anchor);
  }

  function conflict(answer) {
    other = answer;
    form.elements.seen.value = answer.seen;
    for (const place of theirs.querySelectorAll("[data-their]")) {
      const name = place.dataset.their;
      place.textContent = name === "author" ? `${answer.author}, ${answer.at_text}` : answer[name] || "—";
    }
    theirs.hidden = take.hidden = false;
    status.textContent = say("record_waiting");
    theirs.scrollIntoView({ block: "nearest" });
  }

  function resolve() {
    other = null;
    theirs.hidden = true;
  }

  form.addEventListener("input", () => {
    status.textContent = say("record_waiting");
    keep();
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
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
  restore();
}
