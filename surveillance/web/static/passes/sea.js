// Where a satellite looked, and how short a vessel could be and still be seen there.

const FADE_S = 24 * 3600; // as long as a pass is shown
const FAINTEST = 0.3;

// What is left of the strength of a pass of that age, 1 to FAINTEST.
export function strength(ageS) {
  return 1 - (1 - FAINTEST) * Math.min(1, Math.max(0, ageS) / FADE_S);
}

// "S1A" of "satellite S1A".
export function satelliteOf(pass) {
  return pass.source.replace(/^satellite /, "");
}

// How well a patch shows vessels: 0 the shortest of them, 4 only long ones.
export function gradeOf(patch) {
  const edges = [10, 15, 25, 50];
  const grade = edges.findIndex((edge) => patch.least_to_m !== null && patch.least_to_m <= edge);
  return grade < 0 ? edges.length : grade;
}

// The key and the values of the sentence about a patch.
export function sentenceOf(patch) {
  const key = patch.least_to_m === null ? "pass_last"
    : patch.least_from_m === 0 ? "pass_first" : "pass_middle";
  return [key, Math.round(patch.least_from_m), patch.least_to_m === null ? "" : Math.round(patch.least_to_m)];
}

// Whether an odd number of the rings goes round a place.
export function isInside(rings, lon, lat) {
  let inside = false;
  for (const ring of rings) {
    for (let n = 0, before = ring.length - 1; n < ring.length; before = n, n += 1) {
      const [a, b] = [ring[n], ring[before]];
      if ((a.lat > lat) !== (b.lat > lat)
        && lon < ((b.lon - a.lon) * (lat - a.lat)) / (b.lat - a.lat) + a.lon) inside = !inside;
    }
  }
  return inside;
}

// The newest pass that looked at a place, and its patch there, if it has one.
export function lookAt(passes, lon, lat) {
  const pass = passes.find((one) => one.looked && isInside(one.looked.rings, lon, lat));
  if (!pass) return null;
  const patch = pass.limits?.patches.find((one) => isInside(one.rings, lon, lat)) ?? null;
  return { pass, patch };
}
