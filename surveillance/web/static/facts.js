// What the panels of details are made of.

import { agoText, timeElement } from "./clock.js";
import { el } from "./dom.js";
import { word } from "./words.js";

export function heading(overline, text, kind) {
  return el("div", { class: `title ${kind}` },
    el("p", { class: "overline", text: overline }), el("h2", { text }));
}

export function whenElement(iso) {
  return el("span", {}, timeElement(iso),
    el("small", { text: agoText(iso) }));
}

// Rows of [word, text or element]; rows without a value are left out.
export function facts(rows) {
  const list = el("dl", { class: "facts" });
  for (const [name, value] of rows) {
    if (value === null || value === undefined || value === 0) continue;
    const cell = el("dd");
    cell.append(value);
    list.append(el("dt", { text: word(name) }), cell);
  }
  return list;
}
