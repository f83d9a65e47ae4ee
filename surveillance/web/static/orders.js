// What people ask of a drone: said once more in a dialogue, then handed to its patrol.

import { postJson } from "./api.js";
import { durationText } from "./clock.js";
import { byId, el, setText } from "./dom.js";
import { isSilent } from "./picture.js";
import { word } from "./words.js";

const PATIENCE_MS = 50000; // the station answers sooner, also with "no answer"
const UNKNOWN = [0, 504]; // then nobody knows whether it was done

// A button of the details; pressed, its data go to giveOrder.
export function orderButton(order, vehicle, text, place = null) {
  return el("button", {
    type: "button", class: "go order", "data-order": order, "data-vehicle": vehicle, text,
    "data-lon": place?.lon, "data-lat": place?.lat,
  });
}

// Buttons that send a drone in flight to look closer at a place.
export function lookButtons(picture, place) {
  const drones = [...picture.telemetry.values()]
    .filter((drone) => canBeAsked(drone) && drone.mode === "AUTO");
  return drones.map((drone) => orderButton("investigate", drone.vehicle,
    word("look_closer_with", drone.vehicle), place));
}

// Modes that a mission was left for, of vehicles that have one.
const AWAY = ["GUIDED", "LOITER", "RTL", "SMART_RTL", "CIRCLE", "BRAKE"];

export function canGoOn(drone) {
  return canBeAsked(drone) && AWAY.includes(drone.mode);
}

export function canBeAsked(drone) {
  return drone.armed && drone.link === "ok" && !isSilent(drone);
}

let asked = 0; // the order that the dialogue is about; an answer to another one is not shown

// Asks a person, and then the patrol.
export async function giveOrder({ order, vehicle, lon, lat }) {
  const about = open();
  if (order !== "investigate") {
    show(about, word(`${order}_ask`, vehicle), () => send(about, vehicle, { ask: order }));
    return;
  }
  const look = { ask: "investigate", lon: Number(lon), lat: Number(lat) };
  show(about, word("order_asking", vehicle), null);
  const answer = await post(vehicle, look);
  if (!answer.ok || !answer.body.look) {
    show(about, problemText(vehicle, answer), null);
    return;
  }
  const { look: proposed } = answer.body;
  show(about, proposalText(vehicle, proposed),
    () => send(about, vehicle, {
      ...look, go: true, goes_on: proposed.goes_on, home_pct: proposed.home_pct,
    }));
}

function proposalText(vehicle, look) {
  return word(look.goes_on ? "look_proposal" : "look_proposal_home", vehicle,
    Math.round(look.radius_m), durationText(look.duration_s), Math.round(look.home_pct));
}

async function send(about, vehicle, wish) {
  show(about, word("order_asking", vehicle), null);
  const answer = await post(vehicle, wish);
  show(about, answer.ok ? word("order_done", vehicle, answer.body.text ?? "")
    : problemText(vehicle, answer), null);
}

function post(vehicle, wish) {
  return postJson(`/api/vehicles/${encodeURIComponent(vehicle)}/ask`, wish, PATIENCE_MS);
}

function problemText(vehicle, { status, body }) {
  if (UNKNOWN.includes(status)) return word("order_unknown", vehicle);
  if (status === 404) return word("order_nobody", vehicle);
  return word("order_refused", vehicle, String(body.detail ?? status));
}

// Opens the dialogue for one order; closing it, or another order, ends what it was about.
function open() {
  const box = byId("order");
  box.onclose = () => { asked += 1; };
  if (!box.open) box.showModal();
  asked += 1;
  return asked;
}

// What the dialogue says; with `act` a person decides, without it there is only something to read.
function show(about, text, act) {
  if (about !== asked) return;
  const [box, yes, no] = [byId("order"), byId("order-yes"), byId("order-no")];
  setText(byId("order-text"), text);
  yes.hidden = act === null;
  setText(yes, word("order_yes"));
  setText(no, word(act === null ? "close" : "order_no"));
  no.onclick = () => box.close();
  yes.onclick = act;
  no.focus(); // Enter alone must not move a drone
}
