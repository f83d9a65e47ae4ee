"""`python -m bench rain`: simulated rain cells that a scan names, and sea named where none is.

The simulator's cells are round and soft; real rain has cores, trails and gusts before it. This
guards the way from pixels to areas and says nothing of real seas.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.overpass import AT, SEA, flown
from bench.rows import Row
from geodata.sentinel1.product import open_product
from simulator.satellite.scene import Scene, Wish, compose
from simulator.satellite.sea.weather import RAIN_GAIN_DB, RAIN_RADIUS_M, Rain, lay_nodes
from surveillance.scan.radar import scan_radar
from surveillance.scan.unseen.limits import CELL_PX

SHAPE = (3072, 3072)
SEEDS = range(1, 9)
CELLS = 4  # of each scene but the first, which has none
CORE, EDGE = 0.6, 2.0  # radii: what must be named, and beyond which nothing should be
_PIXEL_M = 10.0


@dataclass(frozen=True, slots=True)
class Named:
    """Rain cells and how many of them were named; cells of a kilometre without rain and how many of
    these were named as stronger, and as weaker."""

    rain: int = 0
    named: int = 0
    even: int = 0
    strong: int = 0
    weak: int = 0

    def __add__(self, other: Named) -> Named:
        return Named(
            self.rain + other.rain,
            self.named + other.named,
            self.even + other.even,
            self.strong + other.strong,
            self.weak + other.weak,
        )


def named_on(folder: Path, seed: int, shape_px: tuple[int, int], cells: int) -> Named:
    """Of one scene with so many rain cells, drawn as the simulator draws them."""
    wish = Wish(seed, shape_px, SEA, AT, with_standing=False, vessels=0, polarisations=("VV",))
    scene = _rained_on(compose(wish), cells)
    limits = scan_radar(open_product(flown(folder, scene).path), None).unseen
    assert limits is not None
    rows, columns = limits.echo_db.shape
    row, column = (np.mgrid[:rows, :columns] + 0.5) * CELL_PX
    known = np.isfinite(limits.echo_db)
    is_even, named = known.copy(), 0
    for cell in scene.weather.rain:
        radii = np.hypot(column - cell.column, row - cell.row) * _PIXEL_M / cell.radius_m
        is_even &= radii > EDGE
        core = known & (radii <= CORE)
        named += bool(core.any() and np.mean(limits.echo_db[core] > 0.0) > 0.5)
    strong, weak = (int(np.sum(sign * limits.echo_db[is_even] > 0.0)) for sign in (1.0, -1.0))
    return Named(cells, named, int(is_even.sum()), strong, weak)


def _rained_on(scene: Scene, cells: int) -> Scene:
    rng = np.random.default_rng([scene.wish.seed, cells])
    width, height = scene.wish.shape_px
    rain = tuple(
        Rain(
            column=float(rng.uniform(0.1, 0.9) * width),
            row=float(rng.uniform(0.1, 0.9) * height),
            radius_m=float(rng.uniform(*RAIN_RADIUS_M)),
            gain_db=float(rng.uniform(*RAIN_GAIN_DB)),
        )
        for _ in range(cells)
    )
    weather = replace(scene.weather, rain=rain)
    return replace(scene, weather=weather, nodes=lay_nodes(scene.image, weather))


def measure() -> list[Row]:
    """Over all scenes."""
    told = named_over(SEEDS, SHAPE)
    note = "simulated (regression): cells as the simulator draws them, 2 to 6 dB in the middle"
    even = f"beyond two radii of any; {told.even} km2"
    return [
        Row("rain cells named", told.named / told.rain, "share", is_more_better=True, note=note),
        Row("sea named as stronger without rain", told.strong / told.even, "share", note=even),
        Row("sea named as weaker without rain", told.weak / told.even, "share", note=even),
    ]


def named_over(seeds: Sequence[int], shape_px: tuple[int, int]) -> Named:
    """Of all scenes; the first has no rain."""
    total = Named()
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            total += named_on(Path(folder), seed, shape_px, 0 if seed == seeds[0] else CELLS)
    return total
