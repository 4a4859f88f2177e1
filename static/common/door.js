// The sign-in page: show what is typed as the password, warn of Caps Lock.
const password = document.getElementById("id_password");
const show = document.getElementById("show-password");
const hint = document.getElementById("caps-hint");

show.hidden = false;
show.addEventListener("click", () => {
  const shown = password.type === "text";
  password.type = shown ? "password" : "text";
  show.setAttribute("aria-pressed", String(!shown));
  show.textContent = shown ? show.dataset.show : show.dataset.hide;
  password.focus();
});

function onCaps(event) {
  if (event.getModifierState) hint.hidden = !event.getModifierState("CapsLock");
}
password.addEventListener("keydown", onCaps);
password.addEventListener("keyup", onCaps);
password.addEventListener("blur", () => { hint.hidden = true; });
