// The station's door: the whole picture once, then its event stream, for ever.
//
// The stream is read with fetch, not EventSource: we then see every byte (also the heartbeats),
// send Last-Event-ID ourselves, and choose when to try again.

import { setClock } from "./clock.js";

const FROZEN_MS = 2500; // nothing at all for so long: the page says so
const GIVE_UP_MS = 6000; // then the connection is thrown away and made anew
const PICTURE_TIMEOUT_MS = 8000;
const RETRY_MS = [250, 500, 1000, 2000];

export class Station {
  // handlers: picture(object), event(kind, object), heard()
  constructor(handlers) {
    this.handlers = handlers;
    this.lastHeard = null; // Date.now() of the last byte
    this.lastId = null;
    this.failures = 0;
  }

  // "live", "gone", or "connecting" until the station has said its first word.
  state() {
    if (this.lastHeard === null) return this.failures ? "gone" : "connecting";
    return Date.now() - this.lastHeard > FROZEN_MS ? "gone" : "live";
  }

  async run() {
    for (;;) {
      try {
        if (this.lastId === null) await this.fetchPicture();
        await this.follow();
      } catch {
        // refused, cut or timed out: the banner tells; we go on trying
      }
      const pause = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
      this.failures += 1;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  heard() {
    this.lastHeard = Date.now();
    this.failures = 0;
    this.handlers.heard();
  }

  async fetchPicture() {
    const picture = await getJson("/api/picture");
    setClock(picture.now, picture.speedup);
    this.lastId = String(picture.event_id);
    this.handlers.picture(picture);
    this.heard();
  }

  async follow() {
    const abort = new AbortController();
    let lastByte = Date.now();
    const watchdog = setInterval(() => {
      if (Date.now() - lastByte > GIVE_UP_MS) abort.abort();
    }, 500);
    try {
      const response = await fetch("/api/events", {
        headers: { Accept: "text/event-stream", "Last-Event-ID": this.lastId },
        cache: "no-store",
        signal: abort.signal,
      });
      if (!response.ok) throw new Error(`events: ${response.status}`);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        lastByte = Date.now();
        this.heard();
        const blocks = (rest + value.replaceAll("\r", "")).split("\n\n");
        rest = blocks.pop();
        for (const block of blocks) await this.take(parseEvent(block));
      }
    } finally {
      clearInterval(watchdog);
      abort.abort();
    }
  }

  async take(event) {
    if (event.kind === "resync") {
      await this.fetchPicture();
      return;
    }
    if (event.id) this.lastId = event.id;
    if (event.data === "") return; // a heartbeat
    const body = JSON.parse(event.data);
    if (event.kind === "clock") setClock(body.now, body.speedup);
    else this.handlers.event(event.kind, body);
  }
}

function parseEvent(block) {
  const event = { id: null, kind: "message", data: "" };
  const data = [];
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon === 0) continue; // a comment
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "id") event.id = value;
    else if (field === "event") event.kind = value;
    else if (field === "data") data.push(value);
  }
  event.data = data.join("\n");
  return event;
}

export async function getJson(url) {
  const response = await fetch(url, {
    cache: "no-store",
    signal: AbortSignal.timeout(PICTURE_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

// Posts and returns { ok, status, body }; status 0 when nobody answered in time.
export async function postJson(url, value, timeoutMs) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(value),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { ok: response.ok, status: response.status, body: await response.json() };
  } catch {
    return { ok: false, status: 0, body: {} };
  }
}
