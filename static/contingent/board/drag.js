// Dragging by mouse from anywhere on a student, by finger from the grip: the rest of the list scrolls.
import { make } from "../../journal/grid/dom.js";

const BEGINS = 6;
const EDGE = 48;

export function connectDrag({ place, chosen, name, onDrop }) {
  let held = null;

  place.addEventListener("pointerdown", (event) => {
    const item = event.target.closest(".board-student");
    const byGrip = Boolean(event.target.closest(".board-grip"));
    if (!item || event.button !== 0 || (event.pointerType !== "mouse" && !byGrip)) return;
    const student = Number(item.dataset.student);
    held = { x: event.clientX, y: event.clientY, pointer: event.pointerId, students: chosen.has(student) ? [...chosen] : [student], ghost: null };
  });
  document.addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.pointer) return;
    if (!held.ghost && Math.hypot(event.clientX - held.x, event.clientY - held.y) < BEGINS) return;
    if (!held.ghost) begin();
    event.preventDefault();
    follow(event.clientX, event.clientY);
  });
  document.addEventListener("pointerup", (event) => {
    if (!held || event.pointerId !== held.pointer) return;
    const target = held.ghost ? over(event.clientX, event.clientY) : null;
    const { students } = held;
    if (held.ghost) swallowClick();
    end();
    if (target) onDrop(students, target.dataset.group);
  });
  document.addEventListener("pointercancel", end);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") end();
  });

  function begin() {
    held.ghost = make("div", { class: "board-ghost" }, [name(held.students)]);
    document.body.append(held.ghost);
    document.body.classList.add("is-dragging");
    getSelection()?.removeAllRanges();
  }

  function follow(x, y) {
    held.ghost.style.transform = `translate(${x + 8}px, ${y + 8}px)`;
    const target = over(x, y);
    for (const column of place.children) column.classList.toggle("is-target", column === target);
    if (y < EDGE || y > innerHeight - EDGE) scrollBy(0, y < EDGE ? -12 : 12);
    if (x < EDGE || x > innerWidth - EDGE) place.scrollBy(x < EDGE ? -16 : 16, 0);
    const list = target?.querySelector("ul");
    if (!list) return;
    const box = list.getBoundingClientRect();
    if (y < box.top + EDGE / 2 || y > box.bottom - EDGE / 2) list.scrollBy(0, y < box.top + EDGE / 2 ? -8 : 8);
  }

  function over(x, y) {
    return document.elementFromPoint(x, y)?.closest(".board-column") ?? null;
  }

  /** The click that ends a drag must not tick the student. */
  function swallowClick() {
    const stop = (event) => {
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => document.removeEventListener("click", stop, { capture: true }), 0);
  }

  function end() {
    held?.ghost?.remove();
    held = null;
    document.body.classList.remove("is-dragging");
    for (const column of place.children) column.classList.remove("is-target");
  }
}
