/** Small helpers for making elements: text is always text. */

/**
 * @param {string} name @param {Record<string, string|boolean>} [attributes] @param {(Node|string)[]} [children]
 * @returns {HTMLElement}
 */
export function make(name, attributes = {}, children = []) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(key, "");
    else if (value !== false) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

/**
 * @param {string} text @param {(event: Event) => void} act @param {string} [style] Bootstrap's name
 * @returns {HTMLElement}
 */
export function button(text, act, style = "outline-secondary") {
  const node = make("button", { type: "button", class: `btn btn-sm btn-${style}` }, [text]);
  node.addEventListener("click", act);
  return node;
}

/** @param {string} id @returns {HTMLElement} */
export const byId = (id) => document.getElementById(id);
