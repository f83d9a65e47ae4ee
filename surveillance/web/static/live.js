// What moves: drones, vessels, their errors and predictions, alert rings; one canvas for all.

import { ageOf } from "./clock.js";
import { PaintedCanvas } from "./canvas.js";
import { vesselName } from "./naming.js";
import { readPalette } from "./palette.js";
import { isSilent, shapeOf } from "./picture.js";
import { Sprites } from "./sprites.js";
import * as symbols from "./symbols.js";

const VECTOR_S = 60; // a course line reaches as far as the vessel goes in a minute
const OLD_S = 300; // by then a mark has faded to its faintest
const MIN_ELLIPSE_PX = 3;
const APART_PX = 18; // nearer, two marks would only blur each other
const MANY = 400; // above this the ellipses are drawn as outlines only
const MAX_LABELS = 150;
const EDGE_PX = 3; // between a label and the edge of the map: its rim
const FONT = '600 12px system-ui, "Noto Sans JP", "Noto Sans CJK JP", sans-serif';

export class LiveLayer {
  // state(): { picture, selected, hovered, chart, passes }
  constructor(map, state) {
    this.state = state;
    this.palette = readPalette();
    this.sprites = new Sprites(this.palette);
    this.hits = [];
    this.places = new Map(); // key -> where it was drawn last, for tests of aim and for rings
    this.canvas = new PaintedCanvas((ctx, view) => this.paint(ctx, view), {
      pane: "live", padding: 0.2,
    });
    map.addLayer(this.canvas);
  }

  repaint() {
    this.canvas.paint();
  }

  restyle() {
    this.palette = readPalette();
    this.sprites = new Sprites(this.palette);
    this.repaint();
  }

  // The key of the mark nearest to a layer point, within reach pixels.
  hit(point, reach) {
    let best = null;
    let bestDistance = reach;
    for (const { x, y, key } of this.hits) {
      const distance = Math.hypot(x - point.x, y - point.y);
      if (distance <= bestDistance) [best, bestDistance] = [key, distance];
    }
    return best;
  }

  paint(ctx, view) {
    const { picture, selected, chart, passes } = this.state();
    const vessels = picture.vessels();
    this.hits = [];
    this.places.clear();
    this.taken = [];
    this.labelCount = 0;
    this.isCrowded = vessels.length > MANY;
    for (const footprint of picture.footprints.values()) this.paintFootprint(ctx, view, footprint);
    passes.paintMarks(ctx, view, this.hits);
    this.paintHome(ctx, view, chart.home);
    this.paintTrails(ctx, view, picture, selected);
    for (const vessel of vessels) this.paintPredicted(ctx, view, vessel);
    for (const vessel of vessels) this.paintVessel(ctx, view, vessel);
    for (const drone of picture.telemetry.values()) this.paintDrone(ctx, view, drone);
    for (const alert of picture.openAlerts()) this.paintRing(ctx, view, alert);
    this.paintSelection(ctx, view, selected, picture);
    for (const drone of picture.telemetry.values()) this.labelDrone(ctx, view, drone);
    this.labelVessels(ctx, view, vessels);
    this.labelZones(ctx, view, chart.labels);
  }

  at(ctx, x, y, alpha, draw) {
    ctx.save();
    ctx.globalAlpha = alpha;
    ctx.translate(x, y);
    draw();
    ctx.restore();
  }

  paintHome(ctx, view, homes) {
    for (const [lon, lat] of homes) {
      this.at(ctx, view.x(lon), view.y(lat), 1, () => symbols.home(ctx, this.palette));
    }
  }

  paintFootprint(ctx, view, footprint) {
    const alpha = 1 - Math.min(1, ageOf(footprint.at) / 30);
    if (alpha <= 0) return;
    ctx.save();
    ctx.beginPath();
    footprint.ring.forEach((p, n) => {
      const [x, y] = [view.x(p.lon), view.y(p.lat)];
      if (n) ctx.lineTo(x, y);
      else ctx.moveTo(x, y);
    });
    ctx.closePath();
    ctx.fillStyle = this.palette.looked;
    ctx.globalAlpha = 0.22 * alpha;
    ctx.fill();
    ctx.globalAlpha = 0.9 * alpha;
    ctx.strokeStyle = this.palette.drone;
    ctx.lineWidth = 1.2;
    ctx.stroke();
    ctx.restore();
  }

  paintTrails(ctx, view, picture, selected) {
    const keys = [...picture.telemetry.keys()].map((vehicle) => `drone:${vehicle}`);
    if (selected?.startsWith("track:") || selected?.startsWith("ais:")) keys.push(selected);
    for (const key of keys) {
      const colour = key.startsWith("drone:") ? this.palette.drone : this.palette.ink;
      this.paintTrail(ctx, view, picture.trails.get(key) ?? [], colour);
    }
  }

  paintTrail(ctx, view, trail, colour) {
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2;
    ctx.lineCap = "round";
    for (let n = 1; n < trail.length; n += 1) {
      const [from, to] = [trail[n - 1].position, trail[n].position];
      ctx.globalAlpha = 0.12 + 0.68 * (n / trail.length) ** 2;
      ctx.beginPath();
      ctx.moveTo(view.x(from.lon), view.y(from.lat));
      ctx.lineTo(view.x(to.lon), view.y(to.lat));
      ctx.stroke();
    }
    ctx.restore();
  }

  paintPredicted(ctx, view, vessel) {
    if (!vessel.predicted) return;
    const [x, y] = [view.x(vessel.predicted.lon), view.y(vessel.predicted.lat)];
    if (!view.sees(x, y, 200)) return;
    const colour = symbols.vesselColour(this.palette, vessel);
    const from = { x: view.x(vessel.position.lon), y: view.y(vessel.position.lat) };
    const isApart = Math.hypot(from.x - x, from.y - y) > APART_PX;
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.setLineDash([2, 4]);
    ctx.lineWidth = 1.2;
    ctx.beginPath();
    ctx.moveTo(from.x, from.y);
    ctx.lineTo(x, y);
    ctx.stroke();
    ctx.restore();
    this.at(ctx, x, y, 0.9, () => {
      this.paintEllipse(ctx, view, vessel.predictedEllipse, colour, true);
    });
    if (isApart) this.sprites.stamp(ctx, vessel, true, x, y);
    if (isApart) this.remember(vessel.key, x, y);
  }

  paintEllipse(ctx, view, ellipse, colour, isDashed) {
    if (!ellipse) return;
    const [major, minor] = [ellipse.major, ellipse.minor].map((m) => m * view.pixelsPerMetre);
    if (major < MIN_ELLIPSE_PX) return;
    const isFilled = !isDashed && !this.isCrowded;
    symbols.ellipse(ctx, colour, major, minor, ellipse.orientation, isDashed, isFilled);
  }

  paintVessel(ctx, view, vessel) {
    const [x, y] = [view.x(vessel.position.lon), view.y(vessel.position.lat)];
    if (!view.sees(x, y, 200)) return;
    const age = Math.min(1, vessel.age / OLD_S);
    const alpha = vessel.ended ? 0.4 : vessel.fresh ? 1 : 0.8 - 0.4 * age;
    const colour = symbols.vesselColour(this.palette, vessel);
    this.at(ctx, x, y, alpha, () => {
      this.paintEllipse(ctx, view, vessel.ellipse, colour, false);
      if (vessel.fresh && vessel.course !== null) this.paintVector(ctx, view, vessel, colour);
    });
    ctx.globalAlpha = alpha;
    this.sprites.stamp(ctx, vessel, vessel.ended, x, y);
    ctx.globalAlpha = 1;
    this.remember(vessel.key, x, y);
  }

  paintVector(ctx, view, vessel, colour) {
    if (!vessel.velocity) return;
    const [east, north] = vessel.velocity.map((mps) => mps * VECTOR_S * view.pixelsPerMetre);
    if (Math.hypot(east, north) < 6) return;
    ctx.beginPath();
    ctx.moveTo(0, 0);
    ctx.lineTo(east, -north);
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.5;
    ctx.stroke();
  }

  paintDrone(ctx, view, drone) {
    const [x, y] = [view.x(drone.position.lon), view.y(drone.position.lat)];
    const isOld = isSilent(drone);
    const isLost = isOld && drone.armed; // on the ground it stays where it is
    if (isLost) {
      const reach = drone.ground_speed_mps * ageOf(drone.at) * view.pixelsPerMetre;
      this.at(ctx, x, y, 1, () => {
        symbols.ellipse(ctx, this.palette.drone, Math.min(reach, 4000), Math.min(reach, 4000), 0, true);
      });
    }
    if (drone.ellipse) {
      this.at(ctx, x, y, 1, () => this.paintEllipse(ctx, view, shapeOf(drone.ellipse), this.palette.drone, false));
    }
    this.at(ctx, x, y, isOld && !isLost ? 0.6 : 1, () => symbols.chevron(ctx, this.palette, drone.heading_deg, isLost));
    this.remember(`drone:${drone.vehicle}`, x, y);
  }

  remember(key, x, y) {
    this.hits.push({ x, y, key });
    this.places.set(key, { x, y });
  }

  placeOfAlert(view, alert) {
    const drawn = this.places.get(`track:${alert.track_id}`);
    return drawn ?? { x: view.x(alert.position.lon), y: view.y(alert.position.lat) };
  }

  paintRing(ctx, view, alert) {
    const { x, y } = this.placeOfAlert(view, alert);
    this.at(ctx, x, y, 1, () => symbols.alertRing(ctx, this.palette));
    if (!this.places.has(`track:${alert.track_id}`)) this.remember(`alert:${alert.id}`, x, y);
  }

  paintSelection(ctx, view, selected, picture) {
    if (!selected) return;
    const alert = picture.alerts.get(selected.replace(/^alert:/, ""));
    const isAlert = selected.startsWith("alert:") && alert;
    const place = isAlert ? this.placeOfAlert(view, alert) : this.places.get(selected);
    if (place) this.at(ctx, place.x, place.y, 1, () => symbols.brackets(ctx, this.palette));
  }

  labelDrone(ctx, view, drone) {
    const place = this.places.get(`drone:${drone.vehicle}`);
    if (place) this.labelBeside(ctx, view, drone.vehicle, place, 17, -12);
  }

  labelVessels(ctx, view, vessels) {
    const { selected, hovered } = this.state();
    const isWanted = (v) => v.key === selected || v.key === hovered || v.alertId;
    const wanted = vessels.filter(isWanted);
    const named = vessels.filter((vessel) => vessel.report?.name && !isWanted(vessel));
    for (const vessel of [...wanted, ...named]) {
      if (this.labelCount > MAX_LABELS) break;
      const place = this.places.get(vessel.key);
      if (!place) continue;
      const text = vesselName(vessel).slice(0, 40);
      this.labelBeside(ctx, view, text, place, 14, 4);
    }
  }

  labelZones(ctx, view, labels) {
    for (const { text, lon, lat, kind } of labels) {
      const width = text.length * 6;
      const colour = this.palette[kind];
      this.label(ctx, text.slice(0, 40), view.x(lon) - width / 2, view.y(lat) - 7, colour);
    }
  }

  // To the right of a mark; to its left where the map's edge would cut it off.
  labelBeside(ctx, view, text, place, gap, down) {
    ctx.font = FONT;
    const width = ctx.measureText(text).width;
    const left = place.x - gap - width;
    const isCut = place.x + gap + width > view.right - EDGE_PX;
    const turns = isCut && place.x <= view.right && left >= view.left + EDGE_PX;
    this.label(ctx, text, turns ? left : place.x + gap, place.y + down, this.palette.ink);
  }

  // A text with a rim, unless it would cover another one.
  label(ctx, text, x, y, colour) {
    ctx.font = FONT;
    const box = [x - 2, y - 12, x + ctx.measureText(text).width + 2, y + 4];
    const overlaps = ([w, n, e, s]) => box[0] < e && box[2] > w && box[1] < s && box[3] > n;
    if (this.taken.some(overlaps)) return;
    this.taken.push(box);
    this.labelCount += 1;
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    ctx.lineJoin = "round";
    ctx.lineWidth = 3.5;
    ctx.strokeStyle = this.palette.halo;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = colour;
    ctx.fillText(text, x, y);
  }
}
