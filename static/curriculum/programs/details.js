// What a topic has beside its name and hours: content, homework, elements, control works, materials.
import { button, make } from "../../journal/grid/dom.js";
import { headers } from "./saver.js";

const MANY = 12;

export function createDetails({ config, state, say, saver, redrawRow }) {
  const { materials } = config;
  // A link typed and not yet added stays while the row is drawn again
  const typed = new Map();

  function field(key, name, row) {
    const id = `pe-${name}-${key}`;
    const area = make("textarea", { class: "form-control", id, rows: "3" });
    area.value = row[name];
    area.addEventListener("input", () => state.set(key, name, area.value));
    return make("div", {}, [make("label", { class: "form-label", for: id }, [say(name)]), area]);
  }

  /** A list of the codifier to tick in: `held` are the ticked, `take` gets them again. */
  function elements(held, take) {
    const ticked = new Set(held);
    const list = config.elements.map(([id, code, name]) => {
      const box = make("input", { type: "checkbox", class: "form-check-input" });
      box.checked = ticked.has(id);
      box.addEventListener("change", () => {
        if (box.checked) ticked.add(id);
        else ticked.delete(id);
        take([...ticked].sort((a, b) => a - b));
        title.textContent = `${say("elements")}: ${ticked.size}`;
      });
      return make("label", { class: "pe-element" }, [box, make("b", {}, [code]), ` ${name}`]);
    });
    const title = make("summary", {}, [`${say("elements")}: ${ticked.size}`]);
    const find = make("input", { type: "search", class: "form-control", "aria-label": say("find_element"), placeholder: say("find_element") });
    find.addEventListener("input", () => {
      const words = find.value.toLowerCase().split(/\s+/);
      for (const item of list) item.hidden = !words.every((word) => item.textContent.toLowerCase().includes(word));
    });
    return make("details", {}, [title, ...(list.length > MANY ? [find] : []), ...(list.length ? list : [make("p", { class: "people-note" }, [say("no_elements")])])]);
  }

  function works(key, row) {
    const place = make("div", { class: "pe-works" }, [make("b", {}, [say("works")])]);
    row.works.forEach((work, n) => {
      const kind = make("select", { class: "form-select", "aria-label": say("works") });
      for (const [value, label] of config.workKinds) kind.append(make("option", { value, selected: value === work.kind }, [label]));
      const title = make("input", { class: "form-control", "aria-label": say("work_title"), placeholder: say("work_title"), maxlength: "200" });
      title.value = work.title;
      const write = (values) => state.set(key, "works", state.row(key).works.map((old, m) => (m === n ? { ...old, ...values } : old)));
      kind.addEventListener("change", () => write({ kind: kind.value }));
      title.addEventListener("input", () => write({ title: title.value }));
      const remove = button(say("remove"), () => {
        state.set(key, "works", state.row(key).works.filter((_old, m) => m !== n));
        redrawRow(key, true);
      });
      const checked = config.elements.length ? [elements(work.elements ?? [], (held) => write({ elements: held }))] : [];
      place.append(make("div", { class: "pe-line" }, [kind, title, remove, ...checked]));
    });
    place.append(button(say("add_work"), () => {
      const now = state.row(key);
      state.set(key, "works", [...now.works, { kind: config.workKinds[0][0], title: now.name.slice(0, 200), elements: now.elements }]);
      redrawRow(key, true);
    }));
    return place;
  }

  function materialsOf(key) {
    const place = make("div", { class: "pe-works" }, [make("b", {}, [say("materials")]), make("small", { class: "text-body-secondary" }, [say("materials_seen")])]);
    for (const held of materials[key] ?? []) {
      const remove = button(say("remove"), async () => {
        const told = await ask(held.remove, new FormData(), wrong);
        if (!told) return;
        materials[key] = materials[key].filter((other) => other.id !== held.id);
        redrawRow(key, true);
      });
      place.append(make("div", { class: "pe-line" }, [make("a", { href: held.url, target: "_blank", rel: "noopener noreferrer" }, [held.title]), remove]));
    }
    const title = make("input", { class: "form-control", "aria-label": say("link_title"), placeholder: say("link_title"), maxlength: "200" });
    const url = make("input", { class: "form-control", type: "url", "aria-label": say("link"), placeholder: say("link"), maxlength: "500" });
    for (const [name, input] of [["title", title], ["url", url]]) {
      input.value = typed.get(key)?.[name] ?? "";
      input.addEventListener("input", () => typed.set(key, { ...typed.get(key), [name]: input.value }));
      input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.altKey || !url.value) return;
        event.preventDefault();
        link();
      });
    }
    const file = make("input", { class: "form-control", type: "file", "aria-label": say("add_file") });
    const wrong = make("p", { class: "text-danger", role: "alert" });
    const add = async (fill) => {
      // The topic must be there before anything can be hung on it
      if (!(await saver().save())) {
        wrong.textContent = say("material_later");
        return;
      }
      const body = new FormData();
      body.set("title", title.value);
      fill(body);
      const told = await ask(config.urls.material.replace(config.noKey, key), body, wrong);
      if (!told) return;
      typed.delete(key);
      (materials[key] ??= []).push(told.material);
      redrawRow(key, true);
    };
    const link = () => add((body) => body.set("url", url.value));
    file.addEventListener("change", () => {
      if (!file.files.length) return;
      if (file.files[0].size > config.largest) wrong.textContent = say("file_large");
      else add((body) => body.set("file", file.files[0]));
    });
    place.append(make("div", { class: "pe-line" }, [title, url, button(say("add_link"), link)]), file, wrong);
    return place;
  }

  async function ask(url, body, wrong) {
    try {
      const response = await fetch(url, { method: "POST", body, credentials: "same-origin", headers: { ...headers(), Accept: "application/json" } });
      const told = await response.json().catch(() => ({}));
      if (response.ok && told.status === "saved") return told;
      wrong.textContent = told.reason || say(response.status === 401 ? "sign_in" : "trouble");
    } catch {
      wrong.textContent = say("offline");
    }
    return null;
  }

  return {
    count: (key) => (materials[key] ?? []).length,
    draw(key) {
      const row = state.row(key);
      return make("div", { class: "pe-details" }, [field(key, "content", row), field(key, "homework", row), works(key, row), elements(row.elements, (held) => state.set(key, "elements", held)), materialsOf(key)]);
    },
  };
}
