// The board without a mouse: arrows, space with Shift, numbers of columns, Ctrl+Z.
export function connectKeys({ place, chosen, toColumn, back, onChange }) {
  let last = null;

  place.addEventListener("change", (event) => {
    const student = Number(event.target.dataset.student);
    if (!student) return;
    event.target.checked ? chosen.add(student) : chosen.delete(student);
    last = event.target.dataset.key;
    onChange();
  });
  place.addEventListener("click", (event) => {
    if (!event.shiftKey || !event.target.dataset.student || !last) return;
    const ticks = ticksOf(event.target);
    const [from, to] = [ticks.findIndex((tick) => tick.dataset.key === last), ticks.indexOf(event.target)].sort((a, b) => a - b);
    if (from < 0) return;
    for (const tick of ticks.slice(from, to + 1)) event.target.checked ? chosen.add(Number(tick.dataset.student)) : chosen.delete(Number(tick.dataset.student));
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.code === "KeyZ" && !event.target.matches("input:not([type=checkbox])")) {
      event.preventDefault();
      back();
    }
  });
  place.addEventListener("keydown", (event) => {
    const tick = event.target;
    if (tick.type !== "checkbox" || event.ctrlKey || event.altKey || event.metaKey) return;
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const aside = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by) step(event, tick, by);
    else if (aside) across(event, tick, aside);
    else if (/^Digit\d$|^Numpad\d$/.test(event.code) && tick.dataset.student) {
      event.preventDefault();
      toColumn(Number(event.code.at(-1)), chosen.size ? [...chosen] : [Number(tick.dataset.student)], next(tick));
    }
  });

  const ticksOf = (tick) => [...tick.closest(".board-column").querySelectorAll("input[data-student]")];

  /** Where the focus goes when the student leaves the column. */
  function next(tick) {
    const ticks = ticksOf(tick);
    const at = ticks.indexOf(tick);
    const stays = (other) => !(chosen.size ? chosen.has(Number(other.dataset.student)) : other === tick);
    return (ticks.slice(at + 1).find(stays) ?? ticks.slice(0, at).reverse().find(stays))?.dataset.key;
  }

  function step(event, tick, by) {
    event.preventDefault();
    const ticks = [...tick.closest(".board-column").querySelectorAll("input[type=checkbox]")];
    const other = ticks[ticks.indexOf(tick) + by];
    other?.focus();
    if (event.shiftKey && other?.dataset.student) {
      chosen.add(Number(other.dataset.student));
      onChange();
    }
  }

  function across(event, tick, by) {
    event.preventDefault();
    const columns = [...place.children];
    const column = columns[columns.indexOf(tick.closest(".board-column")) + by];
    (column?.querySelector("input[data-student]") ?? column?.querySelector("input[type=checkbox]"))?.focus();
  }
}
