// Small geometry: ellipses from covariances, places after a while, how places are written.

const RAD = Math.PI / 180;
const METRES_PER_DEGREE = 111195; // good to 0.6 %; used over a few kilometres only
const CHI_95 = 2.4477; // sqrt of the 95 % quantile of chi-square with two degrees of freedom
const KNOTS = 1.943844;

// 95 % ellipse of east/north variances in m2: semi axes in metres, clockwise from north.
export function ellipseOf(ee, en, nn) {
  const mean = (ee + nn) / 2;
  const spread = Math.hypot((ee - nn) / 2, en);
  const orientation = Math.atan2(2 * en, nn - ee) / 2 / RAD;
  return {
    major: CHI_95 * Math.sqrt(Math.max(0, mean + spread)),
    minor: CHI_95 * Math.sqrt(Math.max(0, mean - spread)),
    orientation: (orientation + 180) % 180,
  };
}

// The ellipse of a track `seconds` after its last measurement (position and velocity error).
export function trackEllipse(covariance, seconds = 0) {
  const at = (row, column) => covariance[row * 4 + column];
  const grown = (a, b) =>
    at(a, b) + seconds * (at(a, b + 2) + at(a + 2, b)) + seconds * seconds * at(a + 2, b + 2);
  return ellipseOf(grown(0, 0), grown(0, 1), grown(1, 1));
}

// The place after moving east and north by metres.
export function shifted(position, eastM, northM) {
  return {
    lon: position.lon + eastM / (METRES_PER_DEGREE * Math.cos(position.lat * RAD)),
    lat: position.lat + northM / METRES_PER_DEGREE,
  };
}

export function velocityOf(courseDeg, speedMps) {
  return [speedMps * Math.sin(courseDeg * RAD), speedMps * Math.cos(courseDeg * RAD)];
}

export function courseOf(east, north) {
  return (Math.atan2(east, north) / RAD + 360) % 360;
}

// Speed and course of a track with one-sigma errors; course null when the speed is not sure.
export function motionOf(track) {
  const [ve, vn, c] = [track.velocity_east_mps, track.velocity_north_mps, track.covariance];
  const speed = Math.hypot(ve, vn);
  const [vee, ven, vnn] = [c[10], c[11], c[15]];
  const floor = Math.sqrt(Math.max(0, (vee + vnn) / 2));
  if (speed < 1e-6) return { speed, speedError: floor, course: null, courseError: null };
  const [ue, un] = [ve / speed, vn / speed];
  const along = Math.sqrt(Math.max(0, ue * ue * vee + 2 * ue * un * ven + un * un * vnn));
  const across = Math.sqrt(Math.max(0, un * un * vee - 2 * ue * un * ven + ue * ue * vnn));
  const sure = speed > 2 * Math.max(along, across);
  return {
    speed,
    speedError: along,
    course: sure ? courseOf(ve, vn) : null,
    courseError: sure ? Math.atan2(across, speed) / RAD : null,
  };
}

export function knots(mps, digits = 1) {
  return (mps * KNOTS).toFixed(digits);
}

export function degreesText(value) {
  return `${String(Math.round(value) % 360).padStart(3, "0")}°`;
}

function angleText(value, width, letters) {
  const thousandths = Math.round(Math.abs(value) * 60000); // of a minute
  const degrees = Math.floor(thousandths / 60000);
  const minutes = ((thousandths % 60000) / 1000).toFixed(3).padStart(6, "0");
  return `${String(degrees).padStart(width, "0")}°${minutes}′${letters[value < 0 ? 1 : 0]}`;
}

export function placeText(position) {
  return `${angleText(position.lat, 2, "NS")} ${angleText(position.lon, 3, "EW")}`;
}
