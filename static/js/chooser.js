/* Choosers: what one types is searched, and what is chosen becomes a chip (reformasi/ui/choosing.py).

   Without this script, or without an answer, what is typed is sent as it stands. */
import { element, isLogin, whenShown } from "./page.js";

const PAUSE = 250;
const LEAST = 2;
const HITS = 12;

class Chooser {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector(":scope > input");
    this.chosen = box.querySelector(".chooser__chosen");
    this.hits = box.querySelector(".chooser__hits");
    this.status = box.querySelector(".chooser__status");
    this.several = "several" in box.dataset;
    this.hits.id = `${this.input.id}-cocok`;
    for (const [name, value] of [
      ["role", "combobox"],
      ["aria-autocomplete", "list"],
      ["aria-expanded", "false"],
      ["aria-controls", this.hits.id],
    ])
      this.input.setAttribute(name, value);
    for (const chip of this.chosen.children) this.enliven(chip);
    box.classList.add("chooser--live");
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    for (const name of ["focus", "click"]) this.input.addEventListener(name, () => this.openAll());
    this.input.addEventListener("blur", () => this.close());
    this.hits.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus
    this.hits.addEventListener("click", (event) => this.choose(event.target.closest("[data-key]")));
    box.addEventListener("change", (event) => {
      if (event.target.closest(".chooser__proposals")) this.takeProposal(event.target);
    });
    this.fit();
  }

  get keys() {
    return [...this.chosen.querySelectorAll("input")].map((input) => input.value);
  }

  get options() {
    return [...this.hits.children];
  }

  /** Where there is little to choose from, all of it is offered before anything is typed. */
  openAll() {
    if ("opens" in this.box.dataset && !this.input.value && this.hits.hidden) this.search();
  }

  later() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.close();
    if (!this.input.value) return this.openAll();
    if (this.input.value.trim().length < LEAST) return;
    this.status.textContent = this.box.dataset.busy;
    this.timer = setTimeout(() => this.search(), PAUSE);
  }

  async search() {
    this.asking = new AbortController();
    try {
      const fragment = await this.ask({ q: this.input.value.trim() }, this.asking.signal);
      if (document.activeElement === this.input) this.open(fragment);
      else this.status.textContent = "";
    } catch (error) {
      if (error.name !== "AbortError") this.status.textContent = this.box.dataset.lost;
    }
  }

  /** What the server answers to a query, as elements. */
  async ask(query, signal) {
    const response = await fetch(`${this.box.dataset.url}?${new URLSearchParams(query)}`, {
      signal,
    });
    if (!response.ok || isLogin(response.url)) throw new Error(String(response.status));
    const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
    return [...parsed.querySelectorAll("[data-key]")];
  }

  open(found) {
    const keys = this.keys;
    const options = found.filter((option) => !keys.includes(option.dataset.key));
    options.forEach((option, number) => {
      option.id = `${this.hits.id}-${number}`;
    });
    this.hits.replaceChildren(...options);
    this.hits.hidden = !options.length;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    const { none, hits, many } = this.box.dataset;
    const told = found.length === HITS && this.input.value ? many : hits;
    this.status.textContent = options.length ? told.replace("{count}", options.length) : none;
  }

  close() {
    this.hits.hidden = true;
    this.hits.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = "";
  }

  pressed(event) {
    if (this.hits.hidden) {
      // Enter looks for the text, and does not send the whole form for it.
      if (event.key !== "Enter" || !this.input.value || this.input.form.method !== "post") return;
      event.preventDefault();
      return;
    }
    const steps = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (steps) this.walk(steps);
    else if (event.key === "Enter") this.choose(this.active ?? this.options[0]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  get active() {
    return this.options.find((option) => option.ariaSelected === "true");
  }

  walk(steps) {
    const { options } = this;
    const at = options.indexOf(this.active);
    const next = at < 0 && steps < 0 ? options.length - 1 : at + steps;
    for (const option of options) option.ariaSelected = "false";
    const option = options[(next + options.length) % options.length];
    option.ariaSelected = "true";
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  choose(option) {
    if (!option) return;
    const label = option.querySelector("span").textContent;
    this.input.value = "";
    this.close();
    this.add(option.dataset.key, label);
    if (this.several) this.input.focus({ preventScroll: true });
    else this.chosen.querySelector("button").focus();
    this.changed();
  }

  takeProposal(input) {
    const { value } = input;
    const label = input.closest("label").querySelector("span").firstChild.textContent.trim();
    const proposals = input.closest(".chooser__proposals");
    if (this.several) input.closest("label").remove();
    else proposals.remove();
    if (!proposals.querySelector("input")) proposals.remove();
    this.input.value = "";
    this.add(value, label);
    this.changed();
  }

  add(key, label) {
    if (!this.several) this.chosen.replaceChildren();
    const chip = element("li", "chooser__chip");
    const input = element("input", "form-check-input");
    Object.assign(input, { type: "checkbox", name: this.box.dataset.name, value: key });
    input.checked = true;
    const words = element("label", "");
    words.append(input, element("span", "", label));
    chip.append(words);
    this.chosen.append(chip);
    this.enliven(chip);
    this.fit();
  }

  /** A button that takes it back; the box beside it is for pages without scripts. */
  enliven(chip) {
    const label = chip.querySelector("span").textContent;
    const button = element("button", "chooser__remove", "×");
    button.type = "button";
    button.setAttribute("aria-label", this.box.dataset.remove.replace("{label}", label));
    button.addEventListener("click", () => {
      chip.remove();
      this.fit();
      this.input.focus();
      this.changed();
    });
    chip.append(button);
  }

  /** One is enough where only one may be chosen. */
  fit() {
    this.input.hidden = !this.several && this.chosen.children.length > 0;
  }

  changed() {
    this.box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Show what a draft of this browser holds: the server says how the keys are called. */
  async restore(keys) {
    for (const chip of [...this.chosen.children]) {
      if (!keys.includes(chip.querySelector("input").value)) chip.remove();
    }
    const missing = keys.filter((key) => !this.keys.includes(key));
    this.fit();
    if (!missing.length) return;
    for (const key of missing) this.add(key, key);
    const query = missing.map((key) => ["key", key]);
    const found = await this.ask(query).catch(() => []);
    for (const option of found) {
      const at = this.keys.indexOf(option.dataset.key);
      const label = option.querySelector("span").textContent;
      this.chosen.children[at].querySelector("span").textContent = label;
    }
  }
}

const choosers = new WeakMap();

whenShown((root) => {
  for (const box of root.querySelectorAll("[data-chooser]")) {
    if (!choosers.has(box)) choosers.set(box, new Chooser(box));
  }
});

/** An address of a list says nothing of a search that found its row. */
document.addEventListener("formdata", (event) => {
  for (const { name } of event.target.querySelectorAll("[data-chooser] > input")) {
    if (!event.formData.get(name)) event.formData.delete(name);
  }
});

document.addEventListener("reformasi:restored", (event) => {
  for (const box of event.target.querySelectorAll("[data-chooser]")) {
    const names = event.detail.filter(([name]) => name === box.dataset.name);
    choosers.get(box).restore(names.map(([, value]) => value));
  }
});
