// A teacher chosen by typing: whoever taught it comes first.
import { make } from "../../journal/grid/dom.js";

const MOST = 9;
export const plain = (text) => text.toLowerCase().replaceAll("ё", "е").replace(/[^\p{L}\p{N}]/gu, "");

export function createPicker({ staff, say, onPick, onLeave }) {
  let box = null;

  function open(cell, text, suggested) {
    close();
    const input = make("input", { class: "ld-input", role: "combobox", "aria-expanded": "true", "aria-controls": "ld-options", "aria-label": say("teacher"), autocomplete: "off" });
    const list = make("ul", { class: "ld-options", role: "listbox", id: "ld-options", "aria-label": say("teacher") });
    input.value = text;
    box = { input, list, cell, chosen: 0, shown: [] };
    cell.append(input);
    document.querySelector("main").append(list);
    const place = cell.getBoundingClientRect();
    list.style.left = `${place.left + scrollX}px`;
    list.style.top = `${place.bottom + scrollY}px`;
    const draw = () => {
      const typed = plain(input.value);
      const fits = staff.filter(([id, short, full]) => (typed ? plain(full).startsWith(typed) || plain(short).startsWith(typed) : suggested.has(id)));
      fits.sort((a, b) => (suggested.has(b[0]) ? 1 : 0) - (suggested.has(a[0]) ? 1 : 0));
      box.shown = (fits.length || typed ? fits : staff).slice(0, MOST);
      box.chosen = Math.min(box.chosen, Math.max(0, box.shown.length - 1));
      list.replaceChildren(...box.shown.map(([id, short], at) => {
        const option = make("li", { role: "option", id: `ld-o${at}`, "aria-selected": String(at === box.chosen) }, [short]);
        if (suggested.has(id)) option.append(make("small", {}, [` ${suggested.get(id)}`]));
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          pick(id);
        });
        return option;
      }));
      if (!box.shown.length) list.append(make("li", { class: "ld-none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, [say("unknown", { name: input.value })]));
      if (box.shown.length) input.setAttribute("aria-activedescendant", `ld-o${box.chosen}`);
      else input.removeAttribute("aria-activedescendant");
    };
    input.addEventListener("input", () => {
      box.chosen = 0;
      draw();
    });
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        box.chosen = (box.chosen + (event.key === "ArrowDown" ? 1 : -1) + box.shown.length) % Math.max(1, box.shown.length);
        draw();
      } else if (event.key === "Enter" || event.key === "Tab") {
        const found = box.shown[box.chosen];
        if (found) pick(found[0]);
        else close(true);
      } else if (event.key === "Escape") close(true);
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", () => close());
    draw();
    input.focus();
  }

  function pick(id) {
    close(true);
    onPick(id);
  }

  function close(back = false) {
    if (!box) return;
    const { input, list } = box;
    box = null;
    input.remove();
    list.remove();
    onLeave(back);
  }

  return { open, close, isOpen: () => box !== null };
}
