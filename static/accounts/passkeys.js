// The pages where a passkey is added (kind "create") or confirms a sign-in (kind "get").
import { answer, explain, question, supported } from "./passkey.js";

for (const form of document.querySelectorAll("form[data-passkey]")) connect(form);

/** @param {HTMLFormElement} form its `credential` carries the browser's answer */
function connect(form) {
  const words = form.dataset;
  const error = form.querySelector("[data-part='error']");
  const button = form.querySelector("button");
  const tell = (text) => {
    error.textContent = text;
    error.hidden = !text;
  };
  if (!supported()) {
    for (const part of form.elements) part.disabled = true;
    return tell(words.unsupported);
  }

  async function send() {
    const asked = await question(words.begin, form);
    if (!asked) return tell(words.network);
    if (!asked.publicKey) return tell(asked.error || words.network);
    try {
      form.elements.namedItem("credential").value = await answer(words.passkey, asked.publicKey);
    } catch (problem) {
      return tell(explain(problem, words));
    }
    const password = form.elements.namedItem("password");
    if (password) password.disabled = true; // it has been told already
    form.submit();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    tell("");
    button.disabled = true;
    await send();
    button.disabled = false;
  });
}
