/* Opens the worksheet of a link. The handle is in the fragment, which no server sees; it goes into a header and nowhere else. */
"use strict";

const KEY = "worksheet-handle";
const handle = location.hash.slice(1) || sessionStorage.getItem(KEY) || "";

/* What is half typed is not asked for: a question that waited its turn is sent with the text each input last held whole. */
const whole = new WeakMap();
document.addEventListener("change", (event) => whole.set(event.target, event.target.value), true);

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["Worksheet-Handle"] = handle;
  const typed = document.activeElement;
  if (typed?.matches("input[inputmode]")) {
    event.detail.parameters[typed.name] = whole.get(typed) ?? typed.defaultValue;
  }
});

document.addEventListener("htmx:beforeRequest", () => {
  document.body.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:afterRequest", (event) => {
  document.body.removeAttribute("aria-busy");
  if (event.detail.xhr.status > 0) {
    document.getElementById("unreachable").hidden = true;
  }
});

document.addEventListener("htmx:sendError", () => {
  document.getElementById("unreachable").hidden = false;
});

/* An input that cannot be understood says so to those who do not see its colour. */
document.addEventListener("htmx:afterSettle", () => {
  for (const note of document.querySelectorAll(".note")) {
    const input = document.getElementById(note.id.replace(/-note$/, ""));
    if (note.classList.contains("fault")) {
      input.setAttribute("aria-invalid", "true");
    } else {
      input.removeAttribute("aria-invalid");
    }
    input.closest(".field, .check").classList.toggle("is-changed", note.classList.contains("changed"));
  }
});

/* A reset puts the texts back by itself; the answer is asked for again afterwards. */
document.addEventListener("reset", (event) => {
  for (const input of event.target.elements) {
    whole.delete(input);
  }
  setTimeout(() => htmx.trigger("#form", "submit"), 0);
});

/* On paper nothing is folded away. */
window.addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details.print-open")) {
    part.open = true;
  }
});

document.addEventListener("DOMContentLoaded", () => {
  if (location.hash) {
    sessionStorage.setItem(KEY, handle);
    history.replaceState(null, "", location.pathname);
  }
  htmx.ajax("POST", "worksheet/open", { target: "#worksheet", swap: "innerHTML" });
});
