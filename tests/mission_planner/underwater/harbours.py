"""An underwater vehicle, and harbours with quays, piles and a bed, for tests of dives."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box

from geodata.area import Area, Zone
from geodata.position import LonLat
from mission_planner.underwater.bed import Bed, GridBed, LevelBed
from mission_planner.vehicle import VehicleSpec
from mission_planner.vehicles.sub import Options, build
from tests.mission_planner.islands import FRAME

QUAY = box(-200.0, 60.0, 200.0, 200.0)  # land north of the basin


def orca(**changes: object) -> VehicleSpec:
    """A small vehicle on a tether, with some keys of its table changed."""
    table = {
        "kind": "sub", "link": "udpin:127.0.0.1:14550", "cruise_mps": 0.8, "climb_mps": 0.4,
        "descend_mps": 0.4, "battery_wh": 266.0, "hover_w": 80.0, "cruise_w": 180.0,
        "reserve_pct": 20.0, "min_depth_m": 1.0, "max_depth_m": 60.0, "tether_m": 150.0,
    }  # fmt: skip
    return build("orca", Options.model_validate({**table, **changes}))


def basin(
    shape_m: Polygon,
    home_m: tuple[float, float],
    piles: tuple[Polygon, ...] = (),
    nofly_m: tuple[Polygon, ...] = (),
) -> Area:
    """A basin south of a quay, 400 m wide."""
    to_lonlat = FRAME.geometry_to_lonlat
    return Area(
        name="basin",
        shape=to_lonlat(shape_m),
        fence=to_lonlat(box(-200.0, -200.0, 200.0, 200.0)),
        nofly=tuple(Zone(f"zone {n}", to_lonlat(z)) for n, z in enumerate(nofly_m, start=1)),
        land=to_lonlat(MultiPolygon([QUAY, *piles])),
        home=FRAME.lonlat(*home_m),
    )


def sloping(seed: int, deepest_m: float) -> GridBed:
    """A bed from shallow at the quay to deep in the south, with bumps, in cells of about 10 m."""
    random = np.random.default_rng(seed)
    step = 1e-4
    rows, columns = 46, 56
    slope = np.linspace(3.0, deepest_m, rows)[:, None] + random.uniform(-2.0, 2.0, (rows, columns))
    return GridBed(np.maximum(slope, 0.0), 130.0 - 28 * step, 34.0 + 23 * step, step, step)


@dataclass(frozen=True)
class Harbour:
    """What a dive is planned in."""

    area: Area
    bed: Bed | None
    piles: tuple[Polygon, ...]
    zones: tuple[Polygon, ...]


@st.composite
def harbours(draw: st.DrawFn) -> Harbour:
    """Basins with up to three piles, a closed zone or none, and a bed known or not."""
    middle = st.floats(-120.0, 120.0)
    south = st.floats(-150.0, 20.0)
    pile = st.builds(lambda x, y, r: Point(x, y).buffer(r, quad_segs=3), middle, south,
                     st.floats(1.0, 15.0))  # fmt: skip
    piles = tuple(draw(st.lists(pile, max_size=3)))
    zones = tuple(draw(st.lists(pile, max_size=1)))
    width, depth = draw(st.floats(30.0, 250.0)), draw(st.floats(20.0, 120.0))
    west, low = draw(st.floats(-150.0, 0.0)), draw(st.floats(-150.0, -40.0))
    home = (draw(st.floats(-100.0, 100.0)), draw(st.floats(-100.0, 30.0)))
    beds = [None, LevelBed(draw(st.floats(6.0, 40.0))), sloping(draw(st.integers(0, 99)), 25.0)]
    area = basin(box(west, low, west + width, low + depth), home, piles, zones)
    return Harbour(area, draw(st.sampled_from(beds)), piles, zones)


def home_of(area: Area) -> LonLat:
    """Where a dive begins."""
    assert area.home is not None
    return area.home
