/** The states of cells: unsaved, saving, saved, refused, in conflict; what waited before a reload. */

import { statusOf } from "./queue.js";

/** The gravest comes first. */
const STATES = ["conflict", "refused", "unsaved", "saving", "saved"];
const SHOWN = 1500;

/**
 * @param {object} parts
 * @param {import("./sheet.js").Sheet} parts.sheet
 * @param {ReturnType<import("./totals.js").createTotals>} parts.totals
 * @param {(place: object) => import("./vault.js").Entry[]} parts.waiting what is not settled of a cell
 */
export function createPainter({ sheet, totals, waiting }) {
  /**
   * @param {import("./vault.js").Entry} entry @param {string} state
   * @param {import("./post.js").Result} [result]
   */
  function show(entry, state, result) {
    const cells = sheet.cellsOf(entry);
    const value = state === "saved" ? (result?.value ?? entry.value) : entry.value;
    if (result?.work) sheet.adopt(entry, result.work);
    for (const td of cells) {
      if (sheet.values(td)[entry.kind] !== value) totals.touch(sheet.write(td, entry.kind, value));
      stamp(td, gravest(td, entry, state));
    }
    if (cells.length && state === "saved" && result?.taken !== undefined) totals.take(cells[0], result.taken);
  }

  /** A cell shows a mark and attendance at once: the state that most needs to be seen. */
  function gravest(td, entry, state) {
    const others = waiting(sheet.addressOf(td)).filter(({ id }) => id !== entry.id);
    return STATES.find((name) => name === state || others.some((one) => statusOf(one) === name));
  }

  function stamp(td, state) {
    td.classList.remove(...STATES.map((name) => `s-${name}`));
    td.classList.add(`s-${state}`);
    td.removeAttribute("title");
    if (state === "refused" || state === "conflict") td.setAttribute("aria-invalid", "true");
    else td.removeAttribute("aria-invalid");
    if (state === "saved") setTimeout(() => td.classList.remove("s-saved"), SHOWN);
  }

  return {
    show,

    /** Put what has not been saved back on top of what the server shows. */
    restore(entries) {
      for (const entry of entries) {
        const state = entry.conflict ? "conflict" : entry.refused === undefined ? "unsaved" : "refused";
        show(entry, state);
        const [td] = sheet.cellsOf(entry);
        if (td && entry.kind === "attendance" && entry.value) totals.take(td);
      }
    },
  };
}
