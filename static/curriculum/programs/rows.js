// The rows on the page: typed in, moved by Alt and arrows or dragged, removed; focus stays where the person is.
import { make } from "../../journal/grid/dom.js";
import { newTopic, readHours, writeHours } from "./state.js";

const BEGINS = 5;

export function createRows({ place, config, state, say, details, said, onPaste }) {
  const open = new Set();

  function draw() {
    const focus = focused();
    let n = 0;
    place.replaceChildren(...state.doc().rows.map((row) => (row.t === "section" ? drawSection(row) : drawTopic(row, (n += 1)))));
    if (focus) put(focus.key, focus.name, focus.at);
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

  function handle(n) {
    return make("span", { class: "pe-handle", title: say("handle") }, [n ? String(n) : "§"]);
  }

  function icon(text, label, act, name = "") {
    const node = make("button", { type: "button", class: "btn btn-sm btn-link pe-icon", "aria-label": label, title: label }, [text]);
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
      handle(0), name, icon("×", say("delete_section"), () => remove(row.key)),
    ]);
    item.dataset.key = row.key;
    return item;
  }

  function drawTopic(row, n) {
    const name = make("textarea", { class: "form-control pe-name", rows: String(Math.max(1, Math.ceil(row.name.length / 80))), "aria-label": say("topic_name", { n }), maxlength: "500" });
    name.dataset.field = "name";
    name.value = row.name;
    name.addEventListener("input", () => state.set(row.key, "name", name.value.replace(/\s*\n\s*/g, " ")));
    const kind = make("select", { class: "form-select pe-kind", "aria-label": say("kind") });
    kind.dataset.field = "kind";
    for (const [value, label] of config.kinds) kind.append(make("option", { value, selected: value === row.kind }, [label]));
    kind.addEventListener("change", () => state.set(row.key, "kind", kind.value));
    const hours = make("input", { class: "form-control pe-hours", inputmode: "decimal", "aria-label": say("hours", { n }) });
    hours.dataset.field = "hours";
    hours.value = writeHours(row.hours);
    hours.addEventListener("input", () => {
      const number = readHours(hours.value);
      hours.classList.toggle("is-invalid", number === null);
      hours.title = number === null ? say("hours_wrong") : "";
      if (number !== null) state.set(row.key, "hours", number);
    });
    hours.addEventListener("focus", () => hours.select());
    hours.addEventListener("blur", () => {
      if (readHours(hours.value) !== null) return;
      hours.value = writeHours(state.row(row.key).hours);
      hours.classList.remove("is-invalid");
    });
    const isOpen = open.has(row.key);
    const more = icon(isOpen ? "▴" : "▾", say("more", { n }), () => toggle(row.key), "more");
    more.setAttribute("aria-expanded", String(isOpen));
    const marks = [];
    if (row.works.length) marks.push(say("has_works"));
    if (row.homework) marks.push(say("homework").toLowerCase());
    if (details().count(row.key)) marks.push(say("has_materials", { n: details().count(row.key) }));
    const item = make("li", { class: `pe-row${isOpen ? " is-open" : ""}` }, [
      handle(n), name, kind, hours, more, icon("×", say("delete_topic", { n }), () => remove(row.key)),
      ...(marks.length && !isOpen ? [make("small", { class: "pe-marks" }, [marks.join(", ")])] : []),
      ...(isOpen ? [details().draw(row.key)] : []),
    ]);
    item.dataset.key = row.key;
    return item;
  }

  function toggle(key) {
    if (!open.delete(key)) open.add(key);
    draw();
    put(key, "more");
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

  function move(key, by, name) {
    if (!state.move(key, state.place(key) + by)) return;
    draw();
    put(key, name);
    said.textContent = say("moved", { n: state.place(key) + 1, all: state.doc().rows.length });
  }

  place.addEventListener("keydown", (event) => {
    const item = event.target.closest(".pe-row");
    if (!item || event.target.closest(".pe-details")) return;
    const { key } = item.dataset;
    const name = event.target.dataset.field;
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      move(key, event.key === "ArrowUp" ? -1 : 1, name);
    } else if (event.key === "Enter" && name === "name") {
      event.preventDefault();
      addBelow(key);
    } else if (event.key === "Enter" && name === "hours") {
      event.preventDefault();
      const next = state.doc().rows.slice(state.place(key) + 1).find((row) => row.t === "topic");
      if (next) put(next.key, "hours");
    } else if (event.key === "Backspace" && name === "name" && !event.target.value && state.doc().rows.length > 1) {
      event.preventDefault();
      remove(key);
    }
  });
  place.addEventListener("paste", (event) => {
    const item = event.target.closest(".pe-row");
    if (!item || event.target.dataset.field !== "name") return;
    const html = event.clipboardData.getData("text/html");
    const text = event.clipboardData.getData("text/plain");
    if (!/<tr[\s>]/i.test(html) && !/[\t\n]./.test(text.trim())) return;
    event.preventDefault();
    onPaste(html, text, state.place(item.dataset.key) + (event.target.value ? 1 : 0));
  });
  connectDrag();

  function connectDrag() {
    let held = null;
    place.addEventListener("pointerdown", (event) => {
      const grip = event.target.closest(".pe-handle");
      if (!grip || event.button !== 0) return;
      event.preventDefault();
      held = { key: grip.closest(".pe-row").dataset.key, y: event.clientY, pointer: event.pointerId, moving: false };
    });
    document.addEventListener("pointermove", (event) => {
      if (!held || event.pointerId !== held.pointer) return;
      if (!held.moving && Math.abs(event.clientY - held.y) < BEGINS) return;
      held.moving = true;
      document.body.classList.add("is-dragging");
      for (const item of place.children) item.classList.toggle("is-target", item === under(event) && item.dataset.key !== held.key);
      if (event.clientY < 60 || event.clientY > innerHeight - 60) scrollBy(0, event.clientY < 60 ? -14 : 14);
    });
    document.addEventListener("pointerup", (event) => {
      if (!held || event.pointerId !== held.pointer) return;
      const target = held.moving ? under(event) : null;
      const { key } = held;
      end();
      if (target && target.dataset.key !== key && state.move(key, state.place(target.dataset.key))) draw();
    });
    document.addEventListener("pointercancel", end);

    function under(event) {
      return document.elementFromPoint(place.getBoundingClientRect().left + 40, event.clientY)?.closest(".pe-row") ?? null;
    }

    function end() {
      held = null;
      document.body.classList.remove("is-dragging");
      for (const item of place.children) item.classList.remove("is-target");
    }
  }

  return {
    draw,
    put,
    addBelow,
    redrawRow(key, isOpen) {
      if (isOpen) open.add(key);
      draw();
    },
  };
}
