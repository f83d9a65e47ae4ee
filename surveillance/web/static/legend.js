// The legend draws its marks with the functions that draw the map: they cannot differ.

import { byId, el } from "./dom.js";
import { readPalette } from "./palette.js";
import * as symbols from "./symbols.js";
import { word } from "./words.js";

function line(ctx, colour, dash, width = 2) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(-15, 0);
  ctx.lineTo(15, 0);
  ctx.stroke();
}

const ROWS = [
  ["leg_drone", (ctx, p) => symbols.chevron(ctx, p, 60, false)],
  ["leg_none", (ctx, p) => {
    symbols.ellipse(ctx, p.dark, 15, 10, 70, false);
    symbols.diamond(ctx, p, false);
  }],
  ["leg_ais", (ctx, p) => symbols.triangle(ctx, p, 60, false)],
  ["leg_unknown", (ctx, p) => symbols.unknownMark(ctx, p, false)],
  ["leg_predicted", (ctx, p) => symbols.diamond(ctx, p, true)],
  ["leg_alert", (ctx, p) => {
    ctx.scale(0.72, 0.72);
    symbols.alertRing(ctx, p);
  }],
  ["leg_looked", (ctx, p) => {
    ctx.fillStyle = p.looked;
    ctx.globalAlpha = 0.35;
    ctx.fillRect(-14, -8, 28, 16);
  }],
  ["leg_pass", (ctx, p) => {
    ctx.globalAlpha = 0.3;
    ctx.fillStyle = p.pass;
    ctx.fillRect(-14, -10, 28, 20);
    ctx.globalAlpha = 1;
    symbols.satellite(ctx, p);
  }],
  ["leg_fence", (ctx, p) => line(ctx, p.fence, [8, 4])],
  ["leg_area", (ctx, p) => line(ctx, p.area, [1, 4], 1.5)],
  ["leg_nofly", (ctx, p) => line(ctx, p.nofly, [], 3)],
  ["leg_watched", (ctx, p) => line(ctx, p.watched, [2, 5], 2.5)],
  ["leg_home", (ctx, p) => symbols.home(ctx, p)],
];

export function showLegend() {
  const palette = readPalette();
  const rows = ROWS.map(([key, draw]) => {
    const canvas = el("canvas", { width: 72, height: 56, "aria-hidden": "true" });
    const ctx = canvas.getContext("2d");
    ctx.setTransform(2, 0, 0, 2, 36, 28);
    draw(ctx, palette);
    return el("li", {}, canvas, el("span", { text: word(key) }));
  });
  byId("legend").querySelector("ul").replaceChildren(...rows);
}
