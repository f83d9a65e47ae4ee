// Two short notes for a new alert. Browsers allow sound only after a person has touched the page.

import { byId, setAttribute, setText } from "./dom.js";
import { word } from "./words.js";

const KEPT = "mizugiwa.sound";
const NOTES = [[660, 0], [880, 0.16]];

let context = null;
let isOn = localStorage.getItem(KEPT) !== "off";

export function startSound() {
  for (const gesture of ["pointerdown", "keydown"]) {
    window.addEventListener(gesture, wake, { once: true, capture: true });
  }
  byId("sound").addEventListener("click", (event) => {
    // the first press only lets the sound through
    if (event.detail !== undefined && byId("sound").dataset.waiting === "true" && isOn) {
      showSound();
      return;
    }
    isOn = !isOn;
    localStorage.setItem(KEPT, isOn ? "on" : "off");
    showSound();
  });
  showSound();
}

function wake() {
  context = new AudioContext();
  // after the click that woke us, so that the button still knows it was the first one
  setTimeout(showSound, 0);
}

export function showSound() {
  const button = byId("sound");
  const key = !isOn ? "sound_off" : context ? "sound_on" : "sound_wait";
  setText(button, word(key));
  setAttribute(button, "aria-pressed", isOn);
  setAttribute(button, "data-waiting", isOn && !context);
}

export function playAlert() {
  if (!isOn || !context) return;
  for (const [hertz, delay] of NOTES) {
    const start = context.currentTime + delay;
    const tone = new OscillatorNode(context, { frequency: hertz, type: "sine" });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.linearRampToValueAtTime(0.25, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, start + 0.3);
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.32);
  }
}
