"""What a scan wrote as GeoJSON, read back, so that it can be judged again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from geodata.catalogs.transfer.outside import MAX_JSON_BYTES, read_json, time_utc
from geodata.errors import GeodataError
from geodata.position import LonLat
from surveillance.errors import ScanFailed
from surveillance.scan.ais.sight import TERMS, Sight
from surveillance.scan.plain import BY_AIS, Plain
from surveillance.scan.times import Times
from surveillance.scan.unseen.keeping import limits_of
from surveillance.scan.vessel import Dark, Found, Kind, Said, Scanned, Standing

KINDS = {kind.value for kind in Kind}
_KNOWN = {
    "kind", "number", "scene", "score", "at", "sigma_m", "shown_sigma_m", "length_m", "width_m",
    "heading_deg", "bow_known", "speed_mps", "px", "box_px", "dark", "parent", "order", "verdicts",
    "shown", "standing",
}  # fmt: skip


def read_found(path: Path) -> list[Scanned]:
    """The scenes of a GeoJSON file of `scan`. Raises ScanFailed for any other file."""
    try:
        if path.stat().st_size > MAX_JSON_BYTES:
            raise ScanFailed(f"{path.name} is larger than {MAX_JSON_BYTES // 2**20} MiB")
        features = read_json(path.read_bytes(), path.name)["features"]
        looked = [f for f in features if f["properties"]["kind"] == "looked"]
        if not looked:
            raise ScanFailed(f"{path.name} does not say what was looked at: scan writes that")
        return [_scene(feature["properties"], features) for feature in looked]
    except OSError as exc:
        raise ScanFailed(f"cannot read {path}: {exc.strerror or exc}") from exc
    except (GeodataError, KeyError, TypeError, ValueError, AttributeError, IndexError) as exc:
        raise ScanFailed(
            f"{path.name} is not what this version's scan writes as .geojson ({exc!r}): scan the"
            " scene again"
        ) from exc


def _scene(about: Plain, features: list[Plain]) -> Scanned:
    own = [f for f in features if f["properties"]["scene"] == about["scene"]]
    things = [f for f in own if f["properties"]["kind"] in KINDS]
    things.sort(key=lambda f: int(f["properties"]["number"]))
    numbers = [int(f["properties"]["number"]) for f in things]
    if numbers != list(range(len(things))):
        raise ValueError(f"{about['scene']} lacks some of its things")
    rows, columns = about["shape"]
    return Scanned(
        name=str(about["scene"]),
        sensor=str(about["sensor"]),
        at=_time(about["at"]),
        shape=(int(rows), int(columns)),
        looked=tuple(_place(corner) for corner in about["ring"]),
        found=tuple(_found(f["properties"], _coordinates(f)) for f in things),
        notes=tuple(str(note) for note in about["notes"]),
        times=_times(about),
        sight=None if about["sight"] is None else _sight(about["sight"]),
        unseen=limits_of(about["limits"]) if "limits" in about else None,
        cloud_pct=_number(about.get("cloud_pct")),
    )


def _times(about: Plain) -> Times | None:
    if "taken_at" not in about:
        return None
    published = about["published_at"]
    return Times(
        taken_at=time_utc(about["taken_at"], "taken_at"),
        published_at=None if published is None else time_utc(published, "published_at"),
        arrived_at=time_utc(about["arrived_at"], "arrived_at"),
        picture_at=time_utc(about["picture_at"], "picture_at"),
    )


def _sight(plain: Plain) -> Sight:
    names = [field.name for field in fields(Sight) if field.name != "origin"]
    values = {name: tuple(float(value) for value in plain[name]) for name in names}
    if any(len(value) != TERMS for value in values.values()):
        raise ValueError("the sight of a radar has other terms")
    return Sight(origin=_place(plain["origin"]), **values)


def _coordinates(feature: Plain) -> list[float] | None:
    geometry = feature["geometry"]
    return None if geometry is None else geometry["coordinates"]


def _found(plain: Plain, place: list[float] | None) -> Found:
    x0, y0, x1, y1 = (float(v) for v in plain["box_px"])
    x, y = (float(v) for v in plain["px"])
    own = {name: value for name, value in plain.items() if name not in _KNOWN}
    whole = Found(
        px=(x, y),
        box_px=(x0, y0, x1, y1),
        score=float(plain["score"]),
        shown_sigma_m=_number(plain["shown_sigma_m"]),
        length_m=_number(plain["length_m"]),
        width_m=_number(plain["width_m"]),
        at=_time(plain["at"]),
        standing=_standing(plain.get("standing")),
        measured={name: value for name, value in own.items() if name not in BY_AIS},
    )
    shown = plain.get("shown")
    return replace(
        _as_said(whole, {**plain, "lonlat": place}),
        shown=None if shown is None else _as_said(whole, shown),
        verdicts=tuple(
            Said(time_utc(said["known_at"], "known_at"), _as_said(whole, said))
            for said in plain.get("verdicts", ())
        ),
    )


def _as_said(whole: Found, said: Mapping[str, Any]) -> Found:
    """The thing with what is said of it at one time; see `plain`."""
    dark, parent, order = said["dark"], said.get("parent"), said.get("order")
    return replace(
        whole,
        kind=Kind(said["kind"]),
        position=None if said["lonlat"] is None else _place(said["lonlat"]),
        sigma_m=_number(said["sigma_m"]),
        heading_deg=_number(said["heading_deg"]),
        is_bow_known=bool(said["bow_known"]),
        speed_mps=_number(said["speed_mps"]),
        dark=None if dark is None else Dark(_number(dark["p"]), dict(dark["reasons"])),
        parent=None if parent is None else int(parent),
        order=None if order is None else int(order),
        measured={**whole.measured, **{name: said[name] for name in BY_AIS if name in said}},
    )


def _standing(said: Mapping[str, Any] | None) -> Standing | None:
    return None if said is None else Standing(float(said["p"]), dict(said["reasons"]))


def _place(lonlat: list[float]) -> LonLat:
    lon, lat = lonlat
    return LonLat(float(lon), float(lat))


def _number(value: object) -> float | None:
    if value is None:
        return None
    number = float(str(value))
    if not math.isfinite(number):
        raise ValueError(f"{value} is no finite number")
    return number


def _time(value: object) -> datetime | None:
    return None if value is None else time_utc(value, "at")
