// The passes of satellites: under the land, outlines with a wash that fades with age; of the
// selected one how short a vessel may be. Their marks are painted with the other marks.

import { PaintedCanvas } from "../canvas.js";
import { ageOf, timeText } from "../clock.js";
import { readPalette } from "../palette.js";
import { satellite } from "../symbols.js";
import { gradeOf, satelliteOf, strength } from "./sea.js";

const WASH = 0.12;
const GRADES = [0.5, 0.4, 0.3, 0.2, 0.1]; // as in theme.css: the better it is seen, the stronger
const DASHES = [12, 4, 2, 4];
const FONT = '600 12px system-ui, "Noto Sans JP", "Noto Sans CJK JP", sans-serif';

export class PassLayer {
  // state(): { passes, selected }
  constructor(map, state) {
    this.state = state;
    this.palette = readPalette();
    const pane = map.createPane("passes");
    pane.style.zIndex = 315;
    pane.style.pointerEvents = "none";
    this.canvas = new PaintedCanvas((ctx, view) => this.paint(ctx, view), {
      pane: "passes", padding: 0.2,
    });
    map.addLayer(this.canvas);
  }

  repaint() {
    this.canvas.paint();
  }

  restyle() {
    this.palette = readPalette();
    this.repaint();
  }

  paint(ctx, view) {
    const { passes, selected } = this.state();
    for (const pass of [...passes].reverse()) {
      if (pass.looked) this.paintPass(ctx, view, pass, selected === `pass:${pass.scene}`);
    }
  }

  paintPass(ctx, view, pass, isSelected) {
    const left = isSelected ? 1 : strength(ageOf(pass.at));
    ctx.save();
    ctx.fillStyle = ctx.strokeStyle = this.palette.pass;
    const patches = isSelected ? pass.limits?.patches ?? [] : [];
    for (const patch of patches) {
      outline(ctx, view, patch.rings);
      ctx.globalAlpha = GRADES[gradeOf(patch)];
      ctx.fill("evenodd");
    }
    outline(ctx, view, pass.looked.rings);
    if (!patches.length) {
      ctx.globalAlpha = WASH * left;
      ctx.fill("evenodd");
    }
    ctx.globalAlpha = left;
    ctx.lineWidth = isSelected ? 2.4 : 1.4;
    ctx.setLineDash(DASHES);
    ctx.stroke();
    ctx.restore();
  }

  // Marks and names, on the canvas of what moves; hits: where a click selects them.
  paintMarks(ctx, view, hits) {
    for (const pass of [...this.state().passes].reverse()) {
      if (!pass.looked?.mark) continue;
      const [x, y] = [view.x(pass.looked.mark.lon), view.y(pass.looked.mark.lat)];
      if (!view.sees(x, y, 20)) continue;
      hits.push({ x, y, key: `pass:${pass.scene}` });
      ctx.save();
      ctx.translate(x, y);
      ctx.globalAlpha = Math.max(0.6, strength(ageOf(pass.at)));
      satellite(ctx, this.palette);
      this.paintName(ctx, pass);
      ctx.restore();
    }
  }

  paintName(ctx, pass) {
    const text = `${satelliteOf(pass).slice(0, 20)} ${timeText(Date.parse(pass.at)).slice(0, 5)}`;
    ctx.font = FONT;
    ctx.textAlign = "center";
    ctx.textBaseline = "top";
    ctx.lineJoin = "round";
    ctx.lineWidth = 4;
    ctx.strokeStyle = this.palette.halo;
    ctx.strokeText(text, 0, 14);
    ctx.fillStyle = this.palette.pass;
    ctx.fillText(text, 0, 14);
  }
}

function outline(ctx, view, rings) {
  ctx.beginPath();
  for (const ring of rings) {
    ring.forEach((p, n) => {
      const [x, y] = [view.x(p.lon), view.y(p.lat)];
      if (n) ctx.lineTo(x, y);
      else ctx.moveTo(x, y);
    });
    ctx.closePath();
  }
}
