// The search box by keyboard: "/" comes here, arrows walk the answers, Enter opens, Escape leaves.
const input = document.getElementById("finder-input");
const answers = document.getElementById("finder-answers");
const options = () => [...answers.querySelectorAll("[role=option]")];
let chosen = -1;

function choose(index) {
  const all = options();
  chosen = all.length && index > -2 ? (index + all.length) % all.length : -1;
  all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
  if (chosen < 0) return input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-activedescendant", all[chosen].id);
  return all[chosen].scrollIntoView({ block: "nearest" });
}

function close() {
  answers.replaceChildren();
  input.setAttribute("aria-expanded", "false");
  choose(-2);
}

function onKey(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!options().length) return;
    event.preventDefault();
    choose(event.key === "ArrowDown" ? chosen + 1 : Math.max(chosen, 0) - 1);
  } else if (event.key === "Enter" && chosen >= 0) {
    event.preventDefault();
    options()[chosen].click();
  } else if (event.key === "Escape") {
    if (answers.childElementCount) event.preventDefault();
    close();
  }
}

function isTyping(element) {
  return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
}

// On a Russian layout the key of "/" types a point.
function isSlash(event) {
  return event.key === "/" || (event.code === "Slash" && event.key === ".");
}

if (input) {
  input.addEventListener("keydown", onKey);
  answers.addEventListener("htmx:afterSwap", () => {
    input.setAttribute("aria-expanded", String(answers.childElementCount > 0));
    choose(-2);
  });
  document.addEventListener("focusin", (event) => {
    if (!input.form.contains(event.target)) close();
  });
  document.addEventListener("click", (event) => {
    if (!input.form.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !isSlash(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || event.target.closest("[role=grid]")) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}
