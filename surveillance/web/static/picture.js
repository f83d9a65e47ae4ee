// What the page knows: the newest state of everything, and what follows from it.

import { ageOf, now, speedup } from "./clock.js";
import { motionOf, shifted, trackEllipse, velocityOf } from "./geometry.js";

const TRAIL_POINTS = 400;
const TRAIL_SECONDS = 900;
const FORGET_SECONDS = 3600; // a track that ended so long ago leaves the page, not the record
const PATROL_EVENTS = 200;
const PASS_SECONDS = 24 * 3600; // satellite scenes that are shown
const TRACK_FRESH_S = 5; // older: the position is not measured any more
const WAY_HERE_S = 1; // wall seconds that a measurement may need to reach us
const DRONE_FRESH_S = 4; // telemetry comes at least once a second
const AIS_FRESH_S = 60; // class B reports every 30 s under way
const PREDICT_S = 180; // a prediction beyond this, or less sure than this, says nothing
const PREDICT_M = 250;

export class Picture {
  constructor() {
    this.clear();
  }

  clear() {
    this.realm = null;
    this.newest = null; // newest `at` of anything, in ms
    this.telemetry = new Map();
    this.tracks = new Map();
    this.alerts = new Map();
    this.ais = new Map();
    this.health = new Map();
    this.patrol = [];
    this.footprints = new Map();
    this.passes = new Map();
    this.showsPasses ??= true;
    this.trails ??= new Map();
  }

  // The whole picture at once; trails survive a resync.
  load(body) {
    this.clear();
    this.realm = body.realm;
    for (const [kind, list] of [
      ["telemetry", body.telemetry], ["track", body.tracks], ["alert", body.alerts],
      ["ais", body.ais], ["health", body.health], ["patrol", body.patrol],
      ["pass", body.passes],
    ]) {
      for (const value of list ?? []) this.take(kind, value);
    }
  }

  // One value; true when an alert is new to us.
  take(kind, value) {
    if (value.at) this.newest = Math.max(this.newest ?? 0, Date.parse(value.at));
    if (kind === "telemetry") {
      this.telemetry.set(value.vehicle, value);
      this.addTrail(`drone:${value.vehicle}`, value);
    } else if (kind === "track") {
      this.tracks.set(value.id, value);
      this.addTrail(`track:${value.id}`, value);
    } else if (kind === "ais") {
      this.ais.set(value.mmsi, value);
      if (value.position) this.addTrail(`ais:${value.mmsi}`, value);
    } else if (kind === "health") {
      this.health.set(`${value.kind} ${value.source}`, value);
    } else if (kind === "patrol") {
      // what is in the picture already may come again in the stream
      if (this.patrol.some((event) => isSame(event, value))) return false;
      this.patrol.push(value);
      if (this.patrol.length > PATROL_EVENTS) this.patrol.shift();
    } else if (kind === "coverage") {
      if (Array.isArray(value.ring)) this.footprints.set(value.source, value);
    } else if (kind === "pass") {
      this.passes.set(value.scene, value);
    } else if (kind === "alert") {
      const isNew = !this.alerts.has(value.id) && value.state === "open";
      this.alerts.set(value.id, value);
      return isNew;
    }
    return false;
  }

  addTrail(key, value) {
    const trail = this.trails.get(key) ?? [];
    const last = trail.at(-1);
    if (!last || last.at !== value.at) trail.push({ at: value.at, position: value.position });
    const oldest = now() - TRAIL_SECONDS * 1000;
    while (trail.length > TRAIL_POINTS || (trail.length && Date.parse(trail[0].at) < oldest)) {
      trail.shift();
    }
    this.trails.set(key, trail);
  }

  forgetOld() {
    for (const pass of this.passes.values()) {
      if (ageOf(pass.at) > PASS_SECONDS) this.passes.delete(pass.scene);
    }
    const kept = new Set(this.openAlerts().map((alert) => alert.track_id));
    for (const track of this.tracks.values()) {
      if (track.state === "ended" && ageOf(track.at) > FORGET_SECONDS && !kept.has(track.id)) {
        this.tracks.delete(track.id);
        this.trails.delete(`track:${track.id}`);
      }
    }
  }

  // Satellite scenes as the layer shows them, newest first; none while it is off.
  shownPasses() {
    if (!this.showsPasses) return [];
    return [...this.passes.values()].filter((pass) => ageOf(pass.at) <= PASS_SECONDS)
      .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  }

  openAlerts() {
    return [...this.alerts.values()].filter((alert) => alert.state === "open");
  }

  // Vessels as they are drawn: a track and its AIS report are one vessel.
  vessels() {
    const alerted = new Map(this.openAlerts().map((alert) => [alert.track_id, alert.id]));
    const claimed = new Set();
    const result = [];
    for (const track of this.tracks.values()) {
      if (track.state === "tentative") continue;
      const report = track.ais === "matched" ? this.ais.get(track.mmsi) : undefined;
      // the vessel itself is still shown by its AIS reports
      if (track.state === "ended" && report?.position && !alerted.has(track.id)) continue;
      if (report) claimed.add(track.mmsi);
      result.push(trackVessel(track, report, alerted.get(track.id)));
    }
    for (const report of this.ais.values()) {
      if (report.position && !claimed.has(report.mmsi)) result.push(aisVessel(report));
    }
    return result;
  }

  vessel(key) {
    return this.vessels().find((vessel) => vessel.key === key) ?? null;
  }

  patrolOf(vehicle) {
    return this.patrol.filter((event) => event.vehicle === vehicle);
  }
}

// The error of a place that telemetry reckons, as vessels have theirs.
export function shapeOf(ellipse) {
  return { major: ellipse.semi_major_m, minor: ellipse.semi_minor_m, orientation: ellipse.orientation_deg };
}

// Whether nothing has come from a drone for so long that it may be elsewhere.
export function isSilent(drone) {
  return drone.link === "lost" || ageOf(drone.at) > DRONE_FRESH_S + WAY_HERE_S * speedup();
}

function trackVessel(track, report, alertId) {
  const motion = motionOf(track);
  const vessel = {
    key: `track:${track.id}`,
    verdict: track.ais,
    ended: track.state === "ended",
    track,
    report,
    alertId,
    at: track.at,
    position: track.position,
    course: motion.course,
    velocity: [track.velocity_east_mps, track.velocity_north_mps],
    ellipse: trackEllipse(track.covariance),
    predictedEllipse: null,
    predicted: null,
  };
  // AIS places its own vessel better than the camera does
  if (report?.position && Date.parse(report.at) >= Date.parse(track.at)) useReport(vessel, report);
  else predict(vessel, TRACK_FRESH_S + WAY_HERE_S * speedup(), (age) => trackEllipse(track.covariance, age));
  return vessel;
}

function isSame(event, other) {
  return ["at", "vehicle", "kind", "text"].every((name) => event[name] === other[name]);
}

function aisVessel(report) {
  const vessel = {
    key: `ais:${report.mmsi}`, verdict: "ais", ended: false, track: null, report,
    alertId: undefined, ellipse: null, predictedEllipse: null, predicted: null,
  };
  useReport(vessel, report);
  return vessel;
}

function useReport(vessel, report) {
  vessel.at = report.at;
  vessel.position = report.position;
  vessel.course = report.course_deg ?? report.heading_deg;
  const known = report.course_deg !== null && report.speed_mps !== null;
  vessel.velocity = known ? velocityOf(report.course_deg, report.speed_mps) : null;
  predict(vessel, AIS_FRESH_S, () => null);
}

function predict(vessel, freshS, ellipseAt) {
  vessel.age = ageOf(vessel.at);
  vessel.fresh = vessel.age <= freshS;
  if (vessel.fresh || vessel.ended || !vessel.velocity || vessel.age > PREDICT_S) return;
  const ellipse = ellipseAt(vessel.age);
  if (ellipse?.major > PREDICT_M) return;
  const [east, north] = vessel.velocity.map((speed) => speed * vessel.age);
  vessel.predicted = shifted(vessel.position, east, north);
  vessel.predictedEllipse = ellipse;
}
