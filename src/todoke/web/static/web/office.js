"use strict";
// Keys of the office's pages. Progressive only: keys move the focus or follow a link, never decide anything,
// and can be switched off on this device (WCAG 2.1.4).
document.addEventListener("DOMContentLoaded", () => {
  const help = document.querySelector("details.keys");
  if (!help) return;
  const box = help.querySelector("input[data-keys-on]");
  const store = "todoke-keys-off";
  help.hidden = false;
  try { box.checked = localStorage.getItem(store) !== "1"; } catch { box.checked = true; }
  box.addEventListener("change", () => {
    try { localStorage.setItem(store, box.checked ? "0" : "1"); } catch { /* this page only */ }
  });

  const focus = (element) => {
    if (!element) return;
    for (let up = element.closest("details"); up; up = up.parentElement.closest("details")) up.open = true;
    element.focus();
    element.scrollIntoView({ block: "nearest" });
  };
  const row = (step) => {
    const links = [...document.querySelectorAll("[data-row]")];
    const here = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
    focus(links[here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step]);
  };
  const follow = (selector) => document.querySelector(selector)?.click();
  const keys = {
    j: () => row(1),
    k: () => row(-1),
    n: () => follow("a[data-key=next]"),
    p: () => follow("a[data-key=previous]"),
    i: () => follow("a[data-key=inbox]"),
    "/": () => focus(document.getElementById("query")),
    a: () => focus(document.querySelector(".case-actions h2")),
    r: () => focus(document.getElementById("history")),
    "?": () => { help.open = true; focus(help.querySelector("summary")); },
  };
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]):not([type=radio]),select,textarea,[contenteditable]")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
});
