"""Many islands round one home, for tests of rounds and of a day's schedule."""

import numpy as np
from shapely.geometry import MultiPolygon, Polygon, box

from geodata.area import Area
from tests.mission_planner.islands import FRAME, place


def archipelago(count: int, seed: int = 0, side_m: float = 30_000.0) -> list[Area]:
    """Areas of one island each in a square round home, loops of about 1.5 to 4 km round them.

    Home lies in the middle, at sea.
    """
    rng = np.random.default_rng(seed)
    middles: list[np.ndarray] = []
    while len(middles) < count:
        middle = rng.uniform(-side_m / 2, side_m / 2, 2)
        if np.hypot(*middle) > 1500.0 and all(np.hypot(*(middle - m)) > 1500.0 for m in middles):
            middles.append(middle)
    return [_area(f"isle{n}", middle, rng) for n, middle in enumerate(middles, start=1)]


def _area(name: str, middle: np.ndarray, rng: np.random.Generator) -> Area:
    angles = np.linspace(0.0, 2.0 * np.pi, 14, endpoint=False)
    radii = rng.uniform(60.0, 350.0) * rng.uniform(0.7, 1.0, 14)
    rim = middle + np.column_stack([radii * np.cos(angles), radii * np.sin(angles)])
    east, north = middle
    square = box(east - 600.0, north - 600.0, east + 600.0, north + 600.0)
    land = FRAME.geometry_to_lonlat(MultiPolygon([Polygon(rim)]))
    shape = FRAME.geometry_to_lonlat(square)
    return Area(name, shape, shape.buffer(0.005), land=land, home=place(0.0, 0.0))
