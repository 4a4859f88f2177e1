/** What did not go in, each with its reason and what may be done about it; other lessons' too. */
import { statusOf } from "../grid/queue.js";
import { button, make } from "../grid/dom.js";

/**
 * @param {object} parts
 * @param {HTMLElement} parts.place
 * @param {ReturnType<import("../grid/queue.js").createQueue>} parts.queue
 * @param {{lesson: number, labels: Record<string, string>}} parts.config
 * @param {ReturnType<import("../grid/words.js").createWords>} parts.say
 */
export function createProblems({ place, queue, config, say }) {
  let drawn = "[]";

  function draw() {
    const open = queue.pending().filter((entry) => statusOf(entry) !== "unsaved");
    const key = JSON.stringify(open.map(({ id, value, refused, conflict }) => [id, value, refused, conflict]));
    if (key === drawn) return;
    drawn = key;
    place.replaceChildren(...open.map(box));
  }

  function box(entry) {
    const told = make("p", {}, [entry.conflict ? conflicting(entry) : refusal(entry)]);
    const where = entry.lesson === config.lesson ? [] : [elsewhere(entry)];
    return make("div", { class: "alert alert-danger" }, [...where, told, ...(entry.conflict ? choices(entry) : ways(entry))]);
  }

  const conflicting = ({ student, kind, conflict }) =>
    say("conflict", { who: nameOf(student), author: conflict.author, value: shown(kind, conflict.value), time: conflict.at_text });

  const refusal = ({ student, kind, value, refused }) =>
    say("refused", { who: nameOf(student), value: shown(kind, value), reason: refused || say("gone") });

  const choices = (entry) => [
    button(`${say("mine")}: ${shown(entry.kind, entry.value)}`, () => queue.resolve(entry, true)),
    button(say("theirs"), () => queue.resolve(entry, false)),
  ];

  const ways = (entry) => [
    button(say("retry"), () => queue.retry(entry)),
    button(say("discard"), () => queue.discard(entry)),
  ];

  /** The entry was typed on another page of the course: its cell is there. */
  const elsewhere = ({ page }) => make("p", {}, [make("a", { href: page }, [say("elsewhere")])]);

  function shown(kind, value) {
    if (kind !== "attendance") return value || say("nothing");
    const [name, minutes] = value.split(":");
    return name ? `${config.labels[name] ?? name}${minutes ? ` ${say("minutes", { n: minutes })}` : ""}` : say("present");
  }

  function nameOf(student) {
    return document.querySelector(`[data-student="${student}"] .who`)?.firstChild?.textContent.trim() || say("a_student");
  }

  return { draw };
}
