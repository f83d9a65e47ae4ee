"""What the canvases of the map show, read back as colours."""

import time

from playwright.sync_api import Page

# colours that the canvas of a pane holds: "r,g,b" -> number of opaque pixels
COLOURS = """pane => {
  const canvas = document.querySelector(`.leaflet-${pane}-pane canvas`);
  if (!canvas) return {};
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const found = {};
  for (let n = 0; n < data.length; n += 4) {
    if (data[n + 3] < 250) continue;
    const colour = `${data[n]},${data[n + 1]},${data[n + 2]}`;
    found[colour] = (found[colour] ?? 0) + 1;
  }
  return found;
}"""
LAND = "217,209,191"
NO_MATCH = "230,159,0"
DRONE = "0,158,115"
TINTED = """([pane, colour]) => {
  const canvas = document.querySelector(`.leaflet-${pane}-pane canvas`);
  const wanted = colour.split(",").map(Number);
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let found = 0;
  for (let n = 0; n < data.length; n += 4) {
    const isNear = wanted.every((part, k) => Math.abs(data[n + k] - part) < 12);
    if (isNear && data[n + 3] > 20 && data[n + 3] < 250) found += 1;
  }
  return found;
}"""  # pixels through which the map shows, as in a filled ellipse


def tinted(page: Page, pane: str, colour: str) -> int:
    """How many translucent pixels of about a colour a pane shows."""
    found: int = page.evaluate(TINTED, [pane, colour])
    return found


def colours(page: Page, pane: str) -> dict[str, int]:
    found: dict[str, int] = page.evaluate(COLOURS, pane)
    return found


def eventually(page: Page, pane: str, colour: str, more_than: int = 20) -> int:
    """Waits until a pane shows so many pixels of a colour."""
    deadline = time.monotonic() + 8
    while time.monotonic() < deadline:
        if (count := colours(page, pane).get(colour, 0)) > more_than:
            return count
        time.sleep(0.1)
    raise AssertionError(f"no {colour} in pane {pane}: {colours(page, pane)}")
