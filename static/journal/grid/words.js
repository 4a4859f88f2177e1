/** The server's words with numbers and names put in. */

/** @param {Record<string, string|Record<string, string>>} texts @param {string} language */
export function createWords(texts, language) {
  /** Made with the first number: it would hold up the first key. @type {Intl.PluralRules|undefined} */
  let rules;
  const form = (n) => (rules ??= new Intl.PluralRules(language || "ru")).select(n);

  /**
   * @param {string} name @param {Record<string, string|number>} [values] `n` chooses the plural form
   * @returns {string}
   */
  return function say(name, values = {}) {
    const text = texts[name] ?? name;
    const said = typeof text === "string" ? text : (text[form(Number(values.n))] ?? text.other);
    return said.replace(/\{(\w+)\}/g, (whole, key) => String(values[key] ?? whole));
  };
}
