// The list of what is on the map, so that everything there can be reached by keyboard.

import { agoText } from "./clock.js";
import { el, setAttribute, setText } from "./dom.js";
import { knots } from "./geometry.js";
import { verdictShort, vesselName } from "./naming.js";
import { readPalette } from "./palette.js";
import { passTexts } from "./passes/details.js";
import { isSilent } from "./picture.js";
import { chevron, satellite, vesselMark } from "./symbols.js";
import { word, wordFor } from "./words.js";

const MAX_ROWS = 200; // per group; the map shows all
const GROUPS = [
  ["vessels_none", (v) => v.verdict === "none" && !v.ended],
  ["vessels_unknown", (v) => v.verdict === "unknown" && !v.ended],
  ["vessels_matched", (v) => v.verdict === "matched" && !v.ended],
  ["vessels_ais", (v) => v.verdict === "ais"],
  ["vessels_ended", (v) => v.ended],
];

export function mapRows(picture) {
  const drones = [...picture.telemetry.values()].sort((a, b) => a.vehicle.localeCompare(b.vehicle));
  const rows = [];
  if (drones.length) rows.push({ key: "head:drones", head: word("drones"), count: drones.length });
  rows.push(...drones.map((drone) => ({ key: `drone:${drone.vehicle}`, drone })));
  const vessels = picture.vessels();
  for (const [name, belongs] of GROUPS) {
    const group = vessels.filter(belongs);
    if (!group.length) continue;
    group.sort((a, b) => Number(!a.alertId) - Number(!b.alertId) || (a.key < b.key ? -1 : 1));
    rows.push({ key: `head:${name}`, head: word(name), count: group.length });
    rows.push(...group.slice(0, MAX_ROWS).map((vessel) => ({ key: vessel.key, vessel })));
    if (group.length > MAX_ROWS) {
      rows.push({ key: `more:${name}`, more: word("more_rows", group.length - MAX_ROWS) });
    }
  }
  const passes = picture.shownPasses();
  if (passes.length) rows.push({ key: "head:passes", head: word("satellite_scenes"), count: passes.length });
  rows.push(...passes.map((pass) => ({ key: `pass:${pass.scene}`, pass })));
  return rows;
}

export function makeThing(row, select) {
  if (row.more) return el("li", { class: "more" });
  const button = el("button", { type: "button", class: "thing", on: { click: () => select(row.key) } });
  button.append(
    el("canvas", { width: 56, height: 56, class: "mark", "aria-hidden": "true" }),
    el("span", { class: "thing-name" }), el("span", { class: "thing-note" }),
  );
  const item = el("li", { class: "row" }, button);
  item.button = button;
  return item;
}

export function fillThing(item, row, selected) {
  if (row.more) {
    setText(item, row.more);
    return;
  }
  setAttribute(item.button, "aria-pressed", selected === row.key);
  const [name, note] = row.drone ? droneTexts(row.drone)
    : row.pass ? passTexts(row.pass) : vesselTexts(row.vessel);
  setText(item.querySelector(".thing-name"), name);
  setText(item.querySelector(".thing-note"), note);
  drawMark(item, row);
}

function droneTexts(drone) {
  const battery = drone.battery_pct === null ? "" : ` · ${Math.round(drone.battery_pct)} %`;
  const link = drone.link === "ok" ? "" : ` · ${wordFor("link", drone.link)}`;
  const seen = isSilent(drone) ? ` · ${agoText(drone.at)}` : "";
  return [drone.vehicle, `${drone.mode}${battery}${link}${seen}`];
}

function vesselTexts(vessel) {
  const speed = vessel.velocity && vessel.course !== null
    ? ` · ${knots(Math.hypot(...vessel.velocity))} kn` : "";
  return [vesselName(vessel), `${verdictShort(vessel)}${speed} · ${agoText(vessel.at)}`];
}

// The same mark as on the map; drawn anew only when it would look different.
function drawMark(item, row) {
  const theme = document.documentElement.dataset.shown;
  const course = (row.drone ? row.drone.heading_deg : row.vessel?.course) ?? null;
  const turned = course === null ? "none" : Math.round(course / 5);
  const state = row.drone ? isSilent(row.drone)
    : row.pass ? "pass" : `${row.vessel.verdict}${row.vessel.ended}`;
  const look = `${theme} ${turned} ${state}`;
  if (item.dataset.look === look) return;
  item.dataset.look = look;
  const ctx = item.querySelector("canvas").getContext("2d");
  ctx.setTransform(2, 0, 0, 2, 28, 28);
  ctx.clearRect(-14, -14, 28, 28);
  const palette = readPalette();
  if (row.drone) chevron(ctx, palette, course, isSilent(row.drone) && row.drone.armed);
  else if (row.pass) satellite(ctx, palette);
  else vesselMark(ctx, palette, row.vessel, row.vessel.ended);
}
