/**
 * A table of a reference: an answer with reasons takes the place of its form, Esc leaves the row as it was,
 * a double click edits it, Insert adds one. Without this the same is done by links and buttons.
 */
const WITH_REASONS = new Set([400, 409]);

document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (!WITH_REASONS.has(event.detail.xhr.status) || !event.detail.target.closest(".refs")) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});
document.addEventListener("keydown", (event) => {
  const form = event.key === "Escape" && event.target.closest(".refs-form");
  if (form) leave(form, event);
  if (event.key === "Insert" && !event.target.closest("input, select")) document.querySelector("[data-add]")?.click();
});
document.addEventListener("click", (event) => {
  const cancel = event.target.closest("[data-cancel]:not([hx-get])");
  if (cancel && document.querySelector("#ref-new")) leave(cancel.closest(".refs-form"), event);
});
document.addEventListener("dblclick", (event) => {
  if (event.target.closest("a, button, summary, form")) return;
  event.target.closest(".refs-row")?.querySelector("[data-edit]")?.click();
});

function leave(form, event) {
  event.preventDefault();
  const cancel = form.querySelector("[data-cancel]");
  if (cancel.hasAttribute("hx-get")) cancel.click();
  else if (document.querySelector("#ref-new")) form.remove();
  else cancel.click();
}
