// Times in the reader's own zone, and keys. Every page is complete without this file.
"use strict";

function localTimes(root) {
  const pad = (number) => String(number).padStart(2, "0");
  for (const one of root.querySelectorAll("time[datetime]")) {
    const at = new Date(one.getAttribute("datetime"));
    if (Number.isNaN(at.getTime()) || one.title) continue;
    one.title = one.textContent;
    one.textContent = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${pad(at.getHours())}:${pad(at.getMinutes())}`;
  }
}

const PLACES = { o: "/", r: "/records", s: "/sources", u: "/runs", t: "/stories" };
let going = false;

function move(step) {
  const rows = [...document.querySelectorAll(".row")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  const link = next.querySelector("a.main");
  if (link) link.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (going) {
    going = false;
    if (PLACES[event.key]) location.assign(PLACES[event.key]);
    return;
  }
  if (event.key === "/") {
    const box = document.querySelector("#q") || document.querySelector(".quick input");
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  } else if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "g") going = true;
});

localTimes(document);
document.addEventListener("htmx:afterSwap", (event) => localTimes(event.target));
