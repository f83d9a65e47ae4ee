// The colours of the canvas are those of theme.css: one place to change them.

const NAMES = [
  "sea", "land", "coast", "ink", "halo", "drone", "ais", "dark", "unknown", "alert",
  "looked", "pass", "fence", "nofly", "watched", "area", "grid",
];

// A colour of theme.css (#rrggbb) on its way to another one; share 0 to 1.
export function mixed(from, to, share) {
  const part = (colour, n) => parseInt(colour.slice(1 + 2 * n, 3 + 2 * n), 16);
  const channels = [0, 1, 2].map((n) => {
    return Math.round(part(from, n) * (1 - share) + part(to, n) * share);
  });
  return `rgb(${channels.join(", ")})`;
}

export function readPalette() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    NAMES.map((name) => [name, style.getPropertyValue(`--map-${name}`).trim()]),
  );
}
