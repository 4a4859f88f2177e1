// Brings the page up to date when it is looked at again, and prints it. Without it the page is whole.
const STALE = 30_000;
let shownAt = Date.now();

function offerPrint() {
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
}

function busy(diary) {
  return diary.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
}

async function refresh() {
  const diary = document.getElementById("diary");
  if (!diary || document.visibilityState !== "visible" || Date.now() - shownAt < STALE || busy(diary)) return;
  shownAt = Date.now();
  let fresh;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    if (answer.redirected) return void location.reload();
    fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("diary");
  } catch {
    return; // No network: what is shown stays, with the time it is of.
  }
  if (!fresh) return;
  const focused = diary.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  diary.replaceWith(fresh);
  offerPrint();
  if (focused) [...fresh.querySelectorAll("a")].find((a) => a.getAttribute("href") === focused)?.focus({ preventScroll: true });
}

// On a phone the week opens at today; a page returned to stays where it was left.
function showToday() {
  const today = document.querySelector(".diary-day.is-today");
  const how = performance.getEntriesByType("navigation")[0]?.type;
  if (!today || location.hash || how !== "navigate" || !matchMedia("(max-width: 767.98px)").matches) return;
  today.scrollIntoView({ block: "start" });
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
document.addEventListener("visibilitychange", refresh);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) refresh();
});
offerPrint();
showToday();
