/** "Everyone else was present": said once by a tap, repeated until the server has heard it. */
import { send } from "./forms.js";

const AGAIN = 10_000;

/**
 * @param {object} parts
 * @param {object} parts.config @param {ReturnType<import("../grid/words.js").createWords>} parts.say
 * @param {{open: () => void}|undefined} parts.signIn
 */
export function connectCall({ config, say, signIn }) {
  const form = document.getElementById("roll-call");
  const status = document.getElementById("roll-status");
  if (!form || !status) return;
  const key = `epos:roll:${config.user}:${config.lesson}`;
  let wanted = false;
  let sending = false;
  let timer = 0;

  function want(yes) {
    wanted = yes;
    try {
      if (yes) localStorage.setItem(key, "1");
      else localStorage.removeItem(key);
    } catch { /* a browser that keeps nothing: it holds until the page is left */ }
  }

  async function call() {
    clearTimeout(timer);
    if (!wanted || sending) return;
    sending = true;
    status.textContent = say("saving");
    const { kind, answer } = await send(form, config);
    sending = false;
    if (kind === "done" || kind === "refused") want(false);
    if (kind === "done") document.getElementById("roll-taken").hidden = false;
    if (kind === "sign_in") signIn?.open();
    if (kind === "offline" || kind === "trouble") timer = setTimeout(call, AGAIN);
    status.textContent = kind === "done" ? "" : kind === "refused" ? answer.reason || say("gone") : say(kind);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    want(true);
    call();
  });
  document.addEventListener("epos:signed-in", call);
  addEventListener("online", call);
  try { wanted = localStorage.getItem(key) === "1"; } catch { /* nothing is kept */ }
  call();
}
