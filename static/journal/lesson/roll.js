// The roll: a tap moves a student to the next state; only where the finger rests is saved.
const STATES = ["", "absent", "ill", "excused", "late"];
const MINUTES = [5, 10, 15, 20, 30, 45];
/** A tap passes through "absent" on its way: parents must not be told of what was not meant. */
const REST = 1500;

export function connectRoll({ queue, config, say }) {
  const list = document.querySelector(".roll");
  const rows = new Map([...(list?.children ?? [])].map((row) => [Number(row.dataset.student), row]));
  const waiting = new Map();
  const saved = new Map([...rows].map(([student, row]) => [student, row.dataset.a]));

  function paint(row) {
    const [kind, minutes] = row.dataset.a.split(":");
    const button = row.querySelector(".roll-row");
    button.dataset.kind = kind;
    const late = minutes ? ` ${say("minutes", { n: minutes })}` : "";
    button.querySelector(".presence").textContent = kind ? `${config.labels[kind]}${late}` : "";
    row.querySelector(".minutes")?.remove();
    if (kind === "late" && !button.disabled) row.append(choice(row, Number(minutes)));
    for (const one of document.querySelectorAll(`.marks [data-student="${row.dataset.student}"] .presence`)) {
      one.textContent = kind ? `${config.letters[kind]}${minutes ?? ""}` : "";
    }
  }

  function choice(row, chosen) {
    const box = document.createElement("span");
    box.className = "minutes";
    const all = MINUTES.includes(chosen) || !chosen ? MINUTES : [...MINUTES, chosen].sort((a, b) => a - b);
    for (const minutes of all) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = minutes;
      button.setAttribute("aria-label", say("minutes", { n: minutes }));
      button.setAttribute("aria-pressed", String(minutes === chosen));
      button.addEventListener("click", () => set(row, `late:${minutes}`));
      box.append(button);
    }
    return box;
  }

  function set(row, value) {
    row.dataset.a = value;
    row.classList.add("is-unsaved");
    paint(row);
    const student = Number(row.dataset.student);
    clearTimeout(waiting.get(student));
    waiting.set(student, setTimeout(() => send(student), REST));
  }

  function send(student) {
    clearTimeout(waiting.get(student));
    waiting.delete(student);
    const row = rows.get(student);
    row.classList.remove("is-unsaved");
    const value = row.dataset.a;
    if (value === saved.get(student) && !queue.pending().some((e) => e.kind === "attendance" && e.student === student && e.lesson === config.lesson)) return;
    queue.enqueue({ kind: "attendance", student, lesson: config.lesson, work: null, value, was: saved.get(student) });
  }

  function sendAll() {
    [...waiting.keys()].forEach(send);
  }

  list?.addEventListener("click", (event) => {
    const button = event.target.closest(".roll-row");
    if (!button) return;
    const row = button.parentElement;
    const next = STATES[(STATES.indexOf(row.dataset.a.split(":")[0]) + 1) % STATES.length];
    set(row, next === "late" ? "late:5" : next);
  });
  addEventListener("pagehide", sendAll);
  document.addEventListener("visibilitychange", () => document.hidden && sendAll());
  document.getElementById("roll-call")?.addEventListener("submit", sendAll);
  rows.forEach(paint);

  return {
    show(entry, state, result) {
      const row = rows.get(entry.student);
      if (!row) return;
      if (state === "saved") {
        saved.set(entry.student, result?.value ?? entry.value);
        if (result?.taken !== undefined) document.getElementById("roll-taken").hidden = !result.taken;
      }
      if (waiting.has(entry.student)) return;
      row.dataset.a = state === "conflict" ? entry.conflict.value : state === "saved" ? saved.get(entry.student) : entry.value;
      row.dataset.state = state;
      paint(row);
    },
  };
}
