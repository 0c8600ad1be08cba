/* Forms with files: drop zone, size check before sending, progress. Without this file they post as usual.

   The same form goes to the same address. If the server answers on another address (a redirect after
   success), that page is shown. Otherwise the response is the form with its errors: it replaces the main
   part, and the files that were chosen are put back, so nothing must be chosen twice.
   In a [data-part] the form is a part of the page: its response replaces that part, and after a
   redirect whatever the response names (hx-swap-oob).
   The texts are data attributes of [data-file-drop] and [data-upload-progress] (templates/cotton/). */
import { element, isLogin, told, whenShown } from "./page.js";

function size(bytes) {
  const unit = bytes < 1024 * 1024 ? [1024, "KB"] : [1024 * 1024, "MB"];
  const number = (bytes / unit[0]).toLocaleString(document.documentElement.lang, {
    maximumFractionDigits: 1,
  });
  return `${number} ${unit[1]}`;
}

function tooBig(zone, file) {
  return zone.dataset.limit && file.size > Number(zone.dataset.limit);
}

/** List what is chosen, and say at once which file is over the limit. */
function listFiles(zone) {
  const files = [...zone.querySelector("input[type=file]").files];
  zone.querySelector("[data-file-drop-files]").replaceChildren(
    ...files.map((file) => {
      const wrong = tooBig(zone, file);
      const note = wrong ? `${size(file.size)} – ${zone.dataset.tooBig}` : size(file.size);
      const line = element("li", wrong ? "too-big" : "");
      line.append(element("span", "", file.name), element("span", "", note));
      return line;
    }),
  );
}

document.addEventListener("change", (event) => {
  const zone = event.target.closest("[data-file-drop]");
  if (zone && event.target.type === "file") listFiles(zone);
});

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = event.target.closest?.("[data-file-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("file-drop--over", kind === "dragover");
    if (kind !== "drop") return;
    const input = zone.querySelector("input[type=file]");
    const files = new DataTransfer();
    const dropped = [...event.dataTransfer.files];
    const kept = input.multiple ? [...input.files, ...dropped] : dropped.slice(0, 1);
    for (const file of kept) files.items.add(file);
    input.files = files.files;
    listFiles(zone);
  });
}

whenShown((root) => {
  for (const zone of root.querySelectorAll("[data-file-drop]")) {
    zone.querySelector("[data-file-drop-text]").textContent = zone.dataset.drop;
    listFiles(zone);
  }
});

function hasFiles(form) {
  return [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
}

let replaced = null; // the address of a page that was put in place

function chosenIn(form) {
  return new Map(
    [...form.querySelectorAll("input[type=file]")].map((input) => [input.name, input.files]),
  );
}

/** The chosen files back into a form that was refused; after success they would be sent twice. */
function putBack(chosen, place) {
  for (const [name, files] of chosen) {
    const input = place.querySelector(`input[type=file][name="${CSS.escape(name)}"]`);
    const refused = input?.closest("form")?.querySelector(".alert--danger");
    if (refused && files.length) input.files = files;
  }
}

/** Show the response in the part that the form stands in, or what it renews elsewhere. */
function showInPlace(request, form, part) {
  const chosen = chosenIn(form);
  const done = new URL(request.responseURL).pathname !== form.getAttribute("action");
  window.htmx.swap(part, request.responseText, { swapStyle: done ? "none" : "innerHTML" });
  if (done) return;
  putBack(chosen, part);
  for (const zone of part.querySelectorAll("[data-file-drop]")) listFiles(zone);
}

/** Show the response in place of the main part, with the chosen files back in their inputs. */
function show(response, address, form) {
  const chosen = chosenIn(form);
  const page = new DOMParser().parseFromString(response, "text/html");
  const main = page.getElementById("isi");
  if (!main) return false;
  document.getElementById("isi").replaceWith(main);
  document.title = page.title;
  if (address !== location.href) history.pushState({}, "", address);
  replaced = location.pathname + location.search;
  putBack(chosen, main);
  window.htmx?.process(main);
  // The page in its place may have scripts of its own; those that run already stay as they are.
  for (const script of page.querySelectorAll("script[type=module][src]")) import(script.src);
  scrollTo(0, 0);
  main.focus();
  main.dispatchEvent(new Event("reformasi:replaced", { bubbles: true }));
  return true;
}

/** What the page of an error says first. The form stays, with its text and its files. */
function heading(response) {
  const page = new DOMParser().parseFromString(response, "text/html");
  return page.querySelector("h1")?.textContent.trim();
}

function send(form, submitter) {
  const box = form.querySelector("[data-upload-progress]");
  const line = box.querySelector("[data-upload-text]");
  const { sending, working, lost, ended } = box.dataset;
  const bar = box.querySelector("progress");
  const buttons = form.querySelectorAll("button[type=submit]");
  const body = new FormData(form);
  if (submitter?.name) body.append(submitter.name, submitter.value);

  const part = form.closest("[data-part]");
  const request = new XMLHttpRequest();
  request.open("POST", form.getAttribute("action") || location.href);
  if (part) request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", (event) => {
    const percent = event.lengthComputable ? Math.round((event.loaded / event.total) * 100) : 0;
    bar.value = percent;
    line.textContent = percent < 100 ? sending.replace("{percent}", `${percent}%`) : working;
  });
  const again = (message) => {
    line.textContent = message;
    line.setAttribute("role", "alert");
    bar.hidden = true;
    for (const button of buttons) button.disabled = false;
  };
  request.addEventListener("load", () => {
    if (isLogin(request.responseURL) || request.status === 401) again(ended);
    else if (request.status >= 500) again(heading(request.responseText) || told(request) || lost);
    else if (part && (request.status < 400 || request.status === 422))
      showInPlace(request, form, part);
    else if (part) again(told(request) || lost);
    else if (!show(request.responseText, request.responseURL, form)) again(lost);
  });
  request.addEventListener("error", () => again(lost));

  box.hidden = false;
  bar.hidden = false;
  line.removeAttribute("role");
  line.textContent = sending.replace("{percent}", "0%");
  for (const button of buttons) button.disabled = true;
  request.send(body);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.hasAttribute("data-upload")) return;
  if (!hasFiles(form) && !form.closest("[data-part]")) return;
  event.preventDefault();
  if (form.querySelector(".too-big")) {
    const box = form.querySelector("[data-upload-progress]");
    box.hidden = false;
    box.querySelector("progress").hidden = true;
    const line = box.querySelector("[data-upload-text]");
    line.setAttribute("role", "alert");
    line.textContent = box.dataset.refused;
    return;
  }
  send(form, event.submitter);
});

/** Going back from a page that was put in place must load it; a jump within it must not. */
addEventListener("popstate", () => {
  if (replaced && replaced !== location.pathname + location.search) location.reload();
});
