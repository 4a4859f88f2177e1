// The rows on the page: typed in, moved by Alt and arrows or dragged, removed; focus stays where the person is.
import { make } from "../../journal/grid/dom.js";
import { connectDrag } from "./drag.js";
import { newSection, newTopic, readHours, writeHours } from "./state.js";

export function createRows({ place, config, state, say, details, said, onPaste }) {
  const open = new Set();
  const drawn = new WeakMap();
  let last = null;

  /** Only rows that differ are made anew: a long programme stays quick under the fingers. */
  function draw() {
    const focus = focused();
    const there = new Map([...place.children].map((item) => [item.dataset.key, item]));
    let n = 0;
    const items = state.doc().rows.map((row) => {
      const number = row.t === "section" ? 0 : (n += 1);
      const look = JSON.stringify([row, open.has(row.key), details().count(row.key)]);
      const held = there.get(row.key);
      const item = held && drawn.get(held) === look ? held : number ? drawTopic(row) : drawSection(row);
      drawn.set(item, look);
      renumber(item, number);
      return item;
    });
    const kept = new Set(items);
    for (const item of there.values()) if (!kept.has(item)) item.remove();
    items.forEach((item, at) => place.children[at] !== item && place.insertBefore(item, place.children[at] ?? null));
    if (focus) put(focus.key, focus.name, focus.at);
  }

  /** Tell each field of a topic which number it is of. */
  function renumber(item, n) {
    if (!n || item.dataset.n === String(n)) return;
    item.dataset.n = n;
    item.querySelector(".pe-handle").textContent = n;
    for (const node of item.querySelectorAll("[data-words]")) {
      const words = say(node.dataset.words, { n });
      node.setAttribute("aria-label", words);
      if (node.title) node.title = words;
    }
  }

  function focused() {
    const field = document.activeElement;
    const item = field?.closest?.(".pe-row");
    return item && place.contains(item) ? { key: item.dataset.key, name: field.dataset.field, at: field.selectionStart } : null;
  }

  function put(key, name = "name", at = null) {
    const field = place.querySelector(`[data-key="${key}"] [data-field="${name}"]`);
    if (!field) return;
    field.focus();
    if (at !== null && field.setSelectionRange && field.tagName !== "SELECT") field.setSelectionRange(at, at);
  }

  const handle = () => make("span", { class: "pe-handle", title: say("handle") }, ["§"]);

  /** `words` is what the button is called; those of a topic get its number afterwards. */
  function icon(text, words, act, name = "") {
    const label = say(words);
    const node = make("button", { type: "button", class: "btn btn-sm btn-link pe-icon", "aria-label": label, title: label, "data-words": words }, [text]);
    if (name) node.dataset.field = name;
    node.addEventListener("click", act);
    return node;
  }

  function drawSection(row) {
    const name = make("input", { class: "form-control pe-name", "aria-label": say("section_name"), placeholder: say("section_name"), maxlength: "300" });
    name.dataset.field = "name";
    name.value = row.name;
    name.addEventListener("input", () => state.set(row.key, "name", name.value));
    const item = make("li", { class: "pe-row pe-is-section" }, [
      handle(), name, icon("×", "delete_section", () => remove(row.key)),
    ]);
    item.dataset.key = row.key;
    return item;
  }

  function drawTopic(row) {
    const lines = String(Math.max(1, Math.ceil(row.name.length / 80)));
    const name = make("textarea", { class: "form-control pe-name", rows: lines, "data-words": "topic_name", maxlength: "500" });
    name.dataset.field = "name";
    name.value = row.name;
    name.addEventListener("input", () => state.set(row.key, "name", name.value.replace(/\s*\n\s*/g, " ")));
    const kind = make("select", { class: "form-select pe-kind", "aria-label": say("kind") });
    kind.dataset.field = "kind";
    for (const [value, label] of config.kinds) kind.append(make("option", { value, selected: value === row.kind }, [label]));
    kind.addEventListener("change", () => state.set(row.key, "kind", kind.value));
    const hours = make("input", { class: "form-control pe-hours", inputmode: "decimal", "data-words": "hours" });
    hours.dataset.field = "hours";
    hours.value = writeHours(row.hours);
    const wrong = make("small", { class: "pe-marks pe-wrong", role: "alert", id: `pe-wrong-${row.key}` });
    hours.setAttribute("aria-describedby", wrong.id);
    hours.addEventListener("input", () => {
      const number = readHours(hours.value);
      tell(number === null);
      if (number !== null) state.set(row.key, "hours", number);
    });
    hours.addEventListener("focus", () => hours.select());
    hours.addEventListener("blur", () => {
      if (readHours(hours.value) !== null) return;
      hours.value = writeHours(state.row(row.key).hours);
      tell(false);
    });
    const tell = (isWrong) => {
      hours.classList.toggle("is-invalid", isWrong);
      hours.setAttribute("aria-invalid", String(isWrong));
      wrong.textContent = isWrong ? say("hours_wrong") : "";
    };
    const isOpen = open.has(row.key);
    const more = icon(isOpen ? "▴" : "▾", "more", () => toggle(row.key), "more");
    more.setAttribute("aria-expanded", String(isOpen));
    const marks = [];
    if (row.works.length) marks.push(say("has_works"));
    if (row.homework) marks.push(say("homework").toLowerCase());
    if (details().count(row.key)) marks.push(say("has_materials", { n: details().count(row.key) }));
    const item = make("li", { class: `pe-row${isOpen ? " is-open" : ""}` }, [
      handle(), name, kind, hours, more, icon("×", "delete_topic", () => remove(row.key)),
      wrong,
      ...(marks.length && !isOpen ? [make("small", { class: "pe-marks" }, [marks.join(", ")])] : []),
      ...(isOpen ? [details().draw(row.key)] : []),
    ]);
    item.dataset.key = row.key;
    return item;
  }

  function toggle(key, name = "more") {
    const opens = !open.delete(key);
    if (opens) open.add(key);
    draw();
    if (opens) place.querySelector(`[data-key="${key}"] .pe-details textarea`).focus();
    else put(key, name);
  }

  function remove(key) {
    if (details().count(key) && !confirm(say("delete_materials"))) return;
    const at = state.place(key);
    state.remove(key);
    draw();
    const rows = state.doc().rows;
    if (rows.length) put(rows[Math.max(0, Math.min(at, rows.length - 1))].key);
  }

  function addBelow(key, kind) {
    const rows = state.doc().rows;
    const at = key ? state.place(key) + 1 : rows.length;
    const before = rows.slice(0, at).filter((row) => row.t === "topic").at(-1);
    const fresh = newTopic(kind ?? before?.kind ?? config.kinds[0][0], before?.hours ?? 1);
    state.insert(at, [fresh]);
    draw();
    put(fresh.key);
  }

  /** A section goes in where the person is: the topics below it are in it. */
  function addSection(key = last) {
    const at = state.place(key);
    const fresh = newSection();
    state.insert(at < 0 ? state.doc().rows.length : at + 1, [fresh]);
    draw();
    put(fresh.key);
  }

  /** Go to the same field of the next row that has it. */
  function step(key, name, by) {
    const rows = state.doc().rows;
    for (let at = state.place(key) + by; rows[at]; at += by) {
      if (name === "name" || rows[at].t === "topic") return put(rows[at].key, name);
    }
  }

  /** Arrows leave a field of hours at once, a text only from its edge. */
  function leaves(field, by) {
    if (field.dataset.field === "hours") return true;
    if (field.dataset.field !== "name" || field.selectionStart !== field.selectionEnd) return false;
    return by < 0 ? field.selectionStart === 0 : field.selectionStart === field.value.length;
  }

  function move(key, by, name) {
    if (!state.move(key, state.place(key) + by)) return;
    draw();
    put(key, name);
    said.textContent = say("moved", { n: state.place(key) + 1, all: state.doc().rows.length });
  }

  place.addEventListener("focusin", (event) => { last = event.target.closest(".pe-row")?.dataset.key ?? last; });
  place.addEventListener("keydown", (event) => {
    const item = event.target.closest(".pe-row");
    if (!item) return;
    const { key } = item.dataset;
    const name = event.target.dataset.field;
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const isIn = Boolean(event.target.closest(".pe-details"));
    const act = isIn ? inside(event, key) : outside(event, key, name, by);
    if (!act) return;
    event.preventDefault();
    act();
  });

  /** What a key does in the details of a topic. */
  function inside(event, key) {
    const closes = event.key === "Escape" || (event.key === "Enter" && event.altKey);
    return closes && (() => toggle(key, "name"));
  }

  /** What a key does in a row. */
  function outside(event, key, name, by) {
    const isTopic = state.row(key).t === "topic";
    if (by && event.altKey) return () => move(key, by, name);
    if (by) return leaves(event.target, by) && (() => step(key, name, by));
    if (event.key === "Enter" && event.altKey) return isTopic && (() => toggle(key, name));
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return () => addSection(key);
    if (event.key === "Enter" && name === "name") return () => addBelow(key);
    if (event.key === "Enter" && name === "hours") return () => step(key, "hours", 1);
    const empties = event.key === "Backspace" && name === "name" && !event.target.value && state.doc().rows.length > 1;
    return empties && (() => remove(key));
  }

  place.addEventListener("paste", (event) => {
    const item = event.target.closest(".pe-row");
    if (!item || event.target.dataset.field !== "name") return;
    const html = event.clipboardData.getData("text/html");
    const text = event.clipboardData.getData("text/plain");
    if (!/<tr[\s>]/i.test(html) && !/[\t\n]./.test(text.trim())) return;
    event.preventDefault();
    onPaste(html, text, state.place(item.dataset.key) + (event.target.value ? 1 : 0));
  });
  connectDrag(place, (key, to) => state.move(key, state.place(to)) && draw());

  return {
    draw,
    put,
    addBelow,
    addSection: () => addSection(),
    redrawRow(key, isOpen) {
      if (isOpen) open.add(key);
      draw();
    },
  };
}
