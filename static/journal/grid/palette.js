/**
 * The editor of a cell: what can be put there as buttons, the comment, the history. Beside the cell
 * on a large screen; at the bottom of a phone's, where it stays and follows the cell.
 */
import { attendanceText, gradeOf } from "./sheet.js";
import { button, byId, make } from "./dom.js";

const MINUTES = [5, 10, 15, 20];
/** More codes than this are typed into a field. */
const MOST_BUTTONS = 12;

/**
 * @param {object} parts
 * @param {import("./sheet.js").Sheet} parts.sheet
 * @param {ReturnType<import("./cursor.js").createCursor>} parts.cursor
 * @param {ReturnType<import("./words.js").createWords>} parts.say
 * @param {(value: import("./codes.js").Value, stay: boolean) => void} parts.enter
 * @param {() => void} parts.clear
 * @param {(td: HTMLTableCellElement) => string} parts.trouble why the cell is not saved
 * @param {(td: HTMLTableCellElement) => void} parts.history
 * @param {(td: HTMLTableCellElement, text: string) => void} parts.comment
 */
export function createPalette({ sheet, cursor, say, enter, clear, trouble, history, comment }) {
  const root = byId("cell-editor");
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const narrow = matchMedia("(max-width: 767px), (pointer: coarse)");
  let shown = false;

  const { letters, scales } = sheet.config;

  function describe(td) {
    const values = sheet.values(td);
    const column = sheet.columnOf(td);
    const grade = gradeOf(sheet.config, column, values.mark);
    const [kind, minutes] = values.attendance.split(":");
    return [
      trouble(td),
      sheet.blocked(td),
      grade && grade.title !== grade.code ? `${grade.code}: ${grade.title}` : "",
      kind ? say(kind, { minutes: minutes ?? "" }) : "",
      values.comment,
    ].filter(Boolean).join("\n");
  }

  function fill() {
    const { td } = cursor;
    const column = sheet.columnOf(td);
    const values = sheet.values(td);
    const blocked = sheet.blocked(td);
    part("who").textContent = sheet.nameOf(td);
    part("what").textContent = sheet.titleOf(column);
    part("why").textContent = [trouble(td), blocked].filter(Boolean).join(" ");
    part("why").hidden = !part("why").textContent;
    part("marks").hidden = Boolean(blocked);
    part("absence").hidden = Boolean(sheet.blocked(td, "attendance"));
    part("marks").replaceChildren(...markButtons(column, values));
    part("absence").replaceChildren(...absenceButtons(values));
    const text = part("comment").elements.comment;
    text.value = values.comment;
    text.readOnly = Boolean(blocked) || !values.mark;
    part("comment").querySelector("button").hidden = text.readOnly;
    part("comment").hidden = text.readOnly && !values.comment;
  }

  function choice(text, title, pressed, act) {
    const node = button(text, act, pressed ? "primary" : "outline-primary");
    node.title = title;
    node.setAttribute("aria-label", title === text ? text : `${text}, ${title}`);
    node.setAttribute("aria-pressed", String(pressed));
    return node;
  }

  function markButtons(column, values) {
    const codes = scales[column.scale]?.codes ?? [];
    const erase = button(say("erase"), () => put(clear));
    if (codes.length > MOST_BUTTONS) return [codeField(column, values), erase];
    return [
      ...codes.map(({ code, title }) =>
        choice(code, title, code === values.mark, () => put(() => enter({ kind: "mark", value: code }, !touch())))),
      erase,
    ];
  }

  function codeField(column, values) {
    const input = make("input", { class: "form-control form-control-sm", name: "code", maxlength: "8", "aria-label": say("mark"), value: values.mark });
    const form = make("form", { class: "d-flex gap-1" }, [input, make("button", { class: "btn btn-sm btn-primary" }, [say("put")])]);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const code = scales[column.scale].codes.find((one) => one.code.toLowerCase() === input.value.trim().toLowerCase());
      if (code) put(() => enter({ kind: "mark", value: code.code }, !touch()));
      else input.setCustomValidity(say("unknown", { text: input.value, codes: "" }));
      input.reportValidity();
    });
    input.addEventListener("input", () => input.setCustomValidity(""));
    return form;
  }

  function absenceButtons(values) {
    const [now, minutes = ""] = values.attendance.split(":");
    const put_ = (value) => () => put(() => enter({ kind: "attendance", value }, !touch()));
    const kinds = Object.keys(letters).filter((kind) => kind !== "late");
    const late = (count) => `late:${count}`;
    const field = make("input", { inputmode: "numeric", pattern: "[1-9][0-9]{0,2}", maxlength: "3", class: "form-control form-control-sm minutes", value: minutes, "aria-label": say("minutes"), placeholder: say("minutes_short") });
    field.addEventListener("change", () => field.reportValidity() && field.value && put_(late(Number(field.value)))());
    return [
      choice(say("present"), say("present"), !now, put_("")),
      ...kinds.map((kind) => choice(letters[kind], say(kind), now === kind, put_(kind))),
      ...MINUTES.map((count) => choice(attendanceText(late(count), letters), say("late", { minutes: count }), values.attendance === late(count), put_(late(count)))),
      field,
    ];
  }

  const touch = () => narrow.matches;
  const clamp = (value, most) => Math.max(8, Math.min(value, most - 8));

  /** On a phone the palette stays for the next cell; beside a cell it has done its work. */
  function put(act) {
    act();
    if (touch()) fill();
    else close();
  }

  /** @param {{focus?: boolean, full?: boolean}} [how] */
  function open({ focus = false, full = false } = {}) {
    shown = true;
    root.hidden = false;
    document.body.classList.toggle("has-palette", touch());
    part("more").open = full || !touch();
    fill();
    place();
    if (focus) (root.querySelector("[aria-pressed='true']") ?? root.querySelector("button:not([data-close]), a, textarea"))?.focus();
  }

  function place() {
    root.style.cssText = "";
    if (touch()) {
      document.documentElement.style.setProperty("--palette", `${root.offsetHeight + 8}px`);
      cursor.td.scrollIntoView({ block: "nearest", inline: "nearest" });
      return;
    }
    const cell = cursor.td.getBoundingClientRect();
    const [width, height] = [root.offsetWidth, root.offsetHeight];
    const [below, above] = [cell.bottom + height + 8 < innerHeight, cell.top > height + 8];
    const left = below || above ? cell.left : cell.left - width - 6;
    const top = below ? cell.bottom + 4 : above ? cell.top - height - 4 : cell.top;
    root.style.left = `${clamp(left > 0 ? left : cell.right + 6, innerWidth - width)}px`;
    root.style.top = `${clamp(top, innerHeight - height)}px`;
  }

  function close() {
    if (!shown) return;
    const inside = root.contains(document.activeElement);
    shown = false;
    root.hidden = true;
    document.body.classList.remove("has-palette");
    if (inside) cursor.focus();
  }

  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key.startsWith("Arrow") && event.target.matches("button")) {
      const buttons = [...root.querySelectorAll("[data-part='marks'] button, [data-part='absence'] button")];
      const step = event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : -1;
      buttons.at((buttons.indexOf(event.target) + step) % buttons.length)?.focus();
    } else return;
    event.preventDefault();
  });
  root.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) close();
    if (event.target.closest("[data-history]")) history(cursor.td);
  });
  part("comment").addEventListener("submit", (event) => {
    event.preventDefault();
    comment(cursor.td, part("comment").elements.comment.value.trim());
    close();
  });
  addEventListener("pointerdown", (event) => {
    if (shown && !touch() && !root.contains(event.target)) close();
  });
  cursor.onMove(() => {
    if (!shown || root.contains(document.activeElement)) return;
    if (!touch()) return void close();
    fill();
    place();
  });
  narrow.addEventListener("change", close);

  return { open, close, describe, refresh: () => shown && fill() };
}
