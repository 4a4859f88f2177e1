/** The history of a cell in a dialog, as the server tells it. */

/**
 * @param {object} parts
 * @param {import("./sheet.js").Sheet} parts.sheet
 * @param {HTMLDialogElement} parts.dialog
 * @param {string} parts.url
 * @param {ReturnType<import("./words.js").createWords>} parts.say
 * @param {{open: () => void}} parts.signIn
 * @returns {(td: HTMLTableCellElement) => Promise<void>}
 */
export function createHistory({ sheet, dialog, url, say, signIn }) {
  const body = dialog.querySelector("[data-part='body']");
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());

  return async function show(td) {
    const { student, lesson, work } = sheet.addressOf(td);
    const address = new URL(url, location.href);
    for (const [name, value] of Object.entries({ student, lesson, work })) {
      if (value !== null) address.searchParams.set(name, String(value));
    }
    dialog.querySelector("[data-part='where']").textContent = `${sheet.nameOf(td)}, ${sheet.titleOf(sheet.columnOf(td))}`;
    body.textContent = say("loading");
    if (!dialog.open) dialog.showModal();
    try {
      const response = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (response.status === 401 || response.headers.has("HX-Redirect")) return signedOut(() => show(td));
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      // The fragment comes from our own server, escaped by its template; the policy runs no script.
      body.innerHTML = await response.text();
    } catch {
      body.textContent = say("history_failed");
    }
  };

  /** The session has ended: once it is renewed, what was asked for is shown. */
  function signedOut(again) {
    dialog.close();
    signIn.open();
    document.addEventListener("epos:signed-in", again, { once: true });
  }
}
