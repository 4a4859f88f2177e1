// A row dragged by its number, with a mouse, a pen or a finger.
const BEGINS = 5;

/** `move` gets the key of the row and that of the row whose place it is to take. */
export function connectDrag(place, move) {
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
    if (target && target.dataset.key !== key) move(key, target.dataset.key);
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
