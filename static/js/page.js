/* What the scripts of a page share. */

/** After a new login in another tab the token of an open page is old; the cookie has the present one. */
export function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

/** Whether an answer is the login page: the session has ended. */
export function isLogin(address) {
  return new URL(address, location.href).pathname === document.body.dataset.login;
}

/** Prepare the page, and every part that replaces another one afterwards. */
export function whenShown(prepare) {
  prepare(document);
  document.addEventListener("reformasi:replaced", (event) => prepare(event.target));
  document.addEventListener("htmx:afterSwap", (event) => prepare(event.target));
}

/** A new element with a class and a text. */
export function element(name, classes, text = "") {
  const made = document.createElement(name);
  made.className = classes;
  made.textContent = text;
  return made;
}

/** What the server says of what it refuses (reformasi/sending/responses.py). */
export function told(xhr) {
  try {
    return JSON.parse(xhr.responseText).message;
  } catch {
    return "";
  }
}
