/**
 * On every page: marks left unsaved on journal pages that are no longer open go in from here; what
 * cannot go in is told with a link to its page.
 */
import { createQueue } from "./grid/queue.js";
import { createTabs } from "./grid/tabs.js";
import { unsavedOf } from "./grid/vault.js";

/** What is being saved in another tab this very moment is not worth a word. */
const FRESH = 5000;

const note = document.getElementById("unsent");
if (note) start(note);

/** @param {HTMLElement} root templates/journal/_unsent.html */
async function start(root) {
  const user = Number(root.dataset.user);
  /** Made when there is something to tell: on most pages there is not. @type {Intl.PluralRules|undefined} */
  let rules;
  const form = (n) => (rules ??= new Intl.PluralRules(document.documentElement.lang || "ru")).select(n);
  const words = (n) => (root.dataset[form(n)] ?? root.dataset.many).replace(/\d+/, String(n));
  const csrf = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
  /** @type {Map<string, import("./grid/vault.js").Entry[]>} */
  const left = new Map();

  for (const [course, entries] of unsavedOf(user)) {
    const tabs = new Set(entries.map((entry) => entry.tab));
    const orphans = await createTabs(`epos:tab:${user}:${course}`).gone(tabs);
    // A page with a queue of its own looks after its course.
    if (!orphans.size || document.querySelector(`[data-queue="${course}"]`)) continue;
    const queue = createQueue({
      user, course: Number(course), url: at(course, root.dataset.save), csrf, signInUrl: root.dataset.signIn,
      onState() {
        left.set(course, queue ? queue.pending() : entries);
        show();
      },
    });
  }

  function show() {
    const pages = [...left.values()].map((entries) => entries.filter((entry) => Date.now() - entry.at > FRESH)).filter(({ length }) => length);
    root.hidden = !pages.length;
    root.replaceChildren(...pages.map((entries) => {
      const line = document.createElement("p");
      const link = document.createElement("a");
      link.href = entries[0].page;
      link.textContent = root.dataset.open;
      line.append(`${words(entries.length)} `, link);
      return line;
    }));
  }
}

/** Addresses come from the server, never from the storage. @param {string} course @param {string} form that of course 0 */
function at(course, form) {
  return form.replace("/0/", `/${course}/`);
}
