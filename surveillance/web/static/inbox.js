// The alert inbox: newest first, open ones above withdrawn ones.

import { ageOf, agoText, timeElement } from "./clock.js";
import { el, evidenceUrl, reconcile, setAttribute, setText } from "./dom.js";
import { alertReasons, alertText, word, wordFor } from "./words.js";

const GROUPS = ["open", "withdrawn"];
const FRESH_S = 20; // so long a new alert keeps its "new" edge
const REASONS_SHOWN = 3;

export function alertRows(picture) {
  const alerts = [...picture.alerts.values()].reverse(); // of two of one time the later arrival
  alerts.sort((a, b) => Date.parse(b.known_at ?? b.at) - Date.parse(a.known_at ?? a.at));
  return GROUPS.flatMap((state) => {
    const group = alerts.filter((alert) => alert.state === state);
    if (!group.length) return [];
    const head = { key: `head:${state}`, head: word(state), count: group.length };
    return [head, ...group.map((alert) => ({ key: `alert:${alert.id}`, alert }))];
  });
}

export function makeAlert(row, select) {
  const button = el("button", { type: "button", class: "card", on: { click: () => select(row.key) } });
  const picture = el("span", { class: "chip" });
  const body = el("span", { class: "card-body" });
  body.append(
    el("span", { class: "card-text" }), el("span", { class: "card-meta" }),
    el("span", { class: "reasons" }),
  );
  button.append(picture, body);
  const item = el("li", { class: "row alert-row" }, button);
  item.button = button;
  return item;
}

export function fillAlert(item, { alert }, selected) {
  const text = alertText(alert);
  setAttribute(item, "data-state", alert.state);
  setAttribute(item, "data-severity", alert.severity);
  setAttribute(item, "data-new", alert.state === "open" && ageOf(alert.known_at ?? alert.at) < FRESH_S);
  setAttribute(item.button, "aria-pressed", selected === `alert:${alert.id}`);
  setText(item.querySelector(".card-text"), text);
  fillChip(item.querySelector(".chip"), alert.evidence, text);
  fillMeta(item.querySelector(".card-meta"), alert);
  const reasons = alertReasons(alert).slice(0, REASONS_SHOWN).join(" · ");
  setText(item.querySelector(".reasons"), reasons);
}

function fillMeta(meta, alert) {
  if (!meta.firstChild) {
    const ago = el("span", { class: "ago" });
    meta.append(el("span", { class: "tag" }), el("span", { class: "when" }), ago);
  }
  setText(meta.querySelector(".tag"), wordFor("severity", alert.severity));
  const when = meta.querySelector(".when");
  const time = timeElement(alert.at);
  if (when.textContent !== time.textContent) when.replaceChildren(time);
  setText(meta.querySelector(".ago"), agoText(alert.at));
}

// The evidence picture, or a word that there is none.
export function fillChip(chip, sha, text) {
  const url = evidenceUrl(sha);
  if (chip.dataset.url !== String(url)) {
    chip.dataset.url = String(url);
    const picture = url && el("img", { src: url, alt: "", loading: "lazy", decoding: "async" });
    chip.replaceChildren(picture || el("span", { class: "no-picture" }));
  }
  const [inner] = chip.children;
  if (url) setAttribute(inner, "alt", word("evidence_of", text));
  else setText(inner, word("no_evidence"));
}

export function makeHead() {
  return el("li", { class: "head" }, el("h2"), el("span", { class: "count" }));
}

export function fillHead(item, row) {
  setText(item.querySelector("h2"), row.head);
  setText(item.querySelector(".count"), String(row.count));
}

export function fillList(list, rows, kinds) {
  reconcile(list, rows,
    (row) => (row.head ? makeHead() : kinds.make(row)),
    (item, row) => (row.head ? fillHead(item, row) : kinds.fill(item, row)));
}
