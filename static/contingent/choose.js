/**
 * Ticking rows of a list: the whole page at once, and how many are chosen. In a list of several pages what is
 * ticked stays ticked on the next page, in another order and after another search, until it is done or cleared.
 * Without this the boxes work by themselves, page by page.
 */
const KEPT = "epos:chosen:";
const list = document.querySelector("#people-list");
const key = list?.dataset.list ? KEPT + list.dataset.list : "";
const chosen = new Set(kept());
let last = null;
if (document.querySelector("[data-chosen-done]")) forget();
if (list) start();

function boxes() {
  return [...list.querySelectorAll("input[name=id][type=checkbox]")];
}

function start() {
  list.addEventListener("click", (event) => {
    if (event.target.closest("[data-clear]")) return clear();
    if (!event.target.matches("input[name=id]")) return;
    const all = boxes();
    // With Shift, everyone from the last ticked to this one.
    if (event.shiftKey && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(event.target)].sort((a, b) => a - b);
      for (const box of all.slice(from, to + 1)) box.checked = event.target.checked;
    }
    last = event.target;
    take();
  });
  list.addEventListener("change", (event) => {
    if (event.target.matches("[data-page]")) for (const box of boxes()) box.checked = event.target.checked;
    take();
  });
  list.addEventListener("htmx:afterSwap", show);
  window.addEventListener("pageshow", key ? show : take);
  if (key) show();
  else take();
}

/** Boxes tell what is chosen. */
function take() {
  for (const box of boxes()) chosen[box.checked ? "add" : "delete"](box.value);
  keep();
  tell();
}

/** What is chosen tells the boxes. */
function show() {
  for (const value of kept()) chosen.add(value);
  for (const box of boxes()) box.checked = chosen.has(box.value);
  tell();
}

function clear() {
  chosen.clear();
  keep();
  for (const box of boxes()) box.checked = false;
  list.querySelector("[data-all]").checked = false;
  tell();
}

function tell() {
  const bar = list.querySelector("[data-chosen]");
  if (!bar) return;
  const all = bar.querySelector("[data-all]").checked;
  const here = boxes();
  const ticked = here.filter((box) => box.checked).length;
  const elsewhere = [...chosen].filter((value) => !here.some((box) => box.value === value));
  const many = bar.querySelector("[data-many]");
  const words = [`${many.dataset.words} ${chosen.size}`];
  if (elsewhere.length) words.push(`${many.dataset.elsewhere} ${elsewhere.length}`);
  many.textContent = !all && chosen.size ? words.join(", ") : "";
  const others = bar.querySelector("[data-others]");
  if (others) others.value = elsewhere.join(",");
  const clearing = bar.querySelector("[data-clear]");
  if (clearing) clearing.hidden = all || chosen.size === 0;
  bar.classList.toggle("is-ready", all || chosen.size > 0);
  for (const button of bar.querySelectorAll("button[type=submit]")) button.disabled = !all && chosen.size === 0;
  const page = list.querySelector("[data-page]");
  page.checked = ticked > 0 && ticked === here.length;
  page.indeterminate = ticked > 0 && !page.checked;
}

function kept() {
  try { return key ? JSON.parse(sessionStorage.getItem(key) ?? "[]") : []; } catch { return []; }
}

function keep() {
  try { if (key) sessionStorage.setItem(key, JSON.stringify([...chosen])); } catch { /* then a page at a time */ }
}

/** What was chosen is done: nobody of them is chosen any more, in any list. */
function forget() {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(KEPT)) sessionStorage.removeItem(name);
  } catch { /* nothing is kept then */ }
}
