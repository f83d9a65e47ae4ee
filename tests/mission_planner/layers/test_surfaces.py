"""Protected surfaces: figures worked out by hand from the Act, and a real runway."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.airports import Runway, read_runways
from geodata.position import LocalFrame, LonLat
from mission_planner.layers.surfaces import NAMES, OUTER_AIRPORTS, ceiling

FRAME = LocalFrame(LonLat(130.0, 34.0))


def runway(length_m=2000.0, airport="RJXX", elevation_m=10.0, is_pad=False):
    """East to west, its middle at the origin."""
    half = 0.0 if is_pad else length_m / 2.0
    ends = (FRAME.lonlat(-half, 0.0), FRAME.lonlat(half, 0.0))
    return Runway(airport, "09/27", ends, elevation_m, is_pad)


def above(made, *points):
    found = ceiling([made], FRAME, np.array(points, np.float64))
    return found.height_m, [NAMES[kind] for kind in found.kind]


@pytest.mark.parametrize("point, height, name", [
    # a runway of 2,000 m is of class C; its strip ends 1,060 m from the middle; 10 m elevation
    ((0, 100), 10.0, "strip"),
    ((2060, 0), 10 + 1000 / 50, "approach surface"),
    ((-2060, 299), 10 + 1000 / 50, "approach surface"),  # there 300 m wide to each side
    ((2060, 335), 10 + 1000 / 50 + 35 / 7, "transitional surface"),
    ((4000, 580), 10 + 2940 / 50, "approach surface"),  # 591 m wide
    ((0, 220), 10 + 70 / 7, "transitional surface"),
    ((0, 464), 10 + 314 / 7, "transitional surface"),  # reaches 45 m at 465 m
    ((0, 500), 55.0, "horizontal surface"),
    ((0, 3290), 55.0, "horizontal surface"),  # 3,000 m, and 300 m of margin
    ((0, 3310), np.inf, "no surface"),
    ((4070, 0), np.inf, "no surface"),
])  # fmt: skip
def test_surfaces_by_hand(point, height, name):
    heights, names = above(runway(), point)
    assert heights[0] == pytest.approx(height, abs=0.01)
    assert names == [name]


@pytest.mark.parametrize("length_m, radius_m", [
    (2600, 4000), (2200, 3500), (1900, 3000), (1600, 2500), (1300, 2000), (1100, 1800),
    (950, 1500), (800, 1000), (400, 800),
])  # fmt: skip
def test_the_horizontal_surface_grows_with_the_runways_class(length_m, radius_m):
    made = runway(length_m)
    edge = np.array([[0.0, radius_m + 299.0], [0.0, radius_m + 301.0]])
    heights, _ = above(made, *edge)
    assert heights[0] == pytest.approx(55.0)
    assert heights[1] == np.inf


def test_outer_surfaces_belong_to_the_airports_of_article_56():
    points = ((0, 4300 + 1000), (10_000, 0), (0, 20_000), (0, 25_000))
    heights, names = above(runway(3000, "RJFU"), *points)
    assert names == [
        "conical surface", "conical surface", "outer horizontal surface", "no surface"
    ]  # fmt: skip
    # at 10 km the cone (45 + 5,700 / 50 = 159) is below the approach on (8,440 / 50 = 168.8)
    assert heights[:2] == pytest.approx([10 + 45 + 20, 10 + 159.0], abs=0.01)
    assert above(runway(3000), *points)[1] == ["no surface"] * 4


def test_no_height_is_free_near_the_runways_of_the_eight_airports():
    points = ((2060, 0), (0, 220), (0, 1000))
    heights, names = above(runway(2000, "ROAH"), *points)
    assert heights[:2].tolist() == [0.0, 0.0]
    assert heights[2] == pytest.approx(55.0)
    assert names[:2] == ["approach surface", "transitional surface"]


def test_a_helipad_has_surfaces_in_all_directions():
    heights, _ = above(runway(is_pad=True), (0, 150), (150, 0), (800, 0), (0, 1001))
    assert heights == pytest.approx([10 + 150 / 8, 10 + 150 / 8, 110.0, np.inf])


@settings(max_examples=40)
@given(st.floats(-30_000, 30_000), st.floats(-30_000, 30_000), st.floats(100, 4_000))
def test_surfaces_are_symmetric_and_never_below_the_runway(east, north, length_m):
    points = ((east, north), (-east, north), (east, -north))
    for airport in ("RJXX", "RJFU"):
        heights, _ = above(runway(length_m, airport), *points)
        assert heights[0] >= 10.0
        near = heights[np.isfinite(heights)]
        assert len(near) in (0, 3)
        assert np.ptp(near) < 1e-3 if len(near) else True


@settings(max_examples=40)
@given(st.floats(0, 3000), st.floats(0, 600))
def test_the_lowest_of_several_runways_counts(beyond, beside):
    point = np.array([[1060 + beyond, beside]])
    low, high = runway(elevation_m=0.0), runway(elevation_m=20.0)
    both = ceiling([high, low], FRAME, point)
    alone = ceiling([low], FRAME, point)
    assert both.height_m == pytest.approx(alone.height_m)
    assert both.runway.tolist() in ([1], [-1])


def test_tsushimas_runway(data_dir):
    """RJDT 14/32: elevation 182 ft; 3 km out on the approach of runway 32, from its threshold."""
    file = data_dir / "coast" / "airports" / "ourairports_runways_japan.csv"
    (made,) = read_runways(file, near=(129.0, 34.0, 130.0, 35.0)).placed
    frame = LocalFrame(made.ends[1])
    away = -np.array(frame.point(made.ends[0]))
    axis = away / np.hypot(*away)
    found = ceiling([made], frame, np.array([axis * 3_000.0, axis * 3_100.0]))
    assert found.height_m[0] == pytest.approx(182 * 0.3048 + 2940 / 50, abs=0.1)
    assert found.height_m[1] == np.inf
    # abeam of the middle, 2 km out: 45 m above the runway, which allows 100 m above the sea
    abeam = -0.5 * away + 2_000.0 * np.array([-axis[1], axis[0]])
    assert ceiling([made], frame, abeam[None, :]).height_m[0] == pytest.approx(100.47, abs=0.01)
    assert "RJDT" not in OUTER_AIRPORTS
