"""Areas of open sea for tests of sweeps."""

import numpy as np
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon, box

from geodata.area import Area, Zone
from tests.mission_planner.islands import FRAME, place


@st.composite
def outlines(draw: st.DrawFn) -> Polygon:
    """Stars with 3 to 9 corners, spikes and bays among them, 300 to 1,000 m across, in metres."""
    count = draw(st.integers(3, 9))
    size = draw(st.floats(150.0, 500.0))
    shares = draw(st.lists(st.floats(0.3, 1.0), min_size=count, max_size=count))
    begin = draw(st.floats(0.0, 1.0))
    angles = begin + np.linspace(0.0, 2.0 * np.pi, count, endpoint=False)
    return Polygon(
        size * np.array(shares)[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])
    )


def holes() -> st.SearchStrategy[list[Polygon]]:
    """At most two no-fly boxes somewhere in the area or on its rim."""
    where, side = st.floats(-300.0, 300.0), st.floats(20.0, 200.0)
    made = st.builds(lambda x, y, w, h: box(x, y, x + w, y + h), where, where, side, side)
    return st.lists(made, max_size=2)


def sea_area(shape_m: Polygon, nofly_m: tuple[Polygon, ...] = (), fence_m: float = 600.0) -> Area:
    """An area without land; the fence lies fence_m round its hull, home in the south-west."""
    fence = shape_m.convex_hull.buffer(fence_m)
    west, south, _, _ = fence.bounds
    inside = fence.buffer(-150.0)
    home = inside.exterior.interpolate(inside.exterior.project(Point(west, south)))
    zones = [Zone(f"zone {n}", FRAME.geometry_to_lonlat(z)) for n, z in enumerate(nofly_m, start=1)]
    zones += [Zone("hole", FRAME.geometry_to_lonlat(Polygon(ring))) for ring in shape_m.interiors]
    return Area(
        name="sea",
        shape=FRAME.geometry_to_lonlat(shape_m),
        fence=FRAME.geometry_to_lonlat(fence),
        nofly=tuple(zones),
        home=place(home.x, home.y),
    )
