/** The state of saving in words, notes on what came of a key, a live region for ears, a guard at the exit. */

/** How long a note stands when nothing else is said, milliseconds. */
const NOTE_STAYS = 8000;

/**
 * @param {object} parts
 * @param {HTMLElement} parts.line
 * @param {HTMLElement} parts.live
 * @param {ReturnType<import("./words.js").createWords>} parts.say
 * @param {string} parts.language
 */
export function createStatus({ line, live, say, language }) {
  /** Made with the first saved mark: the first formatter of a page takes the browser longer than the whole grid. */
  let clock;
  const hour = (time) => (clock ??= new Intl.DateTimeFormat(language || "ru", { hour: "2-digit", minute: "2-digit" })).format(time);
  /** @type {import("./queue.js").State|null} */
  let state = null;
  let told = "";
  let [fresh, hiding] = [false, 0];

  /** @param {import("./queue.js").State} now @returns {{text: string, level: string}} */
  function summary(now) {
    if (now.unsafe) return { text: say("status_unsafe", { n: now.waiting }), level: "danger" };
    if (now.obstacle && now.waiting) return { text: say(`status_${now.obstacle}`, { n: now.waiting }), level: "danger" };
    if (now.refused || now.conflicts) return { text: say("status_problems", { n: now.refused + now.conflicts }), level: "warning" };
    if (now.waiting) return { text: say("status_saving"), level: "busy" };
    const time = now.savedAt ? ` · ${hour(now.savedAt)}` : "";
    return { text: say("status_saved") + time, level: "good" };
  }

  function show(now) {
    const { text, level } = summary(now);
    if (line.textContent !== text) line.textContent = text;
    line.dataset.level = level;
    // Ears are told of trouble and of its end, not of every saved mark.
    const bad = level === "danger" || level === "warning";
    if (bad && text !== told) announce(text);
    else if (!bad && told && level === "good") announce(text);
    if (bad) told = text;
    else if (level === "good") told = "";
    state = now;
  }

  /** For ears alone. What a key came to is not talked over by where it led. @param {string} text */
  function announce(text) {
    if (!fresh) put(text);
  }

  /** For eyes and ears: why a key did nothing, or what it did to many cells. @param {string} text */
  function tell(text) {
    put(text);
    fresh = true;
    live.classList.remove("visually-hidden");
    hiding = setTimeout(hide, NOTE_STAYS);
  }

  function put(text) {
    hide();
    live.textContent = "";
    requestAnimationFrame(() => {
      live.textContent = text;
      fresh = false;
    });
    live.dataset.last = text;
  }

  function hide() {
    clearTimeout(hiding);
    live.classList.add("visually-hidden");
  }

  addEventListener("beforeunload", (event) => {
    if (state?.unsafe) event.preventDefault();
  });

  return { show, announce, tell };
}
