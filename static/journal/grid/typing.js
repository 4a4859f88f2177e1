/** Characters typed on cells: a mark or attendance at once, or a draft until Enter. */
import { match, readings, tokensOf } from "./codes.js";

/**
 * @param {object} parts
 * @param {import("./sheet.js").Sheet} parts.sheet
 * @param {ReturnType<import("./cursor.js").createCursor>} parts.cursor
 * @param {(value: import("./codes.js").Value, stay: boolean) => void} parts.enter the value is complete
 * @param {(text: string) => void} parts.tell
 * @param {ReturnType<import("./words.js").createWords>} parts.say
 */
export function createTyping({ sheet, cursor, enter, tell, say }) {
  /** Readings of the keys typed so far. @type {string[][]} */
  let keys = [];
  /** @type {HTMLTableCellElement|null} */
  let cell = null;

  const tokens = (td) => tokensOf(sheet.config.scales[sheet.columnOf(td).scale], sheet.config.letters);
  const joined = (all) => [0, 1, 2].map((reading) => all.map((key) => key[reading]).join(""));

  function show(text) {
    cell.dataset.draft = text;
    cell.classList.add("draft");
  }

  function cancel() {
    if (cell) {
      cell.classList.remove("draft");
      delete cell.dataset.draft;
    }
    [keys, cell] = [[], null];
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key is one that is typed */
  function type(event) {
    const reading = readings(event);
    if (!reading) return false;
    const { td } = cursor;
    if (cell && cell !== td) cancel();
    const reason = sheet.blocked(td);
    if (reason && !cursor.several()) {
      tell(reason);
      return true;
    }
    const typed = [...keys, reading];
    const found = match(joined(typed), tokens(td));
    if (!found.value && !found.more) {
      tell(say("unknown", { text: found.text, codes: codes(td) }));
      return true;
    }
    [keys, cell] = [typed, td];
    if (found.value && !found.more) finish(found.value, false);
    else show(found.text);
    return true;
  }

  function finish(value, stay) {
    cancel();
    enter(value, stay);
  }

  /** Take the draft as it is; the key that ends it moves. @returns {boolean} false when it means nothing yet: it stays */
  function commit() {
    if (!cell) return true;
    const { value, text } = match(joined(keys), tokens(cell));
    if (!value) {
      tell(say(tokens(cell).some((token) => token.value === "late" && token.text === text) ? "minutes_needed" : "unknown", { text, codes: codes(cell) }));
      return false;
    }
    finish(value, true);
    return true;
  }

  /** @returns {boolean} whether there was a draft to shorten */
  function erase() {
    if (!cell) return false;
    keys = keys.slice(0, -1);
    if (keys.length) show(match(joined(keys), tokens(cell)).text);
    else cancel();
    return true;
  }

  const codes = (td) => tokens(td).map(({ text }) => text).slice(0, 14).join(", ");

  return { type, commit, erase, cancel, tokens, open: () => cell !== null };
}
