/**
 * Help over the page: a dialog with the part of the help page, opened by its link or F1. A question
 * typed is kept in the browser until it has been sent, however the page or the session ended.
 */
import { seal, unseal } from "./sealed.js";

const thread = document.querySelector("form[data-thread-draft]");
if (thread) keepThread(thread);
const link = document.querySelector(".foot a[data-help]") ?? document.querySelector("a[data-help]");
let dialog = null;
if (link) start();

function start() {
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("a[data-help]");
    if (!pressed || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F1" || event.ctrlKey || event.altKey || event.shiftKey || event.metaKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("htmx:load", ({ target }) => target.matches?.("[data-help-part]") && shown(target));
  for (const form of document.querySelectorAll("[data-help-form]")) dress(form);
}

function open() {
  const here = document.querySelector("main [data-help-form] textarea");
  if (here) return here.focus();
  if (document.querySelector("dialog[open]")) return;
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.className = "dialog help-dialog";
    dialog.setAttribute("aria-labelledby", "help-dialog-title");
    dialog.addEventListener("click", ({ target }) => target.closest("[data-help-close]") && dialog.close());
    // What the page does with keys is not meant for what is typed here.
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    document.body.append(dialog);
  }
  const part = document.createElement("div");
  dialog.replaceChildren(part);
  window.htmx.ajax("GET", link.href, { source: dialog, target: part, swap: "outerHTML" });
}

/** A part of the help page has come: the form, or the word that the question is sent. @param {HTMLElement} part */
function shown(part) {
  if (dialog?.contains(part) && !dialog.open) dialog.showModal();
  const { helpSent } = part.dataset;
  if (helpSent) keep(helpSent, "");
  const form = part.querySelector("[data-help-form]");
  if (form) dress(form);
  (form?.elements.text ?? part.querySelector("[tabindex]"))?.focus();
}

/** @param {HTMLFormElement} form of templates/communication/help/_help.html */
function dress(form) {
  const { text, screen } = form.elements;
  const place = form.querySelector("[data-help-screen]");
  screen.value = `${innerWidth}×${innerHeight}`;
  place.querySelector("dd").textContent = screen.value;
  place.hidden = false;
  const draft = kept(form.dataset.user);
  if (draft && !text.value.trim()) {
    text.value = draft;
    form.querySelector("[data-help-draft]").hidden = false;
  }
  text.addEventListener("input", () => keep(form.dataset.user, text.value));
}

const key = (user) => `epos:question:${user}`;

function kept(user) {
  try { return unseal(localStorage.getItem(key(user))) ?? ""; } catch { return ""; }
}

function keep(user, words) {
  try {
    if (words.trim()) localStorage.setItem(key(user), seal(words));
    else localStorage.removeItem(key(user));
  } catch { /* a browser that keeps nothing: the question is still sent */ }
}

/**
 * Words begun in a thread stay in the browser until they are in the thread: a lost session or network takes nothing.
 * The key tells the reader's turn, so what has been sent is not offered again. @param {HTMLFormElement} form
 */
function keepThread(form) {
  const own = `epos:thread:${form.dataset.threadDraft}`;
  const { text } = form.elements;
  try {
    const before = own.slice(0, own.lastIndexOf(":") + 1);
    for (const name of Object.keys(localStorage)) if (name.startsWith(before) && name !== own) localStorage.removeItem(name);
    const draft = unseal(localStorage.getItem(own));
    if (draft && !text.value.trim()) {
      text.value = draft;
      form.querySelector("[data-help-draft]").hidden = false;
    }
  } catch { /* a browser that keeps nothing */ }
  text.addEventListener("input", () => {
    try {
      if (text.value.trim()) localStorage.setItem(own, seal(text.value));
      else localStorage.removeItem(own);
    } catch { /* it is still sent */ }
  });
}
