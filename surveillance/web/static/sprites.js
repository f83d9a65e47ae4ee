// Marks drawn once and stamped many times: a thousand vessels then cost a thousand copies, no paths.

import { vesselMark } from "./symbols.js";

const HALF_PX = 16;
const TURN_DEG = 4; // marks are kept for so coarse a course; the eye cannot tell

export class Sprites {
  constructor(palette) {
    this.palette = palette;
    this.ratio = window.devicePixelRatio || 1;
    this.kept = new Map();
  }

  stamp(ctx, vessel, isDashed, x, y) {
    const turn = vessel.course === null ? null : Math.round(vessel.course / TURN_DEG) * TURN_DEG;
    const key = `${vessel.verdict} ${turn} ${isDashed}`;
    let sprite = this.kept.get(key);
    if (!sprite) {
      sprite = this.draw({ verdict: vessel.verdict, course: turn }, isDashed);
      this.kept.set(key, sprite);
    }
    ctx.drawImage(sprite, x - HALF_PX, y - HALF_PX, 2 * HALF_PX, 2 * HALF_PX);
  }

  draw(vessel, isDashed) {
    const side = Math.ceil(2 * HALF_PX * this.ratio);
    const sprite = new OffscreenCanvas(side, side);
    const ctx = sprite.getContext("2d");
    ctx.setTransform(this.ratio, 0, 0, this.ratio, side / 2, side / 2);
    vesselMark(ctx, this.palette, vessel, isDashed);
    return sprite;
  }
}
