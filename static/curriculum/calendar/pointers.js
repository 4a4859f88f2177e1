// Weeks under the mouse or a finger: one paints them in a stroke, two fingers scroll, and so does one without a brush.

export function connectPointers(table, wide, { isPainting, begin, move, end }) {
  const fingers = new Map();
  let stroke = null;
  let last = null;

  function cellAt({ clientX, clientY }) {
    const cell = document.elementFromPoint(clientX, clientY)?.closest("td[data-week]");
    return cell && table.contains(cell) ? { row: Number(cell.parentElement.dataset.row), week: Number(cell.dataset.week) } : null;
  }

  const centre = (axis) => [...fingers.values()].reduce((sum, finger) => sum + finger[axis], 0) / fingers.size;

  /** Scroll by as much as the middle of the fingers has moved. */
  function scroll(event) {
    const before = [centre("x"), centre("y")];
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    wide.scrollBy(before[0] - centre("x"), 0);
    scrollBy(0, before[1] - centre("y"));
  }

  table.addEventListener("pointerdown", (event) => {
    const isTouch = event.pointerType === "touch";
    if (event.button || (isTouch && !isPainting())) return;
    if (isTouch) fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size > 1) {
      stroke = null;
      return;
    }
    const cell = cellAt(event);
    if (!cell) return;
    event.preventDefault();
    stroke = event.pointerId;
    last = cell;
    begin(cell, event.shiftKey);
  });
  addEventListener("pointermove", (event) => {
    if (fingers.size > 1 && fingers.has(event.pointerId)) scroll(event);
    if (event.pointerId !== stroke) return;
    const cell = cellAt(event);
    if (!cell || (cell.row === last.row && cell.week === last.week)) return;
    last = cell;
    move(cell);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    addEventListener(name, (event) => {
      fingers.delete(event.pointerId);
      if (event.pointerId !== stroke) return;
      stroke = null;
      if (name === "pointerup") end();
    });
  }
  // Without a brush a tap tells of the week; the page scrolls under the finger.
  table.addEventListener("click", (event) => {
    const cell = event.pointerType === "touch" && !isPainting() && cellAt(event);
    if (cell) begin(cell, false);
  });
}
