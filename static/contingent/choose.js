// Ticking rows of a list: the whole page at once, and how many are chosen. Without this the boxes work by themselves.
const list = document.querySelector("#people-list");

function boxes() {
  return [...list.querySelectorAll("input[name=id]")];
}

function tell() {
  const bar = list.querySelector("[data-chosen]");
  if (!bar) return;
  const all = bar.querySelector("[data-all]").checked;
  const ticked = boxes().filter((box) => box.checked).length;
  const many = bar.querySelector("[data-many]");
  many.textContent = !all && ticked ? `${many.dataset.words} ${ticked}` : "";
  bar.classList.toggle("is-ready", all || ticked > 0);
  for (const button of bar.querySelectorAll("button")) button.disabled = !all && ticked === 0;
  const page = list.querySelector("[data-page]");
  page.checked = ticked > 0 && ticked === boxes().length;
  page.indeterminate = ticked > 0 && !page.checked;
}

let last = null;

list.addEventListener("click", (event) => {
  if (!event.target.matches("input[name=id]")) return;
  const all = boxes();
  // With Shift, everyone from the last ticked to this one.
  if (event.shiftKey && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(event.target)].sort((a, b) => a - b);
    for (const box of all.slice(from, to + 1)) box.checked = event.target.checked;
  }
  last = event.target;
  tell();
});
list.addEventListener("change", (event) => {
  if (event.target.matches("[data-page]")) for (const box of boxes()) box.checked = event.target.checked;
  tell();
});
list.addEventListener("htmx:afterSwap", tell);
window.addEventListener("pageshow", tell);
tell();
