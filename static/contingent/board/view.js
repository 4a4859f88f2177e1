// The columns of the board, drawn anew after every change; focus and ticks stay where they were.
import { make } from "../../journal/grid/dom.js";

export const NOWHERE = "0";

export function createView({ state, say, place, chosen, onChange }) {
  let filter = "";
  let many = 0; // home groups the students come from: of one there is no need to tell

  function draw() {
    many = new Set(state.students().map((student) => student.home)).size;
    const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : "";
    const tops = new Map([...place.querySelectorAll("ul")].map((list) => [list.dataset.group, list.scrollTop]));
    place.replaceChildren(column(NOWHERE, say("nowhere"), 0), ...state.groups().map((group, n) => column(String(group.id), group.name, n + 1)));
    for (const list of place.querySelectorAll("ul")) list.scrollTop = tops.get(list.dataset.group) ?? 0;
    if (focused) (place.querySelector(`[data-key="${focused}"]`) ?? place.querySelector(`[data-key^="${focused.split("@")[0]}@"]`))?.focus();
  }

  function inside(group) {
    return state.students().filter((student) => {
      const where = state.place(student.id);
      return group === NOWHERE ? where.length === 0 : where.includes(Number(group));
    });
  }

  function column(group, name, number) {
    const all = inside(group);
    const shown = group === NOWHERE && filter ? all.filter((student) => fits(student)) : all;
    const tick = make("input", { type: "checkbox", class: "form-check-input" });
    tick.setAttribute("aria-label", `${say("all")}: ${name}`);
    tick.dataset.key = `all@${group}`;
    tick.checked = shown.length > 0 && shown.every((student) => chosen.has(student.id));
    tick.addEventListener("change", () => {
      for (const student of shown) tick.checked ? chosen.add(student.id) : chosen.delete(student.id);
      onChange();
    });
    const head = make("h2", {}, [tick, make("span", { title: name }, [name]), make("b", {}, [String(all.length)])]);
    if (number) head.append(make("kbd", {}, [String(number)]));
    const list = make("ul", {}, shown.map((student) => row(student, group)));
    list.dataset.group = group;
    if (!shown.length) list.append(make("li", { class: "board-empty" }, [say("empty")]));
    const section = make("section", { class: "board-column" }, [head]);
    section.dataset.group = group;
    section.setAttribute("aria-label", name);
    if (group === NOWHERE) section.append(search());
    section.append(list);
    return section;
  }

  function search() {
    const field = make("input", { type: "search", class: "form-control", value: filter });
    field.setAttribute("aria-label", say("find"));
    field.placeholder = say("find");
    field.dataset.key = "find@0";
    field.addEventListener("input", () => {
      filter = field.value;
      draw();
      const again = place.querySelector('[data-key="find@0"]');
      again.setSelectionRange(filter.length, filter.length);
    });
    return field;
  }

  const plain = (text) => text.toLowerCase().replaceAll("ё", "е");
  const fits = (student) => plain(`${student.name} ${student.home}`).includes(plain(filter).trim());

  function names(ids) {
    const known = new Map(state.groups().map((group) => [group.id, group.name]));
    return ids.map((id) => known.get(id) ?? "").join(", ");
  }


  function notes(student, group) {
    const others = state.place(student.id).filter((id) => String(id) !== group);
    const told = [many > 1 || student.stray ? student.home : ""];
    if (student.stray) told.push(say("stray"));
    if (others.length) told.push(say("several", { groups: names(others) }));
    if (student.later.length) told.push(say("later", { groups: names(student.later) }));
    if (state.pending().has(student.id) && student.inside.length) told.push(say("was", { groups: names(student.inside) }));
    return told.filter(Boolean).join(" · ");
  }

  function row(student, group) {
    const tick = make("input", { type: "checkbox", class: "form-check-input", checked: chosen.has(student.id) });
    tick.dataset.key = `${student.id}@${group}`;
    tick.dataset.student = student.id;
    const grip = make("span", { class: "board-grip" }, ["⠿"]);
    grip.setAttribute("aria-hidden", "true");
    const words = make("span", { class: "board-name" }, [make("span", {}, [student.name]), make("small", {}, [notes(student, group)])]);
    const item = make("li", { class: "board-student" }, [make("label", {}, [tick, words]), grip]);
    item.dataset.student = student.id;
    item.classList.toggle("is-moved", state.pending().has(student.id));
    item.classList.toggle("is-chosen", chosen.has(student.id));
    item.classList.toggle("is-stray", student.stray);
    return item;
  }

  return { draw, inside };
}
