"""Passes over vessels at anchor, as long and as many as one asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from bench.overpass import AT, SEA, Overpass, flown, nearest
from geodata.sentinel1.product import open_product
from simulator.satellite.scene import Wish, compose
from simulator.satellite.things.scatter import draw_echo, draw_scatterers
from simulator.satellite.things.thing import Thing
from surveillance.scan.radar import scan_radar

SLENDER = 4.5  # lengths to one width
MARGIN_PX = 70
WINDS_MPS, SHAPE_PX = (4.0, 7.0, 10.0), (2048, 2048)
SPAN_M, VESSELS = (6.0, 90.0), 400  # of each wind
RATIOS = (0.0, 0.4, 0.6, 0.8, 0.9, 1.1, 1.25, 1.5, np.inf)
HIT_PX = 12.0


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


@dataclass(frozen=True, slots=True)
class Step:
    """Of the vessels between so many times the least length: how many, and the share found."""

    low: float
    high: float
    vessels: int
    share: float


def seen_by_limit(folder: Path) -> list[Step]:
    """How many vessels of each length, in units of the least length at their place, are found."""
    times, hits = [], []
    for seed, wind_mps in enumerate(WINDS_MPS):
        lengths = np.random.default_rng(seed).permutation(np.geomspace(*SPAN_M, VESSELS))
        wish = Wish(
            seed, SHAPE_PX, SEA, AT, with_standing=False, vessels=0, wind_mps=wind_mps
        )  # fmt: skip
        overpass = plant(folder / str(seed), wish, lengths.tolist())
        scanned = scan_radar(open_product(overpass.path), None)
        assert scanned.unseen is not None
        told = overpass.told("vessel")
        least = scanned.unseen.at([one["px"] for one in told])
        times.append(np.array([one["length_m"] for one in told]) / least)
        hits.append(nearest(told, scanned.found) < HIT_PX)
    ratio, is_hit = np.concatenate(times), np.concatenate(hits)
    steps = []
    for low, high in pairwise(RATIOS):
        chosen = (ratio >= low) & (ratio < high)  # not what lies where nothing was looked at
        steps.append(Step(low, high, int(chosen.sum()), float(is_hit[chosen].mean())))
    return steps


def _spread(shape_px: tuple[int, int], count: int) -> Any:
    """(count, 2) columns and rows, as far from each other as they can be."""
    width, height = (side - 2 * MARGIN_PX for side in shape_px)
    columns = max(int(np.ceil(np.sqrt(count * width / height))), 1)
    rows = -(-count // columns)
    n = np.arange(count)
    across = (n % columns + 0.5) / columns * width
    down = (n // columns + 0.5) / rows * height
    return np.column_stack([across, down]) + MARGIN_PX + 0.37
