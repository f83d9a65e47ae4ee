"""From pixels to places on the sea."""

from itertools import count
from types import ModuleType

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from bench.rows import Row, best_each_s, peer_module
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
    """The peer starts from angles, so its job includes making them from the pixels."""
    los = peer_module(f"{PEER}.los")
    numbers = count(1)
    rows = []
    for size in (1_000, 100_000):
        px, angles = pixels(size), sight_lines(georef(), pixels(size))
        works = [lambda px=px: georef(next(numbers)).lonlat(px)]
        if los is not None:
            works.append(lambda px=px: look(los, sight_lines(georef(), px)))
            works.append(lambda angles=angles: look(los, angles))
        ours_ms, *theirs_ms = (1e3 * s for s in best_each_s(*works, repeats=15))
        note, theirs = "a new pose each time", None
        if theirs_ms:
            theirs = theirs_ms[0]
            note += f"; the peer from ready angles {theirs_ms[1]:.2g} ms"
        rows.append(Row(f"place {size:,} pixels", ours_ms, "ms", PEER, theirs, note=note))
    return rows if los is None else rows + agreement(los)


def look(los: ModuleType, angles: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """The peer's latitudes, longitudes and slant ranges."""
    pose = georef().pose
    found: tuple[NDArray[np.float64], ...] = los.lookAtSpheroid(
        pose.position.lat, pose.position.lon, pose.alt_amsl_m, *angles
    )
    return found


def agreement(los: ModuleType) -> list[Row]:
    """Greatest distance between our places and the peer's, by range."""
    camera, px = georef(), pixels(20_000)
    ours, ranges = camera.lonlat(px), camera.ground_range_m(px)
    lat, lon, _ = look(los, sight_lines(camera, px))
    apart = WGS84.inv(ours[:, 0], ours[:, 1], lon, lat)[2]
    note = "the peer's light runs straight, ours bends (7/6 earth radius)"
    return [
        Row(f"apart from {PEER}, up to {reach:.0f} m", float(apart[ranges <= reach].max()), "m",
            note=note)
        for reach in (NEAR_M, FAR_M)
    ]  # fmt: skip
