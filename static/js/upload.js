/* Forms with files: drop zone, size check before sending, progress. Without this file they post as usual.

   The same form goes to the same address. If the server answers on another address (a redirect after
   success), that page is shown. Otherwise the answer is the form with its errors: it replaces the main
   part, and the files that were chosen are put back, so nothing must be chosen twice. */
"use strict";

const UPLOAD_WORDS = {
  id: {
    drop: "Tarik berkas ke sini atau pilih dari perangkat",
    tooBig: "terlalu besar",
    sending: "Mengunggah… {percent}%",
    working: "Terkirim, sedang diperiksa…",
    lost: "Unggahan gagal: sambungan terputus. Berkas dan isian masih ada, tekan tombol simpan untuk mencoba lagi.",
    ended: "Sesi Anda berakhir. Masuk lagi di tab lain, lalu tekan tombol simpan sekali lagi; berkas dan isian masih ada.",
    refused: "Ada berkas yang melebihi batas ukuran. Hapus atau ganti berkas itu, lalu simpan lagi.",
  },
  en: {
    drop: "Drop files here or choose them from your device",
    tooBig: "too large",
    sending: "Uploading… {percent}%",
    working: "Sent, being checked…",
    lost: "The upload failed: the connection was lost. Files and answers are still here, press save to try again.",
    ended: "Your session has ended. Log in again in another tab, then press save once more; files and answers are still here.",
    refused: "A file is over the size limit. Remove or replace it, then save again.",
  },
};
const uploadWords = UPLOAD_WORDS[document.documentElement.lang] ?? UPLOAD_WORDS.id;

function size(bytes) {
  const unit = bytes < 1024 * 1024 ? [1024, "KB"] : [1024 * 1024, "MB"];
  const number = (bytes / unit[0]).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
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
      const line = document.createElement("li");
      const name = document.createElement("span");
      const note = document.createElement("span");
      name.textContent = file.name;
      note.textContent = tooBig(zone, file) ? `${size(file.size)} – ${uploadWords.tooBig}` : size(file.size);
      line.classList.toggle("too-big", Boolean(tooBig(zone, file)));
      line.append(name, note);
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

function prepareZones(root) {
  for (const zone of root.querySelectorAll("[data-file-drop]")) {
    zone.querySelector("[data-file-drop-words]").textContent = uploadWords.drop;
    listFiles(zone);
  }
}
document.addEventListener("DOMContentLoaded", () => prepareZones(document));
document.addEventListener("reformasi:replaced", (event) => prepareZones(event.target));
document.addEventListener("htmx:afterSwap", (event) => prepareZones(event.target));

function hasFiles(form) {
  return [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
}

let shown = null;

/** Show the answer in place of the main part, with the chosen files back in their inputs. */
function show(answer, address, form) {
  const chosen = new Map([...form.querySelectorAll("input[type=file]")].map((input) => [input.name, input.files]));
  const page = new DOMParser().parseFromString(answer, "text/html");
  const main = page.getElementById("isi");
  if (!main) return false;
  document.getElementById("isi").replaceWith(main);
  document.title = page.title;
  if (address !== location.href) history.pushState({}, "", address);
  shown = location.pathname + location.search;
  for (const [name, files] of chosen) {
    const input = main.querySelector(`input[type=file][name="${CSS.escape(name)}"]`);
    const refused = input?.closest("form")?.querySelector(".alert--danger");
    if (refused && files.length) input.files = files; // after success they would be sent twice
  }
  window.htmx?.process(main);
  scrollTo(0, 0);
  main.focus();
  main.dispatchEvent(new Event("reformasi:replaced", { bubbles: true }));
  return true;
}

function send(form, submitter) {
  const box = form.querySelector("[data-upload-progress]");
  const words = box.querySelector("[data-upload-words]");
  const bar = box.querySelector("progress");
  const buttons = form.querySelectorAll("button[type=submit]");
  const body = new FormData(form);
  if (submitter?.name) body.append(submitter.name, submitter.value);

  const request = new XMLHttpRequest();
  request.open("POST", form.getAttribute("action") || location.href);
  request.upload.addEventListener("progress", (event) => {
    const percent = event.lengthComputable ? Math.round((event.loaded / event.total) * 100) : 0;
    bar.value = percent;
    words.textContent = percent < 100 ? uploadWords.sending.replace("{percent}", percent) : uploadWords.working;
  });
  const again = (message) => {
    words.textContent = message;
    words.setAttribute("role", "alert");
    bar.hidden = true;
    for (const button of buttons) button.disabled = false;
  };
  request.addEventListener("load", () => {
    if (isLogin(request.responseURL)) again(uploadWords.ended);
    else if (!show(request.responseText, request.responseURL, form)) again(uploadWords.lost);
  });
  request.addEventListener("error", () => again(uploadWords.lost));

  box.hidden = false;
  bar.hidden = false;
  words.removeAttribute("role");
  words.textContent = uploadWords.sending.replace("{percent}", 0);
  for (const button of buttons) button.disabled = true;
  request.send(body);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.hasAttribute("data-upload") || !hasFiles(form)) return;
  event.preventDefault();
  if (form.querySelector(".too-big")) {
    const box = form.querySelector("[data-upload-progress]");
    box.hidden = false;
    box.querySelector("progress").hidden = true;
    const words = box.querySelector("[data-upload-words]");
    words.setAttribute("role", "alert");
    words.textContent = uploadWords.refused;
    return;
  }
  send(form, event.submitter);
});

/** Going back from a page that was put in place must load it; a jump within it must not. */
addEventListener("popstate", () => {
  if (shown && shown !== location.pathname + location.search) location.reload();
});
