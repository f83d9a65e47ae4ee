// Realm, age of the picture, health of the sources, and the banner when the station is gone.

import { durationText, now, speedup, timeText, utcText } from "./clock.js";
import { byId, el, reconcile, setAttribute, setText } from "./dom.js";
import { word, wordFor } from "./words.js";

const STALE_S = 30; // sources speak every 10 s: after this long, what one said last is not shown as true
const REALMS = ["live", "replay", "exercise", "simulated"];

export function showRealm(realm) {
  const box = byId("realm");
  if (!REALMS.includes(realm)) {
    box.replaceChildren();
    return;
  }
  setAttribute(box, "data-realm", realm);
  const note = realm === "live" ? null : el("span", { text: word(`realm_${realm}_note`) });
  box.replaceChildren(...[el("b", { text: word(`realm_${realm}`) }), note].filter(Boolean));
}

export function showClock() {
  const ms = now();
  const fast = speedup() === 1 ? "" : ` ×${speedup()}`;
  setText(byId("clock"), `${timeText(ms)}${fast}`);
  setAttribute(byId("clock"), "title", utcText(ms));
}

// The age of the newest thing in the picture; and since when the station has been silent.
export function showAge(station, picture) {
  const state = station.state();
  const box = byId("age");
  setAttribute(box, "data-state", state);
  const text = box.querySelector("span");
  if (state === "connecting") setText(text, word("connecting"));
  else if (picture.newest === null) setText(text, word("picture_empty"));
  else setText(text, word("picture_age", durationText(Math.max(0, (now() - picture.newest) / 1000))));
  document.body.classList.toggle("is-old", state === "gone");
  showGone(station, state);
}

function showGone(station, state) {
  const banner = byId("gone");
  banner.hidden = state !== "gone";
  if (state !== "gone") return;
  if (station.lastHeard === null) {
    setText(banner, word("station_never"));
    return;
  }
  const seconds = Math.round((Date.now() - station.lastHeard) / 1000);
  const since = timeText(now() - seconds * 1000 * speedup());
  setText(banner, word("station_gone", since, durationText(seconds)));
}

export function showHealth(picture) {
  const sources = [...picture.health.values()].sort((a, b) =>
    `${a.kind} ${a.source}`.localeCompare(`${b.kind} ${b.source}`));
  const rows = sources.map((health) => ({ key: `${health.kind} ${health.source}`, health }));
  if (!rows.length) rows.push({ key: "none", health: null });
  reconcile(byId("health"), rows, makeSource, fillSource);
}

function makeSource() {
  return el("li", {}, el("i", { class: "dot", "aria-hidden": "true" }), el("span"));
}

function fillSource(item, { health }) {
  if (!health) {
    setText(item.lastChild, word("no_sources"));
    return;
  }
  const age = (now() - Date.parse(health.at)) / 1000;
  const state = health.state === "ok" && age > STALE_S ? "silent" : health.state;
  setAttribute(item, "data-state", state);
  setAttribute(item, "title", `${health.source}: ${health.text} (${utcText(Date.parse(health.at))})`);
  const kind = wordFor("kind", health.kind);
  setText(item.lastChild, `${kind} ${wordFor("state", state)}`);
}
