// Lines of equal longitude and latitude with their values at the rim, as on a chart.

import { PaintedCanvas } from "./canvas.js";
import { readPalette } from "./palette.js";

const STEPS_MIN = [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300]; // minutes of arc
const WANTED_PX = 150;
const FONT = "11px system-ui, sans-serif";

function label(minutes, letters) {
  const hundredths = Math.round(Math.abs(minutes) * 100);
  const degrees = Math.floor(hundredths / 6000);
  const rest = ((hundredths % 6000) / 100).toFixed(1);
  return `${degrees}°${rest.padStart(4, "0")}′${letters[minutes < 0 ? 1 : 0]}`;
}

export class Graticule {
  constructor(map) {
    this.map = map;
    this.palette = readPalette();
    map.createPane("grid").style.zIndex = 300;
    map.getPane("grid").style.pointerEvents = "none";
    this.canvas = new PaintedCanvas((ctx, view) => this.paint(ctx, view), { pane: "grid", padding: 0.2 });
    map.addLayer(this.canvas);
  }

  restyle() {
    this.palette = readPalette();
    this.canvas.paint();
  }

  paint(ctx, view) {
    const bounds = this.map.getBounds().pad(0.3);
    const perMinute = view.world / 360 / 60;
    const step = STEPS_MIN.find((s) => s * perMinute > WANTED_PX) ?? STEPS_MIN.at(-1);
    const corner = this.map.containerPointToLayerPoint(this.corner());
    ctx.strokeStyle = this.palette.grid;
    ctx.fillStyle = this.palette.area;
    ctx.font = FONT;
    ctx.lineWidth = 1;
    const { min, max } = view.bounds;
    for (const minutes of lines(bounds.getWest(), bounds.getEast(), step)) {
      const x = Math.round(view.x(minutes / 60)) + 0.5;
      stroke(ctx, x, min.y, x, max.y);
      if (x > corner.x + 40) ctx.fillText(label(minutes, "EW"), x + 4, corner.y + 14);
    }
    for (const minutes of lines(bounds.getSouth(), bounds.getNorth(), step)) {
      const y = Math.round(view.y(minutes / 60)) + 0.5;
      stroke(ctx, min.x, y, max.x, y);
      if (y > corner.y + 30) ctx.fillText(label(minutes, "NS"), corner.x + 6, y - 4);
    }
  }

  // The upper left corner of the free part of the map, beside the panel and below the top bar.
  corner() {
    const isOpen = document.body.classList.contains("panel-open") && window.innerWidth > 900;
    return L.point(isOpen ? 368 : 4, document.getElementById("top").offsetHeight + 2);
  }
}

function* lines(fromDegrees, toDegrees, step) {
  for (let n = Math.ceil((fromDegrees * 60) / step); n * step <= toDegrees * 60; n += 1) yield n * step;
}

function stroke(ctx, x0, y0, x1, y1) {
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
}
