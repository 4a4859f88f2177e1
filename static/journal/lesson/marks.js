// Marks by tapping: the code given, the same code again takes it away.
export function connectMarks({ queue, config }) {
  const works = [...document.querySelectorAll(".lesson-work")];
  const saved = new Map();

  const key = (work, student) => `${work.dataset.work}:${student}`;

  function paint(row, code) {
    row.dataset.code = code;
    for (const button of row.querySelectorAll(".codes button")) {
      button.setAttribute("aria-pressed", String(button.dataset.code === code));
    }
  }

  for (const work of works) {
    for (const row of work.querySelectorAll("[data-student]")) saved.set(key(work, row.dataset.student), row.dataset.code);
    work.addEventListener("click", (event) => {
      const button = event.target.closest(".codes button");
      if (!button) return;
      const row = button.closest("[data-student]");
      const value = button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.code;
      paint(row, value);
      queue.enqueue({
        kind: "mark",
        student: Number(row.dataset.student),
        lesson: config.lesson,
        work: Number(work.dataset.work) || null,
        value,
        was: saved.get(key(work, row.dataset.student)) ?? "",
      });
    });
  }

  /** The lesson's own column is made by its first mark: from then on it has a number. */
  function adopt(entry, result) {
    const blank = works.find((work) => !work.dataset.work);
    if (entry.work || !result?.work || !blank) return;
    for (const row of blank.querySelectorAll("[data-student]")) {
      const value = saved.get(key(blank, row.dataset.student)) ?? "";
      saved.set(`${result.work}:${row.dataset.student}`, value);
    }
    blank.dataset.work = result.work;
  }

  return {
    show(entry, state, result) {
      if (entry.kind !== "mark") return;
      if (state === "saved") adopt(entry, result);
      const id = String(entry.work ?? "");
      const work = works.find((one) => one.dataset.work === id) ?? (entry.work ? undefined : works.length === 1 ? works[0] : undefined);
      const row = work?.querySelector(`[data-student="${entry.student}"]`);
      if (!row) return;
      const value = state === "saved" ? (result?.value ?? entry.value) : entry.value;
      if (state === "saved") saved.set(key(work, entry.student), value);
      row.dataset.state = state;
      paint(row, state === "conflict" ? entry.conflict.value : value);
    },
  };
}
