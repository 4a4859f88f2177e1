/** The server's words with numbers and names put in. */

/** @param {Record<string, string|Record<string, string>>} texts @param {string} language */
export function createWords(texts, language) {
  const rules = new Intl.PluralRules(language || "ru");

  /**
   * @param {string} name @param {Record<string, string|number>} [values] `n` chooses the plural form
   * @returns {string}
   */
  return function say(name, values = {}) {
    const text = texts[name] ?? name;
    const form = typeof text === "string" ? text : (text[rules.select(Number(values.n))] ?? text.other);
    return form.replace(/\{(\w+)\}/g, (whole, key) => String(values[key] ?? whole));
  };
}
