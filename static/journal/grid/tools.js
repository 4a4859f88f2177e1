/** What stands around the grid: undo and redo, the way Enter goes, help, buttons of the status line. */
import { button, byId } from "./dom.js";

/**
 * @param {object} parts
 * @param {ReturnType<import("./settings.js").createSettings>} parts.settings
 * @param {ReturnType<import("./edits.js").createEdits>} parts.edits
 * @param {() => void} parts.help
 * @param {(td: HTMLTableCellElement) => void} parts.show
 * @param {{focus: () => void}} parts.problems
 * @param {{open: () => void}} parts.signIn
 * @param {ReturnType<import("./queue.js").createQueue>} parts.queue
 * @param {ReturnType<import("./words.js").createWords>} parts.say
 * @param {boolean} parts.readonly
 */
export function connectTools({ settings, edits, help, show, problems, signIn, queue, say, readonly }) {
  const dialog = byId("help-dialog");
  byId("grid-help")?.addEventListener("click", help);
  for (const node of dialog.querySelectorAll("[data-close]")) node.addEventListener("click", () => dialog.close());

  for (const input of dialog.querySelectorAll("input[name]")) {
    const value = settings.get(input.name);
    input.checked = input.type === "radio" ? input.value === value : Boolean(value);
    input.addEventListener("change", () => settings.set(input.name, input.type === "radio" ? input.value : input.checked));
  }

  const step = (make) => () => {
    const td = make();
    if (td) show(td);
  };
  const tools = byId("grid-tools");
  if (tools && !readonly) {
    const undo = button("↶", step(edits.undo));
    const redo = button("↷", step(edits.redo));
    undo.title = say("undo");
    redo.title = say("redo");
    undo.setAttribute("aria-label", say("undo"));
    redo.setAttribute("aria-label", say("redo"));
    tools.replaceChildren(undo, redo);
  }

  // The line of the state does what helps: signs in, shows the problems, tries again.
  byId("grid-status")?.addEventListener("click", () => {
    const { obstacle, refused, conflicts } = queue.state();
    if (obstacle === "sign_in") signIn.open();
    else if (obstacle) queue.flush();
    else if (refused || conflicts) problems.focus();
  });
}
