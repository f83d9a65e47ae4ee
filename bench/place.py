"""From pixels to places on the sea."""

from collections.abc import Callable
from itertools import count

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from bench.rows import Row, best_s, peer_module
from geodata.georef import CameraGeoref, CameraModel, CameraPose
from geodata.position import LonLat

PEER = "pymap3d"
MODEL = CameraModel(1280, 720, 60.0, 36.0)
WGS84 = Geod(ellps="WGS84")
NEAR_M, FAR_M = 700.0, 1500.0


def georef(number: int = 0) -> CameraGeoref:
    """A picture of a flight: each has another place, as in life."""
    place = LonLat(130.1 + 1e-6 * number, 34.24)
    return CameraGeoref(MODEL, CameraPose(place, 120.0, 40.0, -25.0, 2.0))


def pixels(number: int) -> NDArray[np.float64]:
    """Pixels all over the lower part of the picture, where there is sea."""
    rng = np.random.default_rng(3)
    return rng.uniform((0.0, 30.0), (MODEL.width_px, MODEL.height_px), (number, 2))


def sight_lines(camera: CameraGeoref, px: NDArray[np.float64]) -> NDArray[np.float64]:
    """Azimuth and tilt from straight down, (2, N) degrees."""
    east, north, up = camera.rays(px).T
    return np.degrees([np.arctan2(east, north), np.arccos(-up)])


def measure() -> list[Row]:
    """The peer gets its azimuths and tilts ready made: only its own work is timed."""
    los = peer_module(f"{PEER}.los")
    numbers = count(1)
    rows = []
    for size in (1_000, 100_000):
        px = pixels(size)
        ours_s = best_s(_place_next(numbers, px), repeats=20)
        theirs = None
        if los is not None:
            pose = georef().pose
            azimuth, tilt = sight_lines(georef(), px)
            start = (pose.position.lat, pose.position.lon, pose.alt_amsl_m)
            peer = _look(los.lookAtSpheroid, start, azimuth, tilt)
            theirs = 1e3 * best_s(peer, repeats=20)
        note = "a new pose each time"
        rows.append(Row(f"place {size:,} pixels", 1e3 * ours_s, "ms", PEER, theirs, note=note))
    if los is not None:
        rows += agreement(los.lookAtSpheroid)
    return rows


def _place_next(numbers: "count[int]", px: NDArray[np.float64]) -> Callable[[], object]:
    return lambda: georef(next(numbers)).lonlat(px)


def _look(
    look: Callable[..., object], start: tuple[float, float, float], *angles: NDArray[np.float64]
) -> Callable[[], object]:
    return lambda: look(*start, *angles)


def agreement(look: Callable[..., tuple[NDArray[np.float64], ...]]) -> list[Row]:
    """Greatest distance between our places and the peer's, by range."""
    camera = georef()
    px = pixels(20_000)
    ours, ranges = camera.lonlat(px), camera.ground_range_m(px)
    pose = camera.pose
    lat, lon, _ = look(
        pose.position.lat, pose.position.lon, pose.alt_amsl_m, *sight_lines(camera, px)
    )
    apart = WGS84.inv(ours[:, 0], ours[:, 1], lon, lat)[2]
    note = "the peer's light runs straight, ours bends with the air (7/6 earth radius)"
    return [
        Row(f"apart from {PEER}, up to {reach:.0f} m", float(apart[ranges <= reach].max()), "m",
            note=note)
        for reach in (NEAR_M, FAR_M)
    ]  # fmt: skip
