/* Small comforts on every page. Nothing here is needed to read or write anything. */
"use strict";

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

/** After a new login in another tab the token of an open page is old; the cookie has the present one. */
function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}
document.addEventListener("submit", (event) => {
  const field = event.target.elements.namedItem("csrfmiddlewaretoken");
  if (field && csrfToken()) field.value = csrfToken();
}, { capture: true });
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});

/** Whether an answer is the login page: the session has ended. */
function isLogin(address) {
  return new URL(address, location.href).pathname === document.body.dataset.login;
}
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isLogin(event.detail.xhr.responseURL)) return;
  event.detail.shouldSwap = false;
  location.reload();
});

/** Prepare what has just appeared: at the start, and after a part of the page was replaced. */
function appear(root) {
  if (navigator.clipboard) {
    for (const button of root.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
  }
  root.querySelector("[data-focus]")?.focus();
}
document.addEventListener("DOMContentLoaded", () => appear(document));
document.addEventListener("reformasi:replaced", (event) => appear(event.target));
document.addEventListener("htmx:afterSwap", (event) => appear(event.target));

/** A part that could not be fetched: charts leave their table, other parts say so. */
function partFailed(event) {
  const target = event.detail.target;
  if (target?.classList.contains("chart__frame")) {
    target.classList.add("chart__frame--gone");
    target.closest(".chart").querySelector("details").open = true;
    return;
  }
  const box = document.createElement("div");
  box.className = "alert alert--danger";
  box.setAttribute("role", "alert");
  box.textContent = document.documentElement.lang === "en"
    ? "This part of the page could not be loaded. Check the connection and try again."
    : "Bagian halaman ini gagal dimuat. Periksa sambungan lalu coba lagi.";
  document.getElementById("pesan").replaceChildren(box);
}
document.addEventListener("htmx:responseError", partFailed);
document.addEventListener("htmx:sendError", partFailed);
