"""A small synthetic sea for tests of the picture: vessels, noisy sightings, AIS reports."""

from datetime import UTC, datetime, timedelta

import numpy as np

from geodata import areas
from geodata.area import read_area
from surveillance.model import AisReport, Ellipse, Realm, Sighting

AREA = read_area(areas.path("okinoshima"))
FRAME = AREA.frame
START = datetime(2026, 5, 1, 1, 0, tzinfo=UTC)
SIGMA_M = 8.0


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def sighting(name: str, seconds: float, east: float, north: float, **more) -> Sighting:
    values = {
        "id": f"{name}-{seconds:g}",
        "at": at(seconds),
        "realm": Realm.SIMULATED,
        "source": "watch",
        "position": FRAME.lonlat(east, north),
        "ellipse": Ellipse(2.4477 * SIGMA_M, 2.4477 * SIGMA_M, 0.0),
        "label": "vessel",
        "score": 0.9,
        "tracklet": name,
    }
    return Sighting(**{**values, **more})


def report(mmsi: int, seconds: float, east: float, north: float, **more) -> AisReport:
    values = {
        "id": f"{mmsi}-{seconds:g}",
        "at": at(seconds),
        "realm": Realm.SIMULATED,
        "source": "ais",
        "mmsi": mmsi,
        "position": FRAME.lonlat(east, north),
        "course_deg": 0.0,
        "speed_mps": 0.0,
    }
    return AisReport(**{**values, **more})


def seen(name: str, start, velocity, seconds: float, seed: int = 0) -> list[Sighting]:
    """Sightings each half second with independent errors of SIGMA_M per axis."""
    rng = np.random.default_rng(seed)
    times = np.arange(0.0, seconds, 0.5)
    places = np.array(start) + times[:, None] * np.array(velocity)
    noisy = places + rng.normal(0.0, SIGMA_M, places.shape)
    return [sighting(name, float(t), *p) for t, p in zip(times, noisy, strict=True)]
