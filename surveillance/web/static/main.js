// Puts the page together: the station's picture in, map and panels out.

import { Station } from "./api.js";
import { Chart } from "./chart.js";
import { Graticule } from "./graticule.js";
import { ageOf } from "./clock.js";
import { byId, setAttribute, setText } from "./dom.js";
import { placeText } from "./geometry.js";
import { showLegend } from "./legend.js";
import { LiveLayer } from "./live.js";
import { Panels } from "./panels.js";
import { hereText } from "./passes/details.js";
import { PassLayer } from "./passes/layer.js";
import { lookAt } from "./passes/sea.js";
import { Picture } from "./picture.js";
import { playAlert, showSound, startSound } from "./sound.js";
import { showAge, showClock, showHealth, showRealm } from "./topbar.js";
import { alertText, applyWords, language, setLanguage, startLanguage, word } from "./words.js";

const PANELS_EVERY_MS = 300;
const TICK_MS = 500; // ages, fades and predictions move on without news
const REACH_PX = 18;
const TOUCH_REACH_PX = 28;

const root = document.documentElement;
const map = window[document.querySelector(".folium-map").id];
const picture = new Picture();
const chart = new Chart(map, ageOf);
let panels = null; // made below: the live layer paints already while it is made
let hovered = null;
let paintAsked = false;
let panelsDue = 0;

const passes = new PassLayer(map, () => ({
  passes: picture.shownPasses(), selected: panels?.selected ?? null,
}));
const live = new LiveLayer(map, () => ({
  picture, chart, hovered, passes, selected: panels?.selected ?? null,
}));
const graticule = new Graticule(map);
panels = new Panels(picture, selectionChanged, centreOn);

function repaint() {
  if (paintAsked) return;
  paintAsked = true;
  requestAnimationFrame(() => {
    paintAsked = false;
    live.repaint();
  });
}

function selectionChanged() {
  passes.repaint();
  repaint();
}

function fillPanels(isNow = false) {
  if (!isNow && performance.now() < panelsDue) return;
  panelsDue = performance.now() + PANELS_EVERY_MS;
  panels.fill();
  showHealth(picture);
}

function tick() {
  showClock();
  showAge(station, picture);
  fillPanels();
  repaint();
}

// --- the station's news -------------------------------------------------------------------------

const station = new Station({
  heard: () => showAge(station, picture),
  picture: (body) => {
    picture.load(body);
    picture.forgetOld();
    showRealm(picture.realm);
    fillPanels(true);
    chart.coverageChanged();
    passes.repaint();
    if (!chart.name) loadArea();
    repaint();
  },
  event: (kind, value) => {
    const before = kind === "alert" ? picture.alerts.get(value.id)?.state : undefined;
    const isNew = picture.take(kind, value);
    if (kind === "coverage") chart.coverageChanged();
    if (kind === "pass") passes.repaint();
    if (isNew) announce(value);
    else if (before === "open" && value.state === "withdrawn") {
      setText(byId("spoken-politely"), word("withdrawn_alert", alertText(value)));
    }
    fillPanels(kind === "alert");
    repaint();
  },
});

function announce(alert) {
  setText(byId("spoken"), word("new_alert", alertText(alert)));
  playAlert();
}

async function loadArea() {
  try {
    await chart.loadArea();
  } catch {
    return; // the station is gone; its next picture asks again
  }
  setText(byId("area-name"), chart.name || "Mizugiwa");
  document.title = chart.name ? `${chart.name} · Mizugiwa` : "Mizugiwa";
  byId("approximate").hidden = !chart.isApproximate;
  repaint();
}

// --- the map ------------------------------------------------------------------------------------

function fitArea(animate = true) {
  const [west, south, east, north] = root.dataset.bounds.split(",").map(Number);
  const hasPanel = !byId("panel").hidden && window.innerWidth > 900;
  map.fitBounds([[south, west], [north, east]], {
    paddingTopLeft: [hasPanel ? 380 : 24, 80], paddingBottomRight: [24, 60], animate,
  });
}

// Brings a selected thing into the free part of the map, if it is out of sight.
function centreOn(key) {
  if (key.startsWith("pass:")) {
    centreOnPass(key.slice("pass:".length));
    return;
  }
  const alert = picture.alerts.get(key.replace(/^alert:/, ""));
  const vesselKey = key.startsWith("alert:") && alert ? `track:${alert.track_id}` : key;
  const vessel = picture.vessel(vesselKey);
  const drone = picture.telemetry.get(key.replace(/^drone:/, ""));
  const place = vessel?.position ?? (alert ?? drone)?.position;
  if (!place) return;
  const isWide = window.innerWidth > 900;
  map.panInside([place.lat, place.lon], {
    paddingTopLeft: [isWide ? 410 : 60, isWide ? 110 : 150],
    paddingBottomRight: isWide ? [500, 80] : [120, window.innerHeight * 0.62],
  });
}

// A pass is larger than the map: it is gone to only when it is not under the middle already.
function centreOnPass(scene) {
  const pass = picture.shownPasses().find((one) => one.scene === scene);
  const { lat, lng } = map.getCenter();
  if (!pass?.looked?.mark || lookAt([pass], lng, lat)) return;
  map.panTo([pass.looked.mark.lat, pass.looked.mark.lon]);
}

function keyAt(event) {
  const reach = event.originalEvent?.pointerType === "touch" ? TOUCH_REACH_PX : REACH_PX;
  return live.hit(event.layerPoint, reach);
}

function startMap() {
  fitArea(false);
  map.on("click", (event) => panels.select(keyAt(event)));
  map.on("mousemove", (event) => {
    const { lng: lon, lat } = event.latlng;
    setText(byId("cursor"), placeText({ lon, lat }));
    setText(byId("here"), hereText(picture.shownPasses(), lon, lat));
    const key = keyAt(event);
    if (key === hovered) return;
    hovered = key;
    map.getContainer().classList.toggle("over-mark", key !== null);
    repaint();
  });
  map.on("mouseout", () => {
    setText(byId("cursor"), "");
    setText(byId("here"), "");
  });
  byId("fit").addEventListener("click", () => fitArea());
}

// --- language and theme -------------------------------------------------------------------------

const PASSES_KEPT = "mizugiwa.passes";
const THEME_KEPT = "mizugiwa.theme";
const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");

function showTheme() {
  const wanted = localStorage.getItem(THEME_KEPT) ?? root.dataset.theme;
  const isNight = wanted === "night" || (wanted !== "day" && prefersDark.matches);
  setAttribute(root, "data-shown", isNight ? "night" : "day");
  setText(byId("theme"), word(isNight ? "theme_day" : "theme_night"));
  chart.restyle();
  passes.restyle();
  live.restyle();
  graticule.restyle();
  showLegend();
  fillPanels(true);
}

// Whether the layer of satellite scenes is shown; what a person chose is kept.
function showPasses() {
  picture.showsPasses = localStorage.getItem(PASSES_KEPT) !== "off";
  setText(byId("passes"), word(picture.showsPasses ? "passes_on" : "passes_off"));
  setAttribute(byId("passes"), "aria-pressed", picture.showsPasses);
  passes.repaint();
  fillPanels(true);
  repaint();
}

function showLanguage() {
  applyWords();
  for (const code of ["en", "ja"]) {
    setAttribute(byId(`lang-${code}`), "aria-pressed", language() === code);
  }
  map.getContainer().setAttribute("aria-label", word("live_map"));
  showRealm(picture.realm);
  showSound();
  showPasses();
  showTheme();
  showAge(station, picture);
}

function startChoices() {
  for (const code of ["en", "ja"]) {
    byId(`lang-${code}`).addEventListener("click", () => {
      setLanguage(code);
      showLanguage();
    });
  }
  byId("theme").addEventListener("click", () => {
    localStorage.setItem(THEME_KEPT, root.dataset.shown === "night" ? "day" : "night");
    showTheme();
  });
  byId("passes").addEventListener("click", () => {
    localStorage.setItem(PASSES_KEPT, picture.showsPasses ? "off" : "on");
    showPasses();
  });
  prefersDark.addEventListener("change", showTheme);
}

startLanguage();
startSound();
startChoices();
startMap();
if (window.innerHeight < 820 || window.innerWidth <= 900) byId("legend").open = false;
showLanguage();
tick();
setInterval(tick, TICK_MS);
setInterval(() => picture.forgetOld(), 60000);
setInterval(() => {
  chart.restyle(); // the wash fades
  passes.repaint();
}, 60000);
station.run();
