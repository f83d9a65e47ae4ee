"""What was looked at, in few places: as large as it was, and never with a shorter limit."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.coast import Land
from geodata.position import LonLat
from surveillance.model import LookedAt, Rings
from surveillance.scan.passes.outline import MOST_POINTS, of_limits, of_ring
from tests.surveillance.scan.unseen.limits import limits_of

CELL = 1e-4  # square degrees of one cell of the tests


def shape_of(rings: Rings) -> shapely.Geometry:
    """As the page fills them: what an odd number of rings goes round."""
    whole: shapely.Geometry = shapely.Polygon()
    for ring in rings:
        whole = whole.symmetric_difference(shapely.Polygon([(p.lon, p.lat) for p in ring]))
    return whole


def points_of(*rings: Rings) -> int:
    return sum(len(ring) for many in rings for ring in many)


def test_land_is_a_hole_and_each_class_lies_where_it_was() -> None:
    nan = np.nan
    least = [[8.0, 12.0, 12.0], [24.0, nan, 60.0], [24.0, 24.0, 60.0]]
    looked, patches = of_limits(limits_of(least), is_without_land=True)
    assert looked.is_without_land and len(looked.rings) == 2
    assert shape_of(looked.rings).area == pytest.approx(8 * CELL)
    assert looked.mark is not None
    assert shape_of(looked.rings).covers(shapely.Point(looked.mark.lon, looked.mark.lat))
    spans = [(p.least_from_m, p.least_to_m, p.share) for p in patches]
    assert spans == [(0, 10, 0.125), (10, 15, 0.25), (15, 25, 0.375), (50, None, 0.25)]
    for patch, count in zip(patches, (1, 2, 3, 2), strict=True):
        assert shape_of(patch.rings).area == pytest.approx(count * CELL)
    assert shape_of(patches[2].rings).covers(shapely.Point(129.005, 34.985))


def test_where_nothing_was_looked_at_there_is_nothing() -> None:
    looked, patches = of_limits(limits_of([[np.nan, np.nan]]), is_without_land=None)
    assert (looked, patches) == (LookedAt((), None, None), [])


def test_across_180_degrees_it_lies_on_both_sides() -> None:
    looked, _ = of_limits(limits_of(np.full((2, 4), 9.0), west=179.98), is_without_land=False)
    lons = [place.lon for ring in looked.rings for place in ring]
    assert len(looked.rings) == 2 and min(lons) == -180.0 and max(lons) == 180.0
    assert shape_of(looked.rings).area == pytest.approx(8 * CELL)


@settings(deadline=None, max_examples=10)
@given(st.integers(1, 100), st.integers(1, 150), st.floats(0.0, 1.0), st.integers(0, 2**32 - 1))
def test_any_limits_fit_and_none_is_shortened(
    rows: int, columns: int, land: float, seed: int
) -> None:
    """Even a sea of noise, in which no two cells beside each other are alike."""
    rng = np.random.default_rng(seed)
    least = rng.uniform(5.0, 80.0, (rows, columns))
    least[rng.random((rows, columns)) < land] = np.nan
    looked, patches = of_limits(limits_of(least), is_without_land=True)
    assert points_of(looked.rings) <= MOST_POINTS
    assert points_of(*(patch.rings for patch in patches)) <= 2 * MOST_POINTS
    assert sum(patch.share for patch in patches) == pytest.approx(1.0 if patches else 0.0, abs=1e-3)
    for patch in patches:  # the middle of a cell tells to which class it was put
        area = shape_of(patch.rings)
        for row, column in rng.integers((rows, columns), size=(5, 2)).tolist():
            middle = shapely.Point(129.0 + 0.01 * (column + 0.5), 35.0 - 0.01 * (row + 0.5))
            own_m = least[row, column]
            if patch.least_to_m is not None and area.contains(middle) and np.isfinite(own_m):
                assert own_m < patch.least_to_m


RING = (LonLat(129.0, 34.0), LonLat(130.0, 34.0), LonLat(130.0, 35.0), LonLat(129.0, 35.0))


def test_of_a_picture_the_land_is_taken_out() -> None:
    island = shapely.box(129.4, 34.4, 129.6, 34.6)
    looked = of_ring(RING, Land(shapely.union(island, shapely.box(10.0, 50.0, 11.0, 51.0))))
    assert looked.is_without_land and len(looked.rings) == 2
    assert shape_of(looked.rings).area == pytest.approx(1.0 - 0.04)
    assert of_ring(RING, None).is_without_land is False
    assert shape_of(of_ring(RING, None).rings).area == pytest.approx(1.0)


def test_a_ragged_coast_is_drawn_coarser() -> None:
    angles = np.linspace(0.0, 2.0 * np.pi, 20_001)[:-1]
    radius = 0.2 + 0.02 * np.random.default_rng(3).random(20_000)
    middle = (129.5, 34.5)
    coast = np.column_stack([radius * np.sin(angles), radius * np.cos(angles)]) + middle
    looked = of_ring(RING, Land(shapely.make_valid(shapely.Polygon(coast))))
    assert points_of(looked.rings) <= MOST_POINTS
    assert shape_of(looked.rings).area == pytest.approx(1.0 - np.pi * 0.21**2, abs=0.01)
