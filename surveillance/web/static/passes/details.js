// What is known of one pass: when, how soon, how many, and what its silence means.

import { el } from "../dom.js";
import { agoText, timeElement, timeText } from "../clock.js";
import { facts, heading, whenElement } from "../facts.js";
import { word } from "../words.js";
import { gradeOf, lookAt, satelliteOf, sentenceOf } from "./sea.js";

export function passDetails(pass) {
  return [
    heading(`${word("satellite_scene")} · ${satelliteOf(pass)}`, pass.scene, "pass"),
    pass.looked ? null : el("p", { class: "note", text: word("pass_nowhere") }),
    facts([
      ["pass_taken", whenElement(pass.at)],
      ["pass_published", after(pass.published_at, "pass_later", pass.at)],
      ["pass_picture", after(pass.picture_at, pass.published_at ? "pass_then" : "pass_later",
        pass.published_at ?? pass.at)],
      ["pass_found", String(pass.vessels)],
      ["pass_none", String(pass.without_ais)],
      ["pass_unknown", String(pass.unknown)],
      ["pass_version", whenElement(pass.known_at)],
    ]),
    el("h3", { text: word("pass_seen") }),
    el("p", { class: "note", text: overall(pass.limits) }),
    el("ul", { class: "grades" }, ...(pass.limits?.patches ?? []).map(gradeRow)),
    pass.looked?.is_without_land === false
      ? el("p", { class: "note", text: word("pass_with_land") }) : null,
  ];
}

// Name and note of the row in the list.
export function passTexts(pass) {
  const name = `${satelliteOf(pass)} · ${timeText(Date.parse(pass.at))}`;
  return [name, word("pass_row", pass.vessels, pass.without_ais, agoText(pass.at))];
}

// What a person should know of a place: by which pass it was seen, and from which length on.
export function hereText(passes, lon, lat) {
  const found = lookAt(passes, lon, lat);
  if (!found) return "";
  const name = `${satelliteOf(found.pass)} ${timeText(Date.parse(found.pass.at)).slice(0, 5)}`;
  return word("pass_here", name,
    found.patch ? word(...sentenceOf(found.patch)) : word("pass_here_unknown"));
}

function overall(limits) {
  if (!limits) return word("pass_no_limit");
  return word("pass_over", Math.ceil(limits.over_most_m), Math.ceil(limits.over_half_m));
}

function gradeRow(patch) {
  const share = patch.share < 0.01 ? "<1" : Math.round(100 * patch.share);
  return el("li", {}, el("i", { class: `swatch grade-${gradeOf(patch)}`, "aria-hidden": "true" }),
    el("span", { text: word("pass_part", share, word(...sentenceOf(patch))) }));
}

// A time and how long after another one; clocks that do not agree give no minutes.
function after(iso, key, since) {
  if (!iso) return word("pass_not_told");
  const minutes = Math.round((Date.parse(iso) - Date.parse(since)) / 60000);
  return el("span", {}, timeElement(iso),
    minutes < 0 ? null : el("small", { text: word(key, minutes) }));
}
