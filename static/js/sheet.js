/* The sheet (LKE): every answer is sent as it is given, and nothing typed is lost.

   A question is a fieldset[data-question] that htmx posts by itself. What is typed lies in
   localStorage, under user and layer, until the server has confirmed it; what could not be sent is
   sent again when the line is back, or when the page is opened again after a login. The server
   answers with the state of the question and its new versions; a conflict keeps the old version, so
   that nothing is written over before somebody has chosen.
   Keys: letters answer, up and down move between the questions. */
import { told, whenShown } from "./page.js";

const PAUSE = 1200; // after the last key of a text
const RETRY = 15000;

class Outbox {
  constructor(key) {
    this.key = key;
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? "{}");
    } catch {
      return {};
    }
  }

  write(change) {
    const entries = this.read();
    change(entries);
    try {
      if (Object.keys(entries).length) localStorage.setItem(this.key, JSON.stringify(entries));
      else localStorage.removeItem(this.key);
    } catch {
      /* storage full or forbidden: what is typed is still on the page */
    }
  }
}

class Sheet {
  constructor(root) {
    this.root = root;
    this.texts = root.dataset;
    this.outbox = new Outbox(`lke:${document.body.dataset.user}:${root.dataset.sheet}`);
    this.timers = new Map();
    this.confirmed = new Map();
    this.sending = new Map();
    root.dataset.live = "";
    this.folds = new Map();
    root.addEventListener("toggle", (event) => this.remember(event.target), { capture: true });
    document.addEventListener("htmx:oobAfterSwap", () => this.fold());
    if (!matchMedia("(width >= 62rem)").matches) {
      root.querySelector("[data-live-fold]").open = false;
      root.querySelector(".branches").addEventListener("click", () => {
        root.querySelector("[data-live-fold]").open = false;
      });
    }
    for (const question of this.questions()) this.confirmed.set(code(question), typed(question));
    root.addEventListener("input", (event) => this.changed(event));
    root.addEventListener("change", (event) => this.changed(event));
    root.addEventListener("click", (event) => this.choose(event));
    root.addEventListener("click", openInPlace);
    for (const name of [
      "htmx:beforeRequest",
      "htmx:afterRequest",
      "htmx:responseError",
      "htmx:sendError",
    ])
      root.addEventListener(name, (event) => this[name.slice(5)](event));
    document.addEventListener("keydown", (event) => this.key(event));
    addEventListener("online", () => this.resend());
    setInterval(() => this.resend(), RETRY);
    // htmx listens to the questions once the page is loaded.
    if (document.readyState === "complete") this.begin();
    else addEventListener("load", () => this.begin());
  }

  /** Go to the question that the address names, and send what this browser still holds. */
  begin() {
    const place = new URLSearchParams(location.search).get("at");
    if (place) document.getElementById(place)?.scrollIntoView();
    this.restore();
  }

  /** What is folded beside the questions stays so when the score is renewed. */
  remember(part) {
    if (part.dataset.fold) this.folds.set(part.dataset.fold, part.open);
  }

  fold() {
    for (const part of this.root.querySelectorAll("[data-fold]")) {
      if (this.folds.has(part.dataset.fold)) part.open = this.folds.get(part.dataset.fold);
    }
  }

  questions() {
    return [...this.root.querySelectorAll("fieldset[data-question]:not(:disabled)")];
  }

  /** Keep what is typed, and send it: a choice at once (htmx hears the change), a text after a pause. */
  changed(event) {
    const question = event.target.closest("fieldset[data-question]");
    if (!question) return;
    this.keep(question);
    clearTimeout(this.timers.get(question));
    if (event.type === "input" && event.target.type !== "radio")
      this.timers.set(
        question,
        setTimeout(() => this.send(question), PAUSE),
      );
  }

  keep(question) {
    this.outbox.write((entries) => {
      entries[code(question)] = { values: typed(question), versions: versions(question) };
    });
  }

  send(question) {
    htmx.trigger(question, "sheet:save");
  }

  beforeRequest(event) {
    const question = event.target;
    if (!question.matches("fieldset[data-question]")) return;
    clearTimeout(this.timers.get(question));
    const values = typed(question);
    if (same(values, this.confirmed.get(code(question)))) {
      event.preventDefault();
      this.settle(question, values);
      // Back to what is saved: what was refused in between is no longer there.
      if (question.querySelector("[data-problem=refused]")) {
        for (const problem of question.querySelectorAll("[data-problem]")) problem.remove();
        this.tell(question, "saved", this.texts.saved);
      }
      return;
    }
    this.sending.set(code(question), values);
    this.tell(question, "saving", this.texts.saving);
  }

  afterRequest(event) {
    const question = event.target;
    if (!question.matches?.("fieldset[data-question]") || !event.detail.successful) return;
    // A login page, or one of a network that asks for a password, has saved nothing.
    if (!event.detail.xhr.responseText.includes(`id="keadaan-${code(question)}"`)) {
      this.lost(event, this.texts.ended);
      return;
    }
    const sent = this.sending.get(code(question));
    if (question.querySelector("[data-problem]")) {
      this.tell(question, "refused", this.texts.refused);
      return;
    }
    this.confirmed.set(code(question), sent);
    this.settle(question, sent);
    this.tell(question, "saved", this.texts.saved);
    htmx.trigger(this.root.querySelector("[data-live-standing]"), "sheet:standing");
    this.queue();
  }

  /** Forget the copy, unless something was typed while it was on its way. */
  settle(question, values) {
    if (!same(values, typed(question))) return;
    this.outbox.write((entries) => delete entries[code(question)]);
  }

  sendError(event) {
    this.lost(event, this.texts.waiting);
  }

  responseError(event) {
    if (!event.target.closest?.("fieldset[data-question]")) return;
    const status = event.detail.xhr.status;
    this.lost(
      event,
      status === 401 ? this.texts.ended : told(event.detail.xhr) || this.texts.waiting,
    );
    if (status === 401) location.reload(); // to the login; what is kept comes back with the page
  }

  lost(event, text) {
    const question = event.target.closest?.("fieldset[data-question]");
    if (!question) return;
    event.stopPropagation();
    this.tell(question, "waiting", text);
    this.queue();
  }

  tell(question, state, text) {
    const place = document.getElementById(`keadaan-${code(question)}`);
    let line = place.querySelector("[data-saving-state]");
    if (!line) {
      line = document.createElement("p");
      line.dataset.savingState = "";
      place.prepend(line);
    }
    line.className = `saving saving--${state}`;
    line.textContent = text;
  }

  /** How many answers still wait in this browser. */
  queue() {
    const waiting = this.root.querySelectorAll(".saving--waiting").length;
    const line = this.root.querySelector("[data-sheet-queue]");
    line.hidden = !waiting;
    line.textContent = waiting ? `${this.texts.waiting} (${waiting})` : "";
  }

  resend() {
    if (!this.root.isConnected) return;
    const entries = this.outbox.read();
    for (const question of this.questions()) {
      if (code(question) in entries && !question.querySelector("[data-problem]"))
        this.send(question);
    }
  }

  /** What this browser still holds goes back into the page and on its way. */
  restore() {
    const entries = this.outbox.read();
    for (const question of this.questions()) {
      const entry = entries[code(question)];
      if (!entry) continue;
      if (same(entry.values, typed(question))) {
        this.outbox.write((kept) => delete kept[code(question)]);
        continue;
      }
      fill(question, entry.values);
      fill(question, entry.versions);
      this.send(question);
    }
  }

  /** A conflict: what stands now, or what was typed here. */
  choose(event) {
    const take = event.target.closest("[data-take]")?.dataset.take;
    if (!take) return;
    const question = event.target.closest("fieldset[data-question]");
    const problem = event.target.closest("[data-problem]");
    const current = problem.querySelector("[data-version]").dataset;
    const name = problem.dataset.code;
    fill(question, { [`${name}.version`]: current.version });
    if (take === "current") {
      fill(question, { [`${name}.value`]: current.value, [`${name}.note`]: current.note });
      this.confirmed.set(code(question), typed(question));
      this.outbox.write((entries) => delete entries[code(question)]);
      problem.remove();
      this.tell(question, "saved", this.texts.saved);
      return;
    }
    this.keep(question);
    this.send(question);
  }

  key(event) {
    if (!this.root.isConnected) return;
    if (event.ctrlKey || event.metaKey || event.altKey || isText(event.target)) return;
    if (event.target.closest?.(".in-place")) return; // a form about evidence is open here
    const here = event.target.closest?.(".question") ?? this.last;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!this.root.contains(event.target) && event.target !== document.body) return;
      event.preventDefault();
      this.move(here, event.key === "ArrowDown" ? 1 : -1);
    } else if (here && /^[a-z]$/i.test(event.key)) {
      const letter = event.key.toUpperCase();
      const option = [...here.querySelectorAll("input[type=radio]:enabled")].find((one) =>
        one.value.toUpperCase().startsWith(letter),
      );
      if (option && this.root.contains(event.target)) {
        event.preventDefault();
        option.focus();
        option.click();
      }
    }
  }

  move(from, step) {
    const all = [...this.root.querySelectorAll(".question")];
    const next = all[from ? all.indexOf(from) + step : 0];
    if (!next) return;
    this.last = next;
    const field =
      next.querySelector("input[type=radio]:checked") ??
      next.querySelector("input:not([type=hidden]), textarea");
    next.scrollIntoView({ block: "center" });
    field?.focus({ preventScroll: true });
  }
}

/** What a link beside a question leads to is shown below it. */
function openInPlace(event) {
  const link = event.target.closest(".evidence a:not([target])");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const part = link.closest("[data-part]") ?? link.parentNode.querySelector("[data-part]");
  htmx.ajax("GET", link.href, { source: link, target: part, swap: "innerHTML" });
}

function code(question) {
  return question.dataset.question;
}

/** What a person typed into a question, by the names of its fields. */
function typed(question) {
  const values = {};
  for (const field of question.elements) {
    if (!/\.(value|note)$/.test(field.name)) continue;
    if (isChoice(field))
      values[field.name] = field.checked ? field.value : (values[field.name] ?? "");
    else values[field.name] = field.value;
  }
  return values;
}

function versions(question) {
  const values = {};
  for (const field of question.elements) {
    if (field.name.endsWith(".version")) values[field.name] = field.value;
  }
  return values;
}

function fill(question, values) {
  for (const field of question.elements) {
    if (!(field.name in values)) continue;
    const value = values[field.name];
    if (isChoice(field)) field.checked = field.value === value;
    // What is chosen beside a text does not stand in the text as well.
    else field.value = chosen(question, field.name, value) ? "" : value;
  }
}

function isChoice(field) {
  return field.type === "radio" || field.type === "checkbox";
}

function chosen(question, name, value) {
  return [...question.elements].some(
    (one) => isChoice(one) && one.name === name && one.value === value,
  );
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isText(target) {
  return target.matches?.("textarea, select, input:not([type=radio], [type=checkbox])");
}

whenShown((part) => {
  for (const root of part.querySelectorAll("[data-sheet]:not([data-live])")) new Sheet(root);
});
