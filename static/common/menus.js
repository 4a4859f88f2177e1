// Menus and questions made of <details>: closed by Escape, by a click elsewhere, by leaving with Tab.
const opened = () => document.querySelectorAll("details.menu[open], details.refs-remove[open]");

document.addEventListener("click", (event) => {
  for (const menu of opened()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("focusin", (event) => {
  for (const menu of opened()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of opened()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// On a narrow screen the current page of the section may lie beyond the edge of its row.
for (const current of document.querySelectorAll(".section-tabs [aria-current], .places [aria-current]")) {
  const row = current.closest(".section-tabs, .bar-places");
  if (row && row.scrollWidth > row.clientWidth) row.scrollLeft = current.getBoundingClientRect().left - row.getBoundingClientRect().left + row.scrollLeft - 48;
}
