/* Day fields: the words of the typed day beside it, and a calendar. Typing alone does as well.

   What a day is, the server says (ui:day), as it will when the form is sent: there is one reader. */
import { element, whenShown } from "./page.js";

const PAUSE = 400;
const DAY = 24 * 3600 * 1000;
const FIELD = "[data-day-field]";
/** How far an arrow moves, in days; the others by month and year. */
const ARROWS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

const isoOf = (day) => day.toISOString().slice(0, 10);
const dayOf = (iso) => new Date(`${iso}T00:00:00Z`);
const typedOf = (iso) => iso.split("-").reverse().join("/");
const inWords = (options) =>
  new Intl.DateTimeFormat(document.documentElement.lang, { ...options, timeZone: "UTC" });

/** The same day some months on, or the last one of a shorter month. */
function monthsOn(day, months) {
  const there = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(there.getUTCFullYear(), there.getUTCMonth() + 1, 0)).getUTCDate();
  there.setUTCDate(Math.min(day.getUTCDate(), last));
  return there;
}

const timers = new WeakMap();

function later(field) {
  clearTimeout(timers.get(field));
  timers.set(
    field,
    setTimeout(() => ask(field), PAUSE),
  );
}

/** Say what day the text is, or how to write one. */
async function ask(field) {
  const text = field.querySelector("input").value;
  const output = field.querySelector("output");
  const { url, first, latest } = field.dataset;
  const query = new URLSearchParams({ q: text, from: first, to: latest });
  try {
    const response = await fetch(`${url}?${query}`, { headers: { Accept: "application/json" } });
    const answer = await response.json();
    if (field.querySelector("input").value !== text) return; // more was typed meanwhile
    output.textContent = answer.text;
    output.dataset.day = answer.day;
    output.classList.toggle("day__words--wrong", Boolean(text) && !answer.day);
  } catch {
    output.textContent = ""; // no answer: the form itself will say it
  }
}

document.addEventListener("input", (event) => {
  const field = event.target.closest(FIELD);
  if (field) later(field);
});

class Calendar {
  constructor(dialog) {
    this.dialog = dialog;
    this.body = dialog.querySelector("tbody");
    this.title = dialog.querySelector("#kalender-bulan");
    dialog.querySelector("thead tr").replaceChildren(...this.weekdays());
    dialog.addEventListener("click", (event) => this.clicked(event));
    this.body.addEventListener("keydown", (event) => this.pressed(event));
  }

  weekdays() {
    const monday = dayOf("2024-01-01");
    return [...Array(7).keys()].map((number) => {
      const day = new Date(monday.getTime() + number * DAY);
      const heading = element("th", "", inWords({ weekday: "short" }).format(day));
      heading.scope = "col";
      heading.abbr = inWords({ weekday: "long" }).format(day);
      return heading;
    });
  }

  open(field) {
    this.field = field;
    this.chosen = field.querySelector("output").dataset.day;
    this.dialog.showModal();
    this.show(dayOf(this.chosen || this.dialog.dataset.today));
  }

  /** Show the month of a day, and focus the day unless the head is being used. */
  show(day, focus = true) {
    const { first, latest } = this.field.dataset;
    this.day = dayOf([first, isoOf(day), latest].sort()[1]);
    this.title.textContent = inWords({ month: "long", year: "numeric" }).format(this.day);
    const start = new Date(Date.UTC(this.day.getUTCFullYear(), this.day.getUTCMonth(), 1));
    start.setUTCDate(1 - ((start.getUTCDay() + 6) % 7));
    const weeks = [...Array(6).keys()].map((week) => this.week(start.getTime() + week * 7 * DAY));
    this.body.replaceChildren(...weeks);
    if (focus) this.body.querySelector('[tabindex="0"]').focus();
  }

  week(start) {
    const row = element("tr", "");
    for (let number = 0; number < 7; number += 1) {
      const cell = element("td", "");
      cell.append(this.button(new Date(start + number * DAY)));
      row.append(cell);
    }
    return row;
  }

  button(day) {
    const iso = isoOf(day);
    const button = element("button", "days__day", String(day.getUTCDate()));
    button.type = "button";
    button.dataset.day = iso;
    button.tabIndex = iso === isoOf(this.day) ? 0 : -1;
    button.disabled = iso < this.field.dataset.first || iso > this.field.dataset.latest;
    button.setAttribute("aria-label", inWords({ dateStyle: "full" }).format(day));
    if (iso === this.chosen) button.setAttribute("aria-current", "true");
    else if (iso === this.dialog.dataset.today) button.setAttribute("aria-current", "date");
    button.classList.toggle("days__day--other", day.getUTCMonth() !== this.day.getUTCMonth());
    return button;
  }

  clicked(event) {
    const button = event.target.closest("button");
    if (event.target === this.dialog || button?.hasAttribute("data-close")) this.dialog.close();
    else if (button?.dataset.step)
      this.show(monthsOn(this.day, Number(button.dataset.step)), false);
    else if (button?.hasAttribute("data-go-today")) this.show(dayOf(this.dialog.dataset.today));
    else if (button?.dataset.day) this.choose(button.dataset.day);
  }

  pressed(event) {
    const weekday = (this.day.getUTCDay() + 6) % 7;
    const days = { ...ARROWS, Home: -weekday, End: 6 - weekday }[event.key];
    const months = { PageUp: -1, PageDown: 1 }[event.key];
    if (days === undefined && months === undefined) return;
    event.preventDefault();
    if (months) this.show(monthsOn(this.day, event.shiftKey ? 12 * months : months));
    else this.show(new Date(this.day.getTime() + days * DAY));
  }

  choose(iso) {
    const input = this.field.querySelector("input");
    input.value = typedOf(iso);
    this.dialog.close();
    for (const name of ["input", "change"]) {
      input.dispatchEvent(new Event(name, { bubbles: true }));
    }
  }
}

const dialog = document.getElementById("kalender");
const calendar = dialog && new Calendar(dialog);
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-day-open]");
  if (opener) calendar.open(opener.closest(FIELD));
});

whenShown((root) => {
  for (const opener of root.querySelectorAll("[data-day-open]")) opener.hidden = !calendar;
});
