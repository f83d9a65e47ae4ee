// What stands still: land, zones, home, coverage so far. Leaflet's own canvas layers, by URL.

import { getJson } from "./api.js";
import { mixed, readPalette } from "./palette.js";

const COVERAGE_EVERY_MS = 2000;
const LOOKED_FADES_S = 6 * 3600; // after six hours the wash is at its faintest
const LOOKED_FAINTEST = 0.75;
const ZONE_KINDS = ["area", "fence", "nofly", "watched"];

function hatch(colour) {
  const tile = document.createElement("canvas");
  tile.width = 9;
  tile.height = 9;
  const ctx = tile.getContext("2d");
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.4;
  ctx.beginPath();
  for (const shift of [-9, 0, 9]) {
    ctx.moveTo(shift, 9);
    ctx.lineTo(shift + 9, 0);
  }
  ctx.stroke();
  return ctx.createPattern(tile, "repeat");
}

function zoneStyle(kind, palette) {
  const line = { fill: false, color: palette[kind], weight: 1.6, opacity: 1 };
  if (kind === "fence") return { ...line, dashArray: "10 5" };
  if (kind === "watched") return { ...line, dashArray: "2 5", weight: 2.2, lineCap: "round" };
  if (kind === "nofly") {
    return { ...line, fill: true, fillColor: hatch(palette.nofly), fillOpacity: 0.55 };
  }
  return { ...line, weight: 1, dashArray: "1 4" };
}

export class Chart {
  constructor(map, clock) {
    this.map = map;
    this.ageOf = clock;
    this.home = [];
    this.labels = []; // { lon, lat, text }: drawn by the live layer, as text
    this.name = "";
    this.isApproximate = false;
    for (const [name, order] of [["looked", 310], ["land", 320], ["zones", 330], ["live", 450]]) {
      const pane = map.createPane(name);
      pane.style.zIndex = order;
      pane.style.pointerEvents = "none";
    }
    this.looked = this.layer("looked", (feature) => this.lookedStyle(feature));
    this.land = this.layer("land", () => this.landStyle());
    this.zones = this.layer("zones", (feature) => {
      return zoneStyle(feature.properties.kind, readPalette());
    });
  }

  layer(pane, style) {
    const renderer = L.canvas({ pane, padding: 0.2 });
    const layer = L.geoJSON(null, { pane, renderer, interactive: false, style });
    return layer.addTo(this.map);
  }

  landStyle() {
    const palette = readPalette();
    return { color: palette.coast, weight: 1.4, fillColor: palette.land, fillOpacity: 1 };
  }

  lookedStyle(feature) {
    const palette = readPalette();
    // opaque in a translucent pane: where looks overlap, the newest one (drawn last) is seen
    const age = Math.min(1, this.ageOf(feature.properties.to) / LOOKED_FADES_S);
    const fillColor = mixed(palette.looked, palette.sea, LOOKED_FAINTEST * age);
    return { stroke: false, fillColor, fillOpacity: 1 };
  }

  async loadArea() {
    const { features, name } = await getJson("/api/area");
    const kind = (feature) => feature.properties?.kind;
    const land = features.filter((feature) => kind(feature) === "land");
    this.land.clearLayers().addData(land);
    this.zones.clearLayers().addData(features.filter((f) => ZONE_KINDS.includes(kind(f))));
    this.home = features.filter((f) => kind(f) === "home").map((f) => f.geometry.coordinates);
    this.labels = features
      .filter((f) => kind(f) === "watched" || kind(f) === "nofly")
      .map((f) => ({ text: String(f.properties.name ?? ""), kind: kind(f), ...topOf(f.geometry) }));
    const area = features.find((f) => kind(f) === "area");
    this.name = String(area?.properties?.name ?? name ?? "");
    this.isApproximate = land.some((feature) => feature.properties.approximate === true);
  }

  async loadCoverage() {
    const { features } = await getJson("/api/coverage");
    this.looked.clearLayers().addData(features);
  }

  // Fetches the coverage soon, at most every two seconds, however often it is asked for.
  coverageChanged() {
    if (this.waiting) return;
    const due = (this.fetchedAt ?? -Infinity) + COVERAGE_EVERY_MS;
    this.waiting = setTimeout(() => {
      // from here on a change is not in this answer any more: it asks for the next
      this.waiting = null;
      this.fetchedAt = performance.now();
      // when the station is gone, its next event or picture asks again
      this.loadCoverage().catch(() => null);
    }, Math.max(0, due - performance.now()));
  }

  restyle() {
    this.land.setStyle(() => this.landStyle());
    this.zones.setStyle((feature) => zoneStyle(feature.properties.kind, readPalette()));
    this.looked.setStyle((feature) => this.lookedStyle(feature));
  }
}

// The northernmost corner of a polygon: its label stands above.
function topOf(geometry) {
  const ring = geometry.type === "Polygon" ? geometry.coordinates[0] : [];
  let west = Infinity;
  let east = -Infinity;
  let north = -Infinity;
  for (const [lon, lat] of ring) {
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    north = Math.max(north, lat);
  }
  return { lon: (west + east) / 2, lat: north };
}
