/* Drafts are kept while one types. A form takes part with data-autosave-url="...".

   Contract: the form is posted as it is to that address; the server answers
     200 {"saved_at": ISO time, "version": number, "url": address for the next time}
     401 {"message"}            the session has ended: saving goes on after a login in another tab
     403, 404, 409 {"message"}  the right has ended, or the draft has moved on; saving stops
     400, 422 {"errors": ...}   something must be corrected first
     anything else              kept in this browser, tried again
   Until the server has confirmed, a copy lies in localStorage under address and user; a newer copy
   than the server's (data-autosave-saved) is offered for restoring. With it come the token, the
   version and the address of the draft, so that a restored form goes on with its own draft. Files
   are never kept, and it is said so.
   The texts are data attributes of [data-autosave-status] (templates/cotton/form.html). */
import { csrfToken, element, whenShown } from "./page.js";

const PAUSE = 1500;
const NEVER_KEPT = new Set(["csrfmiddlewaretoken"]);
const OF_THE_DRAFT = new Set(["token", "version"]);
const STOPS = new Set([403, 404, 409]);
/** Ends the names of inputs in which one is still looking for something (chooser.js). */
const LOOKING = "_cari";

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosaveUrl;
    this.page = location.pathname;
    this.status = form.querySelector("[data-autosave-status]");
    this.dirty = false;
    this.stopped = false;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", () => this.submitted());
    this.offer();
  }

  get key() {
    return `draf:${document.body.dataset.user}:${this.page}`;
  }

  changed() {
    this.dirty = true;
    this.keep();
    this.later(PAUSE);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  /** The real submit sends everything itself; the copy stays until the next page proves it arrived. */
  submitted() {
    clearTimeout(this.timer);
    this.dirty = false;
    sessionStorage.setItem("draf-dikirim", JSON.stringify({ key: this.key, page: this.page }));
  }

  fields() {
    return [...new FormData(this.form)].filter(
      ([name, value]) => typeof value === "string" && !NEVER_KEPT.has(name),
    );
  }

  keep() {
    try {
      localStorage.setItem(
        this.key,
        JSON.stringify({ at: new Date().toISOString(), url: this.url, fields: this.fields() }),
      );
    } catch {
      /* storage full or forbidden: the server copy is still made */
    }
  }

  forget() {
    localStorage.removeItem(this.key);
  }

  tell(state, text) {
    this.status.dataset.state = state;
    this.status.textContent = text;
  }

  async save({ leaving = false } = {}) {
    if (!this.dirty || this.stopped || this.busy) return;
    clearTimeout(this.timer);
    this.dirty = false;
    this.busy = true;
    const body = new URLSearchParams(
      [...new FormData(this.form)].filter(
        ([name, value]) =>
          typeof value === "string" && !NEVER_KEPT.has(name) && !name.endsWith(LOOKING),
      ),
    );
    if (!leaving) this.tell("saving", this.status.dataset.saving);
    try {
      const response = await fetch(this.url, {
        method: "POST",
        body,
        keepalive: leaving,
        redirect: "manual",
        headers: {
          Accept: "application/json",
          "X-CSRFToken": csrfToken(),
          "X-Requested-With": "XMLHttpRequest",
        },
      });
      await this.heard(response);
    } catch {
      this.dirty = true;
      this.tell("lost", this.status.dataset.lost);
    } finally {
      this.busy = false;
    }
    if (this.dirty) this.later(10 * PAUSE);
  }

  async heard(response) {
    if (response.type === "opaqueredirect" || response.status === 401) {
      this.dirty = true;
      this.tell("lost", this.status.dataset.ended);
    } else if (STOPS.has(response.status)) {
      const { cause, message } = await response.json();
      this.stopped = cause !== "token"; // a login in another tab brings a new one
      this.dirty = !this.stopped;
      this.tell(
        this.stopped ? "conflict" : "lost",
        this.stopped ? `${message} ${this.status.dataset.copy}` : message,
      );
    } else if (response.status === 503 || response.status === 507) {
      this.dirty = true;
      this.tell("lost", `${(await response.json()).message} ${this.status.dataset.copy}`);
    } else if (response.status === 400 || response.status === 422) {
      this.tell("lost", this.status.dataset.invalid);
    } else if (!response.ok) {
      throw new Error(String(response.status));
    } else {
      this.confirmed(await response.json());
    }
  }

  confirmed({ saved_at: savedAt, version, url }) {
    if (url) this.url = url;
    const field = this.form.elements.namedItem("version");
    if (field && version !== undefined) field.value = version;
    if (!this.dirty) this.forget();
    const saved = this.status.dataset.saved.replace("{time}", clock(savedAt));
    const files = chosen(this.form);
    const without = files ? this.status.dataset.files.replace("{count}", files) : "";
    this.tell("saved", `${saved} ${without}`.trim());
  }

  /** Offer what this browser still holds, if it is newer than what the server showed. */
  offer() {
    const stored = localStorage.getItem(this.key);
    if (!stored) return;
    const copy = JSON.parse(stored);
    const server = this.form.dataset.autosaveSaved;
    if (
      (server && new Date(server) >= new Date(copy.at)) ||
      same(typed(copy.fields), typed(this.fields()))
    ) {
      this.forget();
      return;
    }
    const box = element("div", "alert alert--warning");
    box.setAttribute("role", "status");
    const text = element("div", "alert__words");
    const row = element("div", "button-row");
    const { found, restore, discard } = this.status.dataset;
    row.append(
      button(restore, "btn btn--secondary", () => {
        this.restore(copy);
        box.remove();
      }),
      button(discard, "btn btn--quiet", () => {
        this.forget();
        box.remove();
      }),
    );
    text.append(element("p", "", found.replace("{time}", clock(copy.at))), row);
    box.append(text);
    this.form.prepend(box);
  }

  restore({ url, fields }) {
    if (url) this.url = url;
    for (const input of this.form.elements) {
      const isPlain = input.type !== "hidden" || OF_THE_DRAFT.has(input.name);
      if (!input.name || NEVER_KEPT.has(input.name) || input.type === "file" || !isPlain) continue;
      const values = fields.filter(([name]) => name === input.name).map(([, value]) => value);
      if (input.type === "checkbox" || input.type === "radio")
        input.checked = values.includes(input.value);
      else if (input.multiple)
        for (const option of input.options) option.selected = values.includes(option.value);
      else if (values.length) input.value = values[0];
    }
    this.form.dispatchEvent(
      new CustomEvent("reformasi:restored", { bubbles: true, detail: fields }),
    );
    this.changed();
  }
}

/** A submit that led to another page of the same person has arrived: its copy is not needed any more. */
function settle() {
  const sent = JSON.parse(sessionStorage.getItem("draf-dikirim") ?? "null");
  if (!sent || !document.body.dataset.user) return;
  sessionStorage.removeItem("draf-dikirim");
  if (sent.page !== location.pathname) localStorage.removeItem(sent.key);
}

/** What a person typed: not which draft it belongs to. */
function typed(fields) {
  return fields.filter(([name]) => !OF_THE_DRAFT.has(name));
}

/** How many files are chosen; they are sent with the form alone. */
function chosen(form) {
  const inputs = [...form.querySelectorAll("input[type=file]")];
  return inputs.reduce((sum, input) => sum + input.files.length, 0);
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function clock(time) {
  const date = new Date(time);
  return `${String(date.getHours()).padStart(2, "0")}.${String(date.getMinutes()).padStart(2, "0")}`;
}

function button(text, classes, act) {
  const made = element("button", classes, text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

const saving = new Map();

whenShown((root) => {
  settle();
  for (const form of root.querySelectorAll("form[data-autosave-url]")) {
    if (!saving.has(form)) saving.set(form, new Autosave(form));
  }
});

function leave() {
  for (const one of saving.values()) one.save({ leaving: true });
}

document.addEventListener(
  "visibilitychange",
  () => document.visibilityState === "hidden" && leave(),
);
addEventListener("pagehide", leave);
addEventListener("online", () => {
  for (const one of saving.values()) one.save();
});
