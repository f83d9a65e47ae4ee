import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from surveillance.rules import heading_for_shore, reach_to_land, stopped_in_zone
from surveillance.tracking import Motion
from tests.surveillance.sea import START

LAND = shapely.box(-300.0, 0.0, 300.0, 300.0)
ZONES = [("cove", shapely.box(-200.0, -600.0, 200.0, -200.0))]


def motion(east, north, ve, vn, speed_sigma=0.3) -> Motion:
    covariance = np.diag([25.0, 25.0, speed_sigma**2, speed_sigma**2])
    return Motion(START, np.array([east, north, ve, vn]), covariance)


def test_straight_at_the_land_within_a_kilometre_is_heading_for_the_shore():
    finding = heading_for_shore(motion(0.0, -800.0, 0.0, 3.0), 20.0, LAND)
    assert finding is not None
    assert finding.reach_m == pytest.approx(800.0)
    assert finding.shore_m == pytest.approx(800.0)


@pytest.mark.parametrize(
    "other",
    [
        motion(0.0, -1100.0, 0.0, 3.0),  # too far out
        motion(0.0, -800.0, 3.0, 0.0),  # along the coast
        motion(0.0, -800.0, 0.0, -3.0),  # away
        motion(0.0, -800.0, 0.0, 0.4),  # hardly moving
        motion(0.0, -800.0, 0.0, 3.0, speed_sigma=1.5),  # not known well enough
        motion(0.0, -800.0, 1.15, 3.0),  # would just touch the corner: not sure
    ],
)
def test_what_is_not_heading_for_the_shore(other):
    assert heading_for_shore(other, 20.0, LAND) is None


def test_a_vessel_seen_for_a_moment_raises_nothing():
    assert heading_for_shore(motion(0.0, -800.0, 0.0, 3.0), 5.0, LAND) is None
    assert stopped_in_zone(motion(0.0, -400.0, 0.0, 0.0), 5.0, ZONES) is None


def test_lying_still_in_a_watched_zone_is_named():
    finding = stopped_in_zone(motion(0.0, -400.0, 0.1, 0.0, 0.2), 30.0, ZONES)
    assert finding is not None
    assert finding.zone == "cove"


@pytest.mark.parametrize(
    "other",
    [
        motion(0.0, -700.0, 0.0, 0.0, 0.2),  # outside
        motion(0.0, -400.0, 1.5, 0.0, 0.2),  # moving
        motion(0.0, -400.0, 0.0, 0.0, 1.5),  # not known well enough
    ],
)
def test_what_is_not_stopped_in_a_watched_zone(other):
    assert stopped_in_zone(other, 30.0, ZONES) is None


@given(st.floats(-2000, 2000), st.floats(-2000, -1), st.floats(-10, 10), st.floats(-10, 10))
def test_reach_is_a_distance_to_land_on_the_way(east, north, ve, vn):
    point, velocity = np.array([east, north]), np.array([ve, vn])
    reach = reach_to_land(point, velocity, LAND)
    if reach is not None:
        met = point + velocity / np.hypot(*velocity) * reach
        assert LAND.distance(shapely.Point(met)) < 1e-6
        assert LAND.distance(shapely.Point(point)) - 1e-9 <= reach <= 1000.0 + 1e-9


def test_without_land_nobody_heads_for_it():
    assert heading_for_shore(motion(0, -800, 0, 3), 20.0, shapely.MultiPolygon()) is None
