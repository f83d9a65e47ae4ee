"""Passes of a simulated satellite: a product on the disk, its truth, and what was heard of it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.position import LonLat
from simulator.satellite.publish import publish
from simulator.satellite.scene import Scene, Wish, compose
from surveillance.model import AisReport, Realm
from surveillance.scan.ais.tracks import Log
from surveillance.scan.vessel import Found

SEA = LonLat(129.5, 33.9)
AT = datetime(2026, 5, 12, 21, 15, tzinfo=UTC)
SEEN_DB = 10.0  # of an echo over its clutter, in one polarisation, that anybody should see


@dataclass(frozen=True)
class Overpass:
    """path: of the product. things: features of the truth, by kind."""

    path: Path
    things: dict[str, list[dict[str, Any]]]

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
    return Overpass(published.product, things)


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
