"""Passes of a simulated satellite: a product on the disk, its truth, and what was heard of it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.position import LonLat
from simulator.satellite.ashore.log import heard
from simulator.satellite.publish import publish
from simulator.satellite.scene import Scene, Wish, compose
from surveillance.model import AisReport, Realm, Value
from surveillance.scan.ais.tracks import Log
from surveillance.scan.vessel import Found
from surveillance.sources.ais_reading import read_log

SEA = LonLat(129.5, 33.9)
AT = datetime(2026, 5, 12, 21, 15, tzinfo=UTC)
SEEN_DB = 10.0  # of an echo over its clutter, in one polarisation, that anybody should see


@dataclass(frozen=True)
class Overpass:
    """path: of the product. things: features of the truth, by kind. seed: of the scene."""

    path: Path
    things: dict[str, list[dict[str, Any]]]
    seed: int = 0

    def told(self, kind: str) -> list[dict[str, Any]]:
        return [feature["properties"] for feature in self.things.get(kind, [])]

    def log(self) -> Log:
        """What every vessel with AIS sent."""
        return Log(
            AisReport(
                id=f"{vessel['mmsi']}-{n}",
                at=datetime.fromisoformat(fix["at"]),
                realm=Realm.SIMULATED,
                source="truth",
                mmsi=vessel["mmsi"],
                position=LonLat(fix["lon"], fix["lat"]),
                course_deg=fix["course_deg"],
                speed_mps=fix["speed_mps"],
                length_m=vessel["length_m"],
            )
            for vessel in self.told("vessel")
            for n, fix in enumerate(vessel["ais"])
        )

    def written(self) -> Path | None:
        """The log of receivers ashore, with holes and errors; None where nobody sends."""
        lines = heard(self.things.get("vessel", []), self.seed)
        if not lines:
            return None
        place = self.path.with_suffix(".nmea")
        place.write_text("\n".join(lines) + "\n", encoding="ascii")
        return place

    def heard(self) -> Log:
        """That log, read as any log is."""
        place = self.written()
        reports: list[AisReport] = []
        if place is not None:
            read_log(place, lambda values: reports.extend(_only_ais(values)), AT)
        return Log(reports)


def _only_ais(values: Sequence[Value]) -> Iterator[AisReport]:
    return (value for value in values if isinstance(value, AisReport))


def fly(folder: Path, seed: int, shape_px: tuple[int, int], **wish: Any) -> Overpass:
    """One pass over the open sea, or over the land of the wish."""
    place, at = wish.pop("centre", SEA), wish.pop("taken_at", AT)
    return flown(folder, compose(Wish(seed, shape_px, place, at, **wish)))


def flown(folder: Path, scene: Scene) -> Overpass:
    """The pass of a scene that is composed."""
    published = publish(folder, scene)
    document = json.loads(published.truth.read_text(encoding="utf-8"))
    things: dict[str, list[dict[str, Any]]] = {}
    for feature in document["features"]:
        things.setdefault(feature["properties"]["kind"], []).append(feature)
    return Overpass(published.product, things, scene.wish.seed)


def is_plain(told: dict[str, Any], shape_px: tuple[int, int], margin_px: float = 60.0) -> bool:
    """Bright enough, and not in the border."""
    px, size = np.array(told["px"]), np.array(shape_px)
    is_bright = max(told["over_clutter_db"].values()) >= SEEN_DB
    return is_bright and bool((px > margin_px).all() and (px < size - margin_px).all())


def nearest(told: list[dict[str, Any]], found: tuple[Found, ...]) -> NDArray[np.float64]:
    """(N,) pixels from each true place in the picture to what was found nearest."""
    true = np.array([one["px"] for one in told]).reshape(-1, 1, 2)
    seen = np.array([thing.px for thing in found]).reshape(1, -1, 2)
    if not seen.size:
        return np.full(len(true), np.inf)
    return np.asarray(np.linalg.norm(true - seen, axis=2).min(axis=1))
