/** The state of saving in words: a line for the eyes, a live region for ears, a guard at the exit. */

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

  /** @param {string} text */
  function announce(text) {
    live.textContent = "";
    requestAnimationFrame(() => (live.textContent = text));
    live.dataset.last = text;
  }

  addEventListener("beforeunload", (event) => {
    if (state?.unsafe) event.preventDefault();
  });

  return { show, announce };
}
