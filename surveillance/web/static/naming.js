// How things are called on the page; short, and without a verdict that nobody has given.

import { word } from "./words.js";

const SHORT = { none: "none_short", matched: "matched_short", ais: "ais_short", unknown: "unknown_short" };

export function lengthOf(vessel) {
  return vessel.report?.length_m ?? null;
}

export function vesselName(vessel) {
  if (vessel.report?.name) return vessel.report.name;
  const mmsi = vessel.report?.mmsi ?? vessel.track?.mmsi;
  if (mmsi) return `MMSI ${mmsi}`;
  const length = vessel.track?.length_m;
  return length ? `${word("vessel")} ~${Math.round(length)} m` : word("vessel");
}

export function verdictShort(vessel) {
  return word(SHORT[vessel.verdict] ?? "unknown_short");
}

export function verdictLong(vessel) {
  return word(`verdict_${SHORT[vessel.verdict] ? vessel.verdict : "unknown"}`);
}
