// The station's clock and how its times are written: zone of the area, UTC in the tooltip.

import { el } from "./dom.js";
import { word } from "./words.js";

const root = document.documentElement;
const zone = root.dataset.zone || "UTC";

let base = { wall: performance.now(), at: Date.now(), speedup: 1 };

export function setClock(now, speedup) {
  base = { wall: performance.now(), at: Date.parse(now), speedup: speedup || 1 };
}

// Milliseconds since 1970 on the station's clock; runs on when the station is gone.
export function now() {
  return base.at + (performance.now() - base.wall) * base.speedup;
}

export function speedup() {
  return base.speedup;
}

// Seconds between a time of the station and its present.
export function ageOf(iso) {
  return Math.max(0, (now() - Date.parse(iso)) / 1000);
}

const time = new Intl.DateTimeFormat("sv-SE", {
  timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit",
});
const day = new Intl.DateTimeFormat("sv-SE", {
  timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit",
});

// The Japanese locale knows JST by name where the English one says GMT+9.
export const zoneName = new Intl.DateTimeFormat("ja-JP", { timeZone: zone, timeZoneName: "short" })
  .formatToParts(new Date())
  .find((part) => part.type === "timeZoneName").value;

export function timeText(ms) {
  return `${time.format(ms)} ${zoneName}`;
}

// With the date in front when it is not the station's today.
export function momentText(iso) {
  const ms = Date.parse(iso);
  const date = day.format(ms);
  return date === day.format(now()) ? timeText(ms) : `${date} ${timeText(ms)}`;
}

export function utcText(ms) {
  return `${new Date(ms).toISOString().replace("T", " ").slice(0, 19)} UTC`;
}

export function timeElement(iso) {
  return el("time", { datetime: iso, title: utcText(Date.parse(iso)), text: momentText(iso) });
}

// 0.4 s, 12 s, 3 min 5 s, 2 h 10 min, 3 d
export function durationText(seconds) {
  if (seconds < 9.95) return word("seconds", seconds.toFixed(1));
  const whole = Math.round(seconds);
  if (whole < 60) return word("seconds", whole);
  if (whole < 3600) return word("minutes_seconds", Math.floor(whole / 60), whole % 60);
  if (whole >= 172800) return word("days", Math.floor(whole / 86400));
  return word("hours_minutes", Math.floor(whole / 3600), Math.floor((whole % 3600) / 60));
}

// How long ago a time was; coarse, for lists that are read at a glance.
export function agoText(iso) {
  const seconds = Math.round(ageOf(iso));
  const text = seconds < 60 ? word("seconds", seconds)
    : seconds < 3600 ? word("minutes", Math.floor(seconds / 60)) : durationText(seconds);
  return word("ago", text);
}
