/** How this person likes to enter marks; kept in the browser. */

/** @typedef {ReturnType<typeof createSettings>} Settings */

const DEFAULTS = { direction: "down", move: true };

/** @param {number} user */
export function createSettings(user) {
  const key = `epos:grid:${user}`;
  const values = { ...DEFAULTS, ...read(key) };

  return {
    /** @param {"direction"|"move"} name */
    get: (name) => values[name],
    /** @param {"direction"|"move"} name @param {string|boolean} value */
    set(name, value) {
      values[name] = value;
      try {
        localStorage.setItem(key, JSON.stringify(values));
      } catch {
        /* it holds until the page is left */
      }
    },
  };
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}");
  } catch {
    return {};
  }
}
