"use strict";
// The studio without this file: buttons for everything. With it: the preview follows the typing, a chosen
// question offers its answers at once, and lines of the list can be dragged.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("thing-form");
  if (!form) return;
  let dirty = false;
  let waiting = 0;
  const preview = form.querySelector("button[data-preview]");

  const press = (name, value) => {
    const button = document.createElement("button");
    button.type = "submit";
    button.name = name;
    button.value = value;
    button.hidden = true;
    form.append(button);
    form.requestSubmit(button);
    button.remove();
  };
  const redraw = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => preview && form.requestSubmit(preview), 500);
  };
  form.addEventListener("input", () => { dirty = true; redraw(); });
  form.addEventListener("change", (event) => {
    const again = event.target.dataset.again;
    if (again) { clearTimeout(waiting); press("_press", again); }
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter !== preview) { clearTimeout(waiting); dirty = false; }
  });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

  const frame = document.querySelector("iframe[name=preview]");
  preview?.addEventListener("click", (event) => {
    if (event.isTrusted) frame.closest("section").scrollIntoView({ block: "nearest" });
  });

  if ("unsaved" in form.dataset) { dirty = true; redraw(); }

  let dragged = null;
  for (const line of document.querySelectorAll(".outline [draggable]")) {
    line.addEventListener("dragstart", (event) => {
      dragged = line;
      event.dataTransfer.setData("text/plain", line.dataset.key);
      event.dataTransfer.effectAllowed = "move";
      event.stopPropagation();
    });
    line.addEventListener("dragover", (event) => {
      if (!dragged || dragged.contains(line)) return;
      event.preventDefault();
      event.stopPropagation();
      line.classList.add("over");
    });
    line.addEventListener("dragleave", () => line.classList.remove("over"));
    line.addEventListener("dragend", () => { dragged = null; });
    line.addEventListener("drop", (event) => {
      event.preventDefault();
      event.stopPropagation();
      line.classList.remove("over");
      if (!dragged || dragged === line) return;
      press("_do", `to:${line.dataset.key}:${dragged.dataset.key}`);
    });
  }
});
