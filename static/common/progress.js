// The line at the top of the page while the server is asked for longer than a blink.
const DELAY = 250;
const line = document.getElementById("progress-line");
let asked = 0;
let timer = 0;

function begin() {
  asked += 1;
  if (asked === 1) timer = setTimeout(() => line.classList.add("is-busy"), DELAY);
}

function end() {
  asked = Math.max(0, asked - 1);
  if (asked) return;
  clearTimeout(timer);
  line.classList.remove("is-busy");
}

if (line) {
  document.body.addEventListener("htmx:beforeRequest", begin);
  document.body.addEventListener("htmx:afterRequest", end);
}
