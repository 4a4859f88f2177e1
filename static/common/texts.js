// Words of the page, rendered by the server in the person's language.
const block = document.getElementById("page-texts");

export const texts = block ? JSON.parse(block.textContent) : {};
