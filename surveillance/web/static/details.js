// The panel on the right: picture on top, then what is known, each number with its error.

import { momentText, timeElement } from "./clock.js";
import { el, evidenceUrl } from "./dom.js";
import { facts, heading, whenElement } from "./facts.js";
import { degreesText, knots, motionOf, placeText } from "./geometry.js";
import { verdictLong, vesselName } from "./naming.js";
import { canBeAsked, canGoOn, lookButtons, orderButton } from "./orders.js";
import { passDetails } from "./passes/details.js";
import { isSilent, shapeOf } from "./picture.js";
import { alertReasons, alertText, word, wordFor } from "./words.js";

// The content for a selection key, or null when it is no longer there.
export function detailsFor(picture, key) {
  const [kind, id] = [key.slice(0, key.indexOf(":")), key.slice(key.indexOf(":") + 1)];
  if (kind === "alert") {
    const alert = picture.alerts.get(id);
    return alert ? alertDetails(picture, alert) : null;
  }
  if (kind === "drone") {
    const drone = picture.telemetry.get(id);
    return drone ? droneDetails(picture, drone) : null;
  }
  if (kind === "pass") {
    const pass = picture.shownPasses().find((one) => one.scene === id);
    return pass ? passDetails(pass) : null;
  }
  const vessel = picture.vessel(key);
  return vessel ? vesselDetails(picture, vessel) : null;
}

function alertDetails(picture, alert) {
  const vessel = picture.vessel(`track:${alert.track_id}`);
  const text = alertText(alert);
  const reasons = alertReasons(alert);
  return [
    pictureOf(alert.evidence ?? vessel?.track.evidence, text),
    heading(word("alert"), text, `alert ${alert.state === "open" ? "" : "withdrawn"}`),
    facts([
      ["state", word(alert.state)],
      ["severity", wordFor("severity", alert.severity)],
      ["happened", whenElement(alert.at)],
      ["known", alert.known_at && whenElement(alert.known_at)],
      ["position", placeText(alert.position)],
      ["rule", wordFor("rule", alert.rule)],
    ]),
    reasons.length ? el("h3", { text: word("reasons") }) : null,
    el("ul", { class: "reason-list" }, ...reasons.map((text) => el("li", { text }))),
    vessel ? goButton(word("show_vessel"), vessel.key) : null,
    ...(alert.state === "open" ? lookButtons(picture, vessel?.position ?? alert.position) : []),
  ];
}

function vesselDetails(picture, vessel) {
  const { track, report } = vessel;
  const name = vesselName(vessel);
  const notes = [];
  if (vessel.ended) notes.push(word("ended_note"));
  else if (vessel.predicted) notes.push(word("predicted_note"));
  return [
    track ? pictureOf(track.evidence, name) : null,
    heading(verdictLong(vessel), name, `verdict ${vessel.verdict}`),
    ...notes.map((text) => el("p", { class: "note", text })),
    facts([
      ["position", placeText(vessel.position)],
      ["position_error", track ? ellipseText(vessel.ellipse) : word("not_given")],
      ...motionFacts(vessel),
      ["length", lengthText(vessel)],
      ["last_seen", track && whenElement(track.at)],
      ["first_seen", track && timeElement(track.first_at)],
      ["sightings", track && String(track.sightings)],
      ["last_ais", report && whenElement(report.at)],
      ["mmsi", (report?.mmsi ?? track?.mmsi) && String(report?.mmsi ?? track?.mmsi)],
      ["track", track && track.id],
    ]),
    vessel.alertId ? goButton(word("show_alert"), `alert:${vessel.alertId}`) : null,
    ...(vessel.ended ? [] : lookButtons(picture, vessel.position)),
  ];
}

function motionFacts({ track, report }) {
  const rows = [];
  if (track) {
    const motion = motionOf(track);
    const speed = `${knots(motion.speed)} ± ${knots(2 * motion.speedError)} kn`;
    const course = motion.course === null ? word("not_sure")
      : `${degreesText(motion.course)} ± ${Math.round(2 * motion.courseError)}°`;
    rows.push(["speed", word("by_camera", speed)], ["course", motion.course === null
      ? course : word("by_camera", course)]);
  }
  if (report) {
    rows.push(["speed", report.speed_mps === null ? null
      : word("by_ais", `${knots(report.speed_mps)} kn`)]);
    rows.push(["course", report.course_deg === null ? null
      : word("by_ais", degreesText(report.course_deg))]);
  }
  return rows;
}

function lengthText({ track, report }) {
  if (report?.length_m) return word("by_ais", word("metres", Math.round(report.length_m)));
  return track?.length_m ? word("about_m", Math.round(track.length_m)) : null;
}

function ellipseText(ellipse) {
  const [major, minor] = [ellipse.major, ellipse.minor].map((m) => Math.max(1, Math.round(m)));
  return word("ellipse", `±${major}`, `±${minor}`, degreesText(ellipse.orientation));
}

function droneDetails(picture, drone) {
  const events = picture.patrolOf(drone.vehicle).slice(-12).reverse();
  const progress = drone.waypoint === null ? null
    : drone.waypoints === null ? String(drone.waypoint) : `${drone.waypoint} / ${drone.waypoints}`;
  return [
    heading(word("drone"), drone.vehicle, "drone"),
    isSilent(drone) ? silenceNote(drone) : null,
    facts([
      ["link", wordFor("link", drone.link)],
      ["last_report", whenElement(drone.at)],
      ["battery", drone.battery_pct === null ? word("not_given") : `${Math.round(drone.battery_pct)} %`],
      ["mode", drone.mode],
      ["armed", word(drone.armed ? "armed_yes" : "armed_no")],
      ["waypoint", progress],
      ["altitude", word("altitude_text", Math.round(drone.alt_home_m), Math.round(drone.alt_amsl_m))],
      ["ground_speed", `${drone.ground_speed_mps.toFixed(1)} m/s`],
      ["heading", degreesText(drone.heading_deg)],
      ["position", placeText(drone.position)],
      ["position_error", drone.ellipse ? ellipseText(shapeOf(drone.ellipse)) : null],
    ]),
    ...orders(drone),
    events.length ? el("h3", { text: word("patrol") }) : null,
    el("ol", { class: "patrol-log" }, ...events.map((event) => el("li", {},
      timeElement(event.at), el("b", { text: wordFor("patrol", event.kind) }),
      el("span", { text: event.text })))),
  ];
}

function orders(drone) {
  if (!canBeAsked(drone)) return [];
  const goesOn = canGoOn(drone) ? orderButton("resume", drone.vehicle, word("resume")) : null;
  return [orderButton("recall", drone.vehicle, word("recall")), goesOn];
}

function silenceNote(drone) {
  const since = word(drone.link === "lost" ? "link_lost_since" : "silent_since", momentText(drone.at));
  const text = drone.armed ? `${since} ${word("reach_note")}` : since;
  return el("p", { class: drone.armed ? "note bad" : "note", text });
}

function pictureOf(sha, text) {
  const url = evidenceUrl(sha);
  if (!url) return el("div", { class: "picture none" }, el("span", { text: word("no_evidence") }));
  return el("div", { class: "picture" }, el("img", { src: url, alt: word("evidence_of", text) }));
}

// Whoever shows the details listens for all their buttons: one that is morphed into another keeps
// no old meaning.
function goButton(text, key) {
  return el("button", { type: "button", class: "go", "data-key": key, text });
}
