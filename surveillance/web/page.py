"""The shell of the live map: one folium page, rendered once, with nothing of the picture in it.

folium writes strings into script, so no text from outside may pass through it (a vessel's name
would run). The shell carries numbers and our own settings only; what is seen comes as JSON from
the station and is written with `textContent` by the modules in `static/`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import folium
from branca.element import Element, Figure

STATIC = Path(__file__).resolve().parent / "static"
NONCE_MARK = "__NONCE__"
MAX_ZOOM = 19
MIN_ZOOM = 5

Bounds = tuple[float, float, float, float]
"""west, south, east, north in degrees"""

# folium's own lists name five hosts; the page needs Leaflet alone
_SCRIPTS = [("leaflet", "/assets/leaflet/leaflet.js")]
_STYLES = [
    ("leaflet_css", "/assets/leaflet/leaflet.css"),
    ("mizugiwa_css", "/static/theme.css"),
    ("passes_css", "/static/passes/passes.css"),
]

_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='7' fill='%230b2536'/%3E"
    "%3Cpath d='M16 5l8 19-8-5-8 5z' fill='%2356b4e9'/%3E%3C/svg%3E"
)


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What a station says about its page; each person may choose another language and theme.

    time_zone: IANA name of the zone in which times are shown (UTC stands in the tooltips).
    """

    language: Literal["en", "ja"] = "en"
    theme: Literal["auto", "day", "night"] = "auto"
    time_zone: str = "Asia/Tokyo"

    def __post_init__(self) -> None:
        ZoneInfo(self.time_zone)  # an unknown zone is said at the start, not in the browser


def area_bounds(features: Mapping[str, Any]) -> Bounds:
    """The box round all coordinates of a GeoJSON FeatureCollection; ValueError when it has none."""
    places = [
        place
        for feature in features["features"]
        for place in _positions(feature["geometry"]["coordinates"])
    ]
    if not places:
        raise ValueError("the area has no coordinates")
    lons, lats = [p[0] for p in places], [p[1] for p in places]
    return min(lons), min(lats), max(lons), max(lats)


def _positions(coordinates: Any) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], int | float):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for part in coordinates:
        yield from _positions(part)


def render_shell(bounds: Bounds, settings: PageSettings | None = None) -> str:
    """The page as HTML with NONCE_MARK in every script tag; `with_nonce` puts a real one in."""
    settings = settings or PageSettings()
    west, south, east, north = bounds
    shell = folium.Map(
        location=((south + north) / 2, (west + east) / 2),
        tiles=None,
        control_scale=True,
        zoom_control="bottomright",
        attribution_control=False,
        zoom_snap=0.25,
        keyboard=True,
    )
    shell._id = "live"  # a fixed name, so that two renderings are the same text
    # without tiles folium drops the zoom limits
    shell.options.update(minZoom=MIN_ZOOM, maxZoom=MAX_ZOOM)
    shell.default_js, shell.default_css = list(_SCRIPTS), list(_STYLES)
    figure = Figure(title="Mizugiwa")
    figure.add_child(shell)
    figure.header.add_child(Element(f'<link rel="icon" href="{_ICON}"/>'), name="icon")
    chrome = (STATIC / "chrome.html").read_text(encoding="utf-8")
    figure.html.add_child(Element(chrome), name="chrome")
    start = '<script type="module" src="/static/main.js"></script>'
    figure.html.add_child(Element(start), name="start")
    return _finish(figure.render(), bounds, settings)


def _finish(html: str, bounds: Bounds, settings: PageSettings) -> str:
    marks = {
        "lang": settings.language,
        "data-language": settings.language,
        "data-theme": settings.theme,
        "data-zone": settings.time_zone,
        "data-bounds": ",".join(f"{edge:.6f}" for edge in bounds),
    }
    html = html.replace("<html>", f"<html {_attributes(marks.items())}>", 1)
    # people who see badly must be able to enlarge the page
    html = re.sub(r",\s*maximum-scale=1\.0,\s*user-scalable=no", "", html)
    return html.replace("<script", f'<script nonce="{NONCE_MARK}"')


def _attributes(pairs: Iterable[tuple[str, str]]) -> str:
    return " ".join(f'{name}="{escape(value)}"' for name, value in pairs)


def with_nonce(shell: str, nonce: str) -> str:
    """The page for one request; the nonce is URL-safe base64 and never used twice."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,}", nonce):
        raise ValueError("a nonce is at least 16 characters of URL-safe base64")
    return shell.replace(NONCE_MARK, nonce)


def content_security_policy(nonce: str) -> str:
    """The header that goes with `with_nonce`: only our own origin, no frame, no inline script."""
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
