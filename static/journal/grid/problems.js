/** What waits for the person's decision: changes refused, and cells that others have changed. */
import { statusOf } from "./queue.js";
import { attendanceText } from "./sheet.js";
import { button, byId, make } from "./dom.js";

/**
 * @param {object} parts
 * @param {import("./sheet.js").Sheet} parts.sheet
 * @param {ReturnType<import("./queue.js").createQueue>} parts.queue
 * @param {ReturnType<import("./words.js").createWords>} parts.say
 * @param {(td: HTMLTableCellElement) => void} parts.show
 */
export function createProblems({ sheet, queue, say, show }) {
  const panel = byId("grid-problems");
  const list = panel.querySelector("[data-part='list']");
  const bulk = panel.querySelector("[data-part='bulk']");
  let drawn = JSON.stringify([[], []]);

  const waiting = (status) => queue.pending().filter((entry) => statusOf(entry) === status);

  function draw() {
    const conflicts = waiting("conflict");
    const refused = waiting("refused");
    const key = JSON.stringify([conflicts, refused].map((all) => all.map(({ id, value }) => [id, value])));
    if (key === drawn) return;
    drawn = key;
    panel.hidden = !conflicts.length && !refused.length;
    panel.querySelector("h2").textContent = say("problems", { n: conflicts.length + refused.length });
    list.replaceChildren(...conflicts.map(conflictItem), ...refused.map(refusedItem));
    bulk.replaceChildren(...bulkButtons(conflicts, refused));
  }

  function bulkButtons(conflicts, refused) {
    const buttons = [];
    if (conflicts.length > 1) {
      buttons.push(button(say("all_mine"), () => conflicts.forEach((entry) => queue.resolve(entry, true))));
      buttons.push(button(say("all_theirs"), () => conflicts.forEach((entry) => queue.resolve(entry, false))));
    }
    if (refused.length > 1) {
      buttons.push(button(say("retry_all"), () => refused.forEach((entry) => queue.retry(entry))));
      buttons.push(button(say("discard_all"), () => refused.forEach((entry) => queue.discard(entry))));
    }
    return buttons;
  }

  function conflictItem(entry) {
    const { value, author, at_text: at } = entry.conflict;
    const theirs = shown(entry.kind, value);
    const mine = shown(entry.kind, entry.value);
    return make("li", { class: "is-conflict" }, [
      place(entry),
      make("p", {}, [say("conflict", { mine, theirs, author: author || say("somebody"), at })]),
      button(say("keep_mine", { value: mine }), () => queue.resolve(entry, true), "primary"),
      button(say("take_theirs", { value: theirs }), () => queue.resolve(entry, false)),
    ]);
  }

  function refusedItem(entry) {
    return make("li", { class: "is-refused" }, [
      place(entry),
      make("p", {}, [say("refused", { value: shown(entry.kind, entry.value), reason: entry.refused || say("refused_page") })]),
      button(say("retry"), () => queue.retry(entry)),
      button(say("discard", { value: shown(entry.kind, entry.was) }), () => queue.discard(entry)),
    ]);
  }

  function place(entry) {
    const [td] = sheet.cellsOf(entry);
    if (!td) return make("a", { href: entry.page, class: "fw-semibold" }, [say("elsewhere")]);
    const text = `${sheet.nameOf(td)}, ${sheet.titleOf(sheet.columnOf(td))}`;
    return button(text, () => show(td), "link");
  }

  const shown = (kind, value) =>
    (kind === "attendance" && value ? attendanceText(value, sheet.config.letters) : value) || say("nothing");

  return {
    draw,
    focus: () => panel.querySelector("button")?.focus(),
    /** @param {HTMLTableCellElement} td @returns {string} why the cell is not saved, in words */
    of(td) {
      return queue.of(sheet.addressOf(td)).map((entry) => {
        if (entry.conflict) {
          const { value, author, at_text: at } = entry.conflict;
          return say("conflict", { mine: shown(entry.kind, entry.value), theirs: shown(entry.kind, value), author: author || say("somebody"), at });
        }
        return entry.refused === undefined ? say("cell_unsaved") : say("refused", { value: shown(entry.kind, entry.value), reason: entry.refused || say("refused_page") });
      }).join(" ");
    },
  };
}
