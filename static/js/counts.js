/* How long a text is, once it comes near its limit. The server refuses what is longer, and keeps it.
   The text is data-count of the input, its limit data-limit (reformasi/ui/templatetags/ui.py). */
import { element, whenShown } from "./page.js";

const NEAR = 0.8;

/** Letters as the server counts them: a line end is one of them, a sign outside the BMP too. */
function count(input) {
  const { limit, count: text } = input.dataset;
  const length = [...input.value].length;
  let line = input.parentElement.querySelector("[data-counted]");
  if (!line) {
    line = element("p", "form-hint");
    line.dataset.counted = "";
    line.setAttribute("aria-live", "polite");
    input.after(line);
  }
  line.hidden = length < NEAR * limit;
  line.classList.toggle("too-long", length > limit);
  line.textContent = text.replace("{count}", length).replace("{limit}", limit);
}

document.addEventListener("input", (event) => {
  if (event.target.dataset?.limit) count(event.target);
});
whenShown((root) => {
  for (const input of root.querySelectorAll("[data-limit]:not([data-file-drop])")) {
    if (input.value) count(input);
  }
});
