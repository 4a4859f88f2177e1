// Choosing the subject of a row: found by typing, or made in place.
export function createPicker({ dialog, config, say, post, onChoose }) {
  const search = dialog.querySelector("input");
  const list = dialog.querySelector("ul");
  const about = dialog.querySelector("[data-about]");
  let row = null;
  let found = [];
  let at = 0;

  const plain = (text) => text.toLowerCase().replace(/ё/g, "е");

  function open(next) {
    row = next;
    about.textContent = `${row.code} ${row.name}`.trim();
    search.value = "";
    fill();
    dialog.showModal();
    search.focus();
  }

  function fill() {
    const words = plain(search.value || row.name).split(/\s+/).filter(Boolean);
    const near = (subject) => words.filter((word) => plain(`${subject.code} ${subject.name}`).includes(word)).length;
    const scored = config.subjects.filter((subject) => !subject.closed || subject.id === row.subject).map((subject) => [near(subject), subject]).filter(([many]) => many > 0 && (!search.value || many === words.length));
    scored.sort(([one], [other]) => other - one);
    found = scored.slice(0, 30).map(([, subject]) => ({ subject, text: `${subject.code} ${subject.name}`.trim() }));
    if (row.name) found.push({ make: true, text: say("make_subject", { name: `${row.code} ${row.name}`.trim() }) });
    if (row.subject) found.push({ clear: true, text: say("no_subject") });
    at = 0;
    list.replaceChildren(...found.map((one, place) => {
      const line = document.createElement("li");
      line.textContent = one.text;
      line.role = "option";
      line.id = `plan-subject-${place}`;
      line.addEventListener("click", () => choose(place));
      return line;
    }));
    show();
  }

  function show() {
    [...list.children].forEach((line, place) => line.setAttribute("aria-selected", String(place === at)));
    if (list.children[at]) search.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  async function choose(place) {
    const one = found[place];
    if (!one) return;
    let subject = one.clear ? null : one.subject;
    if (one.make) {
      subject = await post({ kind: row.kind, code: row.code, name: row.name });
      if (!subject) return;
      if (!config.subjects.some((known) => known.id === subject.id)) config.subjects.push(subject);
    }
    dialog.close();
    onChoose(row, subject);
  }

  search.addEventListener("input", fill);
  search.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); at = Math.max(0, Math.min(found.length - 1, at + step)); show(); }
    if (event.key === "Enter") { event.preventDefault(); choose(at); }
  });
  return open;
}
