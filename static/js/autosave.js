/* Drafts are kept while one types. A form takes part with data-autosave-url="...".

   Contract: the form is posted as it is to that address; the server answers
     200 {"saved_at": ISO time, "version": number, "url": address for the next time}
     409 {"message": "what happened, in words"}        nothing is overwritten; saving stops
     401, or a redirect to the login page              the session has ended
     400/422 {"errors": {...}} or anything else        kept in this browser, tried again on the next input
   Until the server has confirmed, a copy lies in localStorage under address and user; a newer copy
   than the server's (data-autosave-saved) is offered for restoring. Files are never kept.
   The texts are data attributes of [data-autosave-status] (templates/cotton/form.html). */
import { csrfToken, element, whenShown } from "./page.js";

const PAUSE = 1500;
const NEVER_KEPT = new Set(["csrfmiddlewaretoken", "version"]);

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
        JSON.stringify({ at: new Date().toISOString(), fields: this.fields() }),
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
        ([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken",
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
    if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) {
      this.dirty = true;
      this.tell("lost", this.status.dataset.ended);
    } else if (response.status === 409) {
      this.stopped = true;
      this.tell("conflict", (await response.json()).message);
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
    this.tell("saved", this.status.dataset.saved.replace("{time}", clock(savedAt)));
  }

  /** Offer what this browser still holds, if it is newer than what the server showed. */
  offer() {
    const stored = localStorage.getItem(this.key);
    if (!stored) return;
    const copy = JSON.parse(stored);
    const server = this.form.dataset.autosaveSaved;
    if ((server && new Date(server) >= new Date(copy.at)) || same(copy.fields, this.fields())) {
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
        this.restore(copy.fields);
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

  restore(fields) {
    for (const input of this.form.elements) {
      if (
        !input.name ||
        NEVER_KEPT.has(input.name) ||
        input.type === "file" ||
        input.type === "hidden"
      )
        continue;
      const values = fields.filter(([name]) => name === input.name).map(([, value]) => value);
      if (input.type === "checkbox" || input.type === "radio")
        input.checked = values.includes(input.value);
      else if (input.multiple)
        for (const option of input.options) option.selected = values.includes(option.value);
      else if (values.length) input.value = values[0];
    }
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
