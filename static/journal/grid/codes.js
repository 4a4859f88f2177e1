/**
 * What typed characters mean, whichever keyboard layout is on and for any scale: pure functions.
 *
 * A key is read three ways: as the character it gave, and as what it would give in the Latin and in
 * the Russian layout. The first reading that a code can begin with is taken.
 */

const CODES = (
  "KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight " +
  "KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote " +
  "KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash Backquote"
).split(" ");
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`";
const RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбю.ё";
const SIGNS = new Set(["Comma", "Period", "Slash"]);
/** Latin letters that look like ours: people paste them without knowing. */
const LOOKALIKES = { h: "н", y: "у", o: "о", a: "а", b: "в", c: "с", e: "е", k: "к", m: "м", p: "р", t: "т", x: "х" };

/** The letters of the paper journal, understood whatever the language of the page. */
const NATIVE = { absent: "н", ill: "б", excused: "у", late: "о" };

/**
 * @typedef {object} Token what can be typed into a cell
 * @property {string} text in lower case
 * @property {"mark"|"attendance"} kind
 * @property {string} value
 */
/** @typedef {{kind: "mark"|"attendance", value: string}} Value */

/** @param {KeyboardEvent} event @returns {string[]|null} the readings of the key, most likely first */
export function readings(event) {
  const { key, code, shiftKey } = event;
  if (code === "NumpadDecimal" && (key === "." || key === ",")) return [".", ".", "."];
  const exact = [...key].length === 1 ? key.toLowerCase() : "";
  const place = CODES.indexOf(code);
  const sign = SIGNS.has(code) && shiftKey;
  const digit = !shiftKey && /^(?:Digit|Numpad)\d$/.test(code) ? code.at(-1) : "";
  if (!exact && key !== "Unidentified" && key !== "Dead" && key !== "Process") return null;
  const latin = place >= 0 && !sign ? LATIN[place] : digit;
  const russian = place >= 0 && !sign ? RUSSIAN[place] : digit;
  const found = [exact || latin || russian, latin || exact, russian || exact];
  return found.some(Boolean) ? found : null;
}

/**
 * @param {{codes: {code: string}[]}|undefined} scale @param {Record<string, string>} letters
 * @returns {Token[]} codes of the scale first: they win over the letters of attendance
 */
export function tokensOf(scale, letters) {
  const marks = (scale?.codes ?? []).map(({ code }) => ({ text: code.toLowerCase(), kind: "mark", value: code }));
  const kinds = [letters, NATIVE].flatMap((all) =>
    Object.entries(all).map(([value, letter]) => ({ text: letter.toLowerCase(), kind: "attendance", value })));
  return [...marks, ...kinds].filter(({ text }, place, all) => all.findIndex((one) => one.text === text) === place);
}

/**
 * @param {string[]} typed readings of all keys typed so far @param {Token[]} tokens
 * @returns {{value: Value|null, more: boolean, text: string}} the value meant, and whether more may follow
 */
export function match(typed, tokens) {
  for (const text of typed) {
    const value = exactly(text, tokens);
    const more = tokens.some((token) => longer(token, text));
    if (value || more) return { value, more, text };
  }
  return { value: null, more: false, text: typed[0] };
}

/** @param {string} text @param {Token[]} tokens @returns {Value|null} */
function exactly(text, tokens) {
  for (const { text: code, kind, value } of tokens) {
    if (value === "late") {
      const minutes = text.startsWith(code) ? text.slice(code.length) : "";
      if (/^\d{1,3}$/.test(minutes) && +minutes > 0 && +minutes <= 600) {
        return { kind, value: `late:${+minutes}` };
      }
    } else if (code === text) return { kind, value };
  }
  return null;
}

/** Whether the token can still be what is being typed. */
function longer({ text: code, value }, text) {
  if (value === "late" && text.startsWith(code)) return /^\d{0,2}$/.test(text.slice(code.length));
  return code.length > text.length && code.startsWith(text);
}

/**
 * Read what a cell of a pasted table says: «5», «н», «о 15», «5 н», «4,0».
 * @param {string} text @param {Token[]} tokens
 * @returns {{values: Value[], why: ""|"unknown"|"two"}} why not, when it cannot be read
 */
export function readText(text, tokens) {
  const clean = text.trim().toLowerCase();
  const whole = word(clean, tokens);
  if (whole) return { values: [whole], why: "" };
  const glued = clean.replace(/(^|\s)([оo])\s+(?=\d{1,3}(\s|$))/g, "$1о");
  const values = [];
  for (const part of glued.split(/[\s/;]+/).filter(Boolean)) {
    const value = word(part, tokens);
    if (!value) return { values: [], why: "unknown" };
    if (values.some(({ kind }) => kind === value.kind)) return { values: [], why: "two" };
    values.push(value);
  }
  return { values, why: "" };
}

/** @param {string} text @param {Token[]} tokens @returns {Value|null} */
function word(text, tokens) {
  const native = [...text].map((char) => LOOKALIKES[char] ?? char).join("");
  const number = text.replace(/[.,]0+$/, "");
  for (const reading of [text, native, number]) {
    const value = exactly(reading, tokens);
    if (value) return value;
  }
  return null;
}
