"""Passes over vessels at anchor, as long and as many as one asks for."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.overpass import Overpass, flown
from simulator.satellite.scene import Wish, compose
from simulator.satellite.things.scatter import draw_echo, draw_scatterers
from simulator.satellite.things.thing import Thing

SLENDER = 4.5  # lengths to one width
MARGIN_PX = 70


def plant(folder: Path, wish: Wish, lengths_m: Sequence[float]) -> Overpass:
    """One pass over vessels of these lengths, evenly spread over the picture, and nothing else.

    Their echoes are drawn by the wish's seed as those of any other vessel are.
    """
    rng = np.random.default_rng([wish.seed, len(lengths_m)])
    px = _spread(wish.shape_px, len(lengths_m))
    places = compose(wish).image.lonlat(px)
    afloat = [
        Thing(
            id=f"p{n:04d}",
            kind="vessel",
            type="vessel",
            lon=float(lon),
            lat=float(lat),
            length_m=length_m,
            width_m=length_m / SLENDER,
            heading_deg=float(rng.uniform(0.0, 360.0)),
            course_deg=0.0,
            speed_mps=0.0,
            mmsi=431_000_000 + n,
            echo_m2=draw_echo(rng, "vessel", length_m),
            scatterers=draw_scatterers(rng, "vessel", length_m, length_m / SLENDER),
        )
        for n, ((lon, lat), length_m) in enumerate(zip(places, lengths_m, strict=True))
    ]
    return flown(folder, compose(wish, afloat))


def _spread(shape_px: tuple[int, int], count: int) -> Any:
    """(count, 2) columns and rows, as far from each other as they can be."""
    width, height = (side - 2 * MARGIN_PX for side in shape_px)
    columns = int(np.ceil(np.sqrt(count * width / height)))
    rows = -(-count // columns)
    n = np.arange(count)
    across = (n % columns + 0.5) / columns * width
    down = (n // columns + 0.5) / rows * height
    return np.column_stack([across, down]) + MARGIN_PX + 0.37
