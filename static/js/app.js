/* Small comforts on every page. Nothing here is needed to read or write anything.
   Texts stand in data attributes of the templates, where gettext finds them. */
import "./autosave.js";
import "./chooser.js";
import "./counts.js";
import "./days.js";
import "./upload.js";
import { csrfToken, element, isLogin, told, whenShown } from "./page.js";

/** Menus made of <details class="menu"> close on Escape and on a click elsewhere. */
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

/** <c-copy>: the button stays hidden where the browser cannot copy. */
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.querySelector("span").textContent = button.dataset.copied;
});

document.addEventListener(
  "submit",
  (event) => {
    const field = event.target.elements.namedItem("csrfmiddlewaretoken");
    if (field && csrfToken()) field.value = csrfToken();
  },
  { capture: true },
);
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isLogin(event.detail.xhr.responseURL)) return;
  event.detail.shouldSwap = false;
  location.reload();
});

whenShown((root) => {
  if (navigator.clipboard) {
    for (const button of root.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
  }
  root.querySelector("[data-focus]")?.focus();
});

/** A part that could not be fetched: charts leave their table, other parts say so. */
function partFailed(event) {
  const { target, xhr } = event.detail;
  const part = target?.closest?.("[data-part]");
  if (xhr?.status === 401 && !part) {
    location.reload(); // the session has ended: the login page comes
    return;
  }
  if (target?.classList.contains("chart__frame")) {
    target.classList.add("chart__frame--gone");
    target.closest(".chart").querySelector("details").open = true;
    return;
  }
  const messages = document.getElementById("pesan");
  const alert = element("div", "alert alert--danger", told(xhr) || messages.dataset.failed);
  alert.setAttribute("role", "alert");
  if (!part) return messages.replaceChildren(alert);
  part.querySelector(":scope > .alert")?.remove(); // said where it was asked for
  part.prepend(alert);
}
document.addEventListener("htmx:responseError", partFailed);
document.addEventListener("htmx:sendError", partFailed);
