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

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
document.addEventListener("visibilitychange", refresh);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) refresh();
});
offerPrint();
