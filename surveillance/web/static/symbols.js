// The marks of the map. Shape says what, colour says state. All are drawn round (0, 0) in pixels.

const FULL = Math.PI * 2;
const RAD = Math.PI / 180;

function path(ctx, points) {
  ctx.beginPath();
  points.forEach(([x, y], n) => (n ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.closePath();
}

// A light or dark rim keeps a mark readable on sea, land and wash alike.
function rimmed(ctx, palette, colour, width) {
  ctx.lineJoin = "round";
  ctx.strokeStyle = palette.halo;
  ctx.lineWidth = width + 3;
  ctx.stroke();
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke();
}

// Own drone: a filled chevron that points where its nose points; hollow when the link is gone.
export function chevron(ctx, palette, headingDeg, isLost) {
  ctx.save();
  ctx.rotate(headingDeg * RAD);
  path(ctx, [[0, -13], [10, 11], [0, 5], [-10, 11]]);
  ctx.setLineDash(isLost ? [3, 3] : []);
  if (!isLost) {
    ctx.fillStyle = palette.drone;
    ctx.fill();
  }
  rimmed(ctx, palette, isLost ? palette.drone : palette.ink, isLost ? 2 : 1.4);
  ctx.restore();
}

// Vessel with AIS: an outlined triangle that points along its course; a circle when that is unknown.
export function triangle(ctx, palette, courseDeg, isDashed) {
  ctx.save();
  ctx.setLineDash(isDashed ? [3, 3] : []);
  if (courseDeg === null || courseDeg === undefined) {
    ctx.beginPath();
    ctx.arc(0, 0, 6, 0, FULL);
  } else {
    ctx.rotate(courseDeg * RAD);
    path(ctx, [[0, -11], [6.5, 8], [-6.5, 8]]);
  }
  rimmed(ctx, palette, palette.ais, 2);
  ctx.restore();
}

// Sighting without AIS match: a filled diamond.
export function diamond(ctx, palette, isDashed) {
  ctx.save();
  path(ctx, [[0, -8], [8, 0], [0, 8], [-8, 0]]);
  if (isDashed) {
    ctx.setLineDash([3, 3]);
    rimmed(ctx, palette, palette.dark, 2);
  } else {
    rimmed(ctx, palette, palette.ink, 1.4);
    ctx.fillStyle = palette.dark;
    ctx.fill();
  }
  ctx.restore();
}

// Sighting while our receiver is silent: a hollow square with a question mark, no verdict.
export function unknownMark(ctx, palette, isDashed) {
  ctx.save();
  path(ctx, [[-7, -7], [7, -7], [7, 7], [-7, 7]]);
  ctx.setLineDash(isDashed ? [3, 3] : []);
  rimmed(ctx, palette, palette.unknown, 2);
  ctx.fillStyle = palette.unknown;
  ctx.font = "700 11px system-ui, sans-serif";
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText("?", 0, 0.5);
  ctx.restore();
}

export function vesselMark(ctx, palette, vessel, isDashed) {
  if (vessel.verdict === "none") diamond(ctx, palette, isDashed);
  else if (vessel.verdict === "unknown") unknownMark(ctx, palette, isDashed);
  else triangle(ctx, palette, vessel.course, isDashed);
}

export function vesselColour(palette, vessel) {
  return { none: palette.dark, unknown: palette.unknown }[vessel.verdict] ?? palette.ais;
}

export function alertRing(ctx, palette) {
  ctx.beginPath();
  ctx.arc(0, 0, 18, 0, FULL);
  rimmed(ctx, palette, palette.alert, 3);
}

// Corners round what is selected.
export function brackets(ctx, palette, half = 24) {
  const arm = 8;
  ctx.beginPath();
  for (const [sx, sy] of [[-1, -1], [1, -1], [1, 1], [-1, 1]]) {
    ctx.moveTo(sx * (half - arm), sy * half);
    ctx.lineTo(sx * half, sy * half);
    ctx.lineTo(sx * half, sy * (half - arm));
  }
  rimmed(ctx, palette, palette.ink, 2);
}

// Filled only while it stands for a measurement.
export function ellipse(ctx, colour, majorPx, minorPx, orientationDeg, isDashed, isFilled = !isDashed) {
  ctx.beginPath();
  // canvas angles run clockwise from east, ours from north
  ctx.ellipse(0, 0, majorPx, minorPx, (orientationDeg - 90) * RAD, 0, FULL);
  const before = ctx.globalAlpha;
  if (isFilled) {
    ctx.globalAlpha = before * 0.14;
    ctx.fillStyle = colour;
    ctx.fill();
  }
  ctx.globalAlpha = before * 0.9;
  if (isDashed) ctx.setLineDash([4, 4]);
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.25;
  ctx.stroke();
  if (isDashed) ctx.setLineDash([]);
  ctx.globalAlpha = before;
}

// A satellite: a body between two wings; what it looked at is an outline.
export function satellite(ctx, palette) {
  ctx.save();
  ctx.rotate(-45 * RAD);
  ctx.beginPath();
  ctx.rect(-3.5, -4.5, 7, 9);
  ctx.rect(-12, -3, 7, 6);
  ctx.rect(5, -3, 7, 6);
  rimmed(ctx, palette, palette.pass, 1.4);
  ctx.fillStyle = palette.pass;
  ctx.fill();
  ctx.restore();
}

// Home of the drone: a ring with an H.
export function home(ctx, palette) {
  ctx.beginPath();
  ctx.arc(0, 0, 9, 0, FULL);
  ctx.fillStyle = palette.halo;
  ctx.fill();
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = 1.6;
  ctx.stroke();
  ctx.fillStyle = palette.ink;
  ctx.font = "700 11px system-ui, sans-serif";
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText("H", 0, 0.5);
}
