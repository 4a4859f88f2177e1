// A table from Excel or Word: read by the server, shown before it goes in, inserted in one step that can be undone.
import { make } from "../../journal/grid/dom.js";
import { headers } from "./saver.js";
import { writeHours } from "./state.js";

export function connectPaste({ config, state, say, redraw }) {
  const dialog = document.getElementById("pe-dialog");
  const area = document.getElementById("pe-pasted");
  const file = document.getElementById("pe-file");
  const found = document.getElementById("pe-found");
  const preview = document.getElementById("pe-preview");
  const insert = document.getElementById("pe-insert");
  const labels = new Map(config.kinds);
  let rows = [];
  let at = null;

  function open(place = null) {
    at = place;
    take({ rows: [], left_out: [] }, true);
    area.value = "";
    file.value = "";
    dialog.showModal();
    area.focus();
  }

  async function read(body) {
    found.textContent = say("saving");
    try {
      const response = await fetch(config.urls.read, { method: "POST", body, credentials: "same-origin", headers: { ...headers(), Accept: "application/json" } });
      const told = await response.json().catch(() => ({}));
      if (response.ok) take(told);
      else found.textContent = told.reason || say(response.status === 401 ? "sign_in" : "trouble");
    } catch {
      found.textContent = say("offline");
    }
  }

  function take(told, silent = false) {
    rows = told.rows;
    insert.disabled = !rows.length;
    insert.textContent = rows.length ? say("paste_insert", { n: rows.length }) : insert.dataset.plain;
    const hours = rows.reduce((sum, row) => sum + (row.hours ?? 0), 0);
    const words = rows.length ? say("paste_read", { n: rows.length, hours: writeHours(Math.round(hours * 10) / 10) }) : say("paste_nothing");
    found.textContent = silent ? "" : words;
    if (rows.length) insert.focus();
    if (told.left_out.length) found.append(make("p", { class: "people-note" }, [say("paste_left", { rows: told.left_out.join(" | ") })]));
    preview.replaceChildren(...(rows.length ? [make("table", { class: "table table-sm" }, [make("tbody", {}, rows.map(line))])] : []));
  }

  function line(row) {
    if (row.t === "section") return make("tr", { class: "program-section" }, [make("th", { colspan: "4", scope: "rowgroup" }, [row.name])]);
    const hours = row.guessed ? make("span", { class: "text-danger" }, [say("guessed")]) : writeHours(row.hours);
    return make("tr", {}, [make("td", {}, [row.name]), make("td", {}, [labels.get(row.kind) ?? ""]), make("td", { class: "text-end" }, [hours]), make("td", {}, [row.homework])]);
  }

  function form(values) {
    const body = new FormData();
    for (const [name, value] of Object.entries(values)) body.set(name, value);
    return body;
  }

  insert.dataset.plain = insert.textContent;
  insert.addEventListener("click", () => {
    const fresh = rows.map(({ guessed: _guessed, ...row }) => ({ ...row, key: crypto.randomUUID() }));
    const many = state.doc().rows;
    const to = at ?? many.length;
    // A topic that nothing is written of yet gives its place
    const spare = [to, to - 1].find((place) => many[place]?.t === "topic" && !many[place].name && !many[place].content);
    state.insert(spare ?? to, fresh, spare === undefined ? 0 : 1);
    dialog.close();
    redraw(fresh[0].key);
  });
  area.addEventListener("paste", (event) => {
    const html = event.clipboardData.getData("text/html");
    const text = event.clipboardData.getData("text/plain");
    read(form({ html, text }));
  });
  area.addEventListener("change", () => area.value.trim() && !rows.length && read(form({ text: area.value })));
  file.addEventListener("change", () => file.files.length && read(form({ file: file.files[0] })));
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  return {
    open,
    given(html, text, place) {
      open(place);
      read(form({ html, text }));
    },
  };
}
