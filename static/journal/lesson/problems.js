// What did not go in, each with its reason and what may be done about it.
export function createProblems(place, say, act) {
  const shown = new Map();

  function nameOf(student) {
    return document.querySelector(`[data-student="${student}"] .who`)?.firstChild?.textContent.trim() ?? "";
  }

  function button(text, decide) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-sm btn-outline-secondary";
    made.textContent = text;
    made.addEventListener("click", () => act(decide));
    return made;
  }

  function build(entry, state) {
    const box = document.createElement("div");
    box.className = "alert alert-danger";
    const text = document.createElement("p");
    const who = nameOf(entry.student);
    box.append(text);
    if (state === "conflict") {
      const { author, value, at_text: time } = entry.conflict;
      text.textContent = say("conflict", { who, author, value: value || say("nothing"), time });
      box.append(
        button(`${say("mine")}: ${entry.value || say("nothing")}`, (queue) => queue.resolve(entry, true)),
        button(say("theirs"), (queue) => queue.resolve(entry, false)),
      );
    } else {
      text.textContent = say("refused", { who, reason: entry.refused });
      box.append(button(say("discard"), (queue) => queue.discard(entry)));
    }
    return box;
  }

  return {
    show(entry, state) {
      const key = [entry.kind, entry.student, entry.work].join(":");
      shown.get(key)?.remove();
      shown.delete(key);
      if (state !== "conflict" && state !== "refused") return;
      const box = build(entry, state);
      shown.set(key, box);
      place.append(box);
    },
  };
}
