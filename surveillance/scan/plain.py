"""Scanned scenes as plain values, the same in every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from geodata.position import LonLat
from surveillance.scan.times import Times
from surveillance.scan.vessel import Dark, Found, Scanned, Standing

Plain = dict[str, Any]

PLACE_DIGITS = 7  # a centimetre
PX_DIGITS = 2
# what is measured of a thing only once AIS names it, or otherwise then
BY_AIS = ("mmsi", "name", "moved_m", "heading_from")


def properties_of(thing: Found, number: int, scene: Scanned) -> Plain:
    """All that is said of one thing, lengths and angles rounded to what they are worth."""
    plain: Plain = {
        "kind": thing.kind.value,
        "number": number,
        "scene": scene.name,
        "score": round(thing.score, 4),
        "at": time_text(thing.at or scene.at),
        "sigma_m": _rounded(thing.sigma_m, 1),
        "shown_sigma_m": _rounded(thing.shown_sigma_m, 1),
        "length_m": _rounded(thing.length_m, 1),
        "width_m": _rounded(thing.width_m, 1),
        "heading_deg": _rounded(thing.heading_deg, 1),
        "bow_known": thing.is_bow_known,
        "speed_mps": _rounded(thing.speed_mps, 2),
        "px": [round(v, PX_DIGITS) for v in thing.px],
        "box_px": [round(v, PX_DIGITS) for v in thing.box_px],
        "dark": None if thing.dark is None else _weighed(thing.dark),
    }
    if thing.parent is not None:
        plain |= {"parent": thing.parent, "order": thing.order}
    if thing.verdicts:
        plain["verdicts"] = [
            {"known_at": time_text(said.known_at), **said_text(said.thing)}
            for said in thing.verdicts
        ]
    if thing.shown is not None:
        plain["shown"] = said_text(thing.shown)
    if thing.standing is not None:
        plain["standing"] = _weighed(thing.standing)
    return plain | _plain(thing.measured)


def as_written(thing: Found) -> Found:
    """The thing as files have it: judged from that, it is judged alike when it is read back."""
    standing = thing.standing
    return replace(
        thing,
        px=_pair(thing.px),
        position=None if thing.position is None else LonLat(*place_of(thing.position)),
        sigma_m=_rounded(thing.sigma_m, 1),
        shown_sigma_m=_rounded(thing.shown_sigma_m, 1),
        length_m=_rounded(thing.length_m, 1),
        width_m=_rounded(thing.width_m, 1),
        heading_deg=_rounded(thing.heading_deg, 1),
        speed_mps=_rounded(thing.speed_mps, 2),
        standing=None
        if standing is None
        else Standing(round(standing.p, 4), _plain(standing.reasons)),
        measured=_plain(thing.measured),
    )


def ring_as_written(looked: Sequence[LonLat]) -> tuple[LonLat, ...]:
    """Corners as files have them."""
    return tuple(LonLat(*place_of(corner)) for corner in looked)


def _pair(px: tuple[float, float]) -> tuple[float, float]:
    x, y = px
    return round(x, PX_DIGITS), round(y, PX_DIGITS)


def place_of(position: LonLat) -> list[float]:
    """As GeoJSON has it."""
    return [round(position.lon, PLACE_DIGITS), round(position.lat, PLACE_DIGITS)]


def said_text(thing: Found) -> Plain:
    """What AIS may change of a thing."""
    plain: Plain = {
        "kind": thing.kind.value,
        "lonlat": None if thing.position is None else place_of(thing.position),
        "sigma_m": _rounded(thing.sigma_m, 1),
        "heading_deg": _rounded(thing.heading_deg, 1),
        "bow_known": thing.is_bow_known,
        "speed_mps": _rounded(thing.speed_mps, 2),
        "dark": None if thing.dark is None else _weighed(thing.dark),
    }
    if thing.parent is not None:
        plain |= {"parent": thing.parent, "order": thing.order}
    return plain | _plain({k: v for k, v in thing.measured.items() if k in BY_AIS})


def _weighed(said: Dark | Standing) -> Plain:
    return {"p": _rounded(said.p, 4), "reasons": _plain(said.reasons)}


def time_text(at: datetime | None) -> str | None:
    """RFC 3339 in UTC, as a file of data has it."""
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def times_of(times: Times | None) -> Plain:
    """From the overpass to the picture, as data; nothing for a scene that no catalogue brought."""
    if times is None:
        return {}
    return {
        "taken_at": time_text(times.taken_at),
        "published_at": time_text(times.published_at),
        "arrived_at": time_text(times.arrived_at),
        "picture_at": time_text(times.picture_at),
        "delivered_s": _rounded(times.delivered_s, 1),
    }


def _plain(measured: Mapping[str, Any]) -> Plain:
    return {name: _rounded(v, 3) if isinstance(v, float) else v for name, v in measured.items()}


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(float(value), digits)
