// Short notes in the corner. An error stays until it is closed; the rest goes by itself.
import { texts } from "./texts.js";

const STAYS = 6000;

export function toast(text, level = "info") {
  const region = document.getElementById("toasts");
  if (!region || !text) return;
  for (const other of region.children) if (other.dataset.text === text) other.remove();
  const note = document.createElement("div");
  note.className = `toast-note is-${level}`;
  note.dataset.text = text;
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn-close";
  close.setAttribute("aria-label", texts.close || "×");
  close.addEventListener("click", () => note.remove());
  note.append(words, close);
  region.append(note);
  if (level !== "danger") setTimeout(() => note.remove(), STAYS);
}

export function listen() {
  const body = document.body;
  body.addEventListener("toast", (event) => toast(event.detail.text, event.detail.level));
  body.addEventListener("htmx:sendError", () => toast(texts.network, "danger"));
  body.addEventListener("htmx:timeout", () => toast(texts.network, "danger"));
  body.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    toast(status >= 500 ? texts.failed : texts.denied, "danger");
  });
}
