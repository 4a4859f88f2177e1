// A form that takes seconds says so and is not sent twice; the server is not harmed if it is.
for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    button.dataset.was = button.textContent;
    button.textContent = form.dataset.busy;
    button.disabled = true;
  });
}
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form[data-busy] button[data-was]")) {
    button.textContent = button.dataset.was;
    button.disabled = false;
  }
});
