"""Line of sight and Fresnel zone over the sea and behind capes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, box

from mission_planner.errors import PlannerError
from mission_planner.flight import level_flight
from mission_planner.layers.flown import fly
from mission_planner.layers.link import Radio, State, Station, shadows, shares
from mission_planner.layers.link_loss import leg_losses
from mission_planner.layers.returns import Barriers, way_back
from tests.mission_planner.islands import FRAME

SEA = MultiPolygon()
CAPE = MultiPolygon([box(900.0, 500.0, 1100.0, 4000.0)])


def station(antenna_m=3.0, land=SEA, **radio):
    return Station(Radio(antenna_m, **radio), np.zeros(2), 0.0, land)


def heard(made, place, height_m):
    return made.hears(np.array([place], np.float64), np.array([height_m]))


@pytest.mark.parametrize("antenna_m, height_m", [(3.0, 50.0), (10.0, 100.0), (30.0, 120.0)])
def test_the_radio_horizon(antenna_m, height_m):
    """4.12 (sqrt h1 + sqrt h2) km: the well-known formula for 4/3 earth."""
    horizon = 4_120.0 * (math.sqrt(antenna_m) + math.sqrt(height_m))
    made = station(antenna_m)
    near, far = (heard(made, (share * horizon, 0.0), height_m) for share in (0.97, 1.03))
    assert not near.is_dead[0]
    assert far.is_dead[0]
    assert not far.by_land[0]
    # the sea stands highest where the signal's way touches it
    assert far.at[0][0] == pytest.approx(4_120.0 * math.sqrt(antenna_m), rel=0.25)


def test_the_first_fresnel_zone_by_hand():
    """2.4 GHz, middle of 10 km: 17.67 m; both ends 20 m up; the earth's bulge there 1.47 m."""
    made = station(20.0)
    found = heard(made, (10_000.0, 0.0), 20.0)
    zone = math.sqrt(299_792_458.0 / 2.4e9 * 5_000.0 * 5_000.0 / 10_000.0)
    bulge = 5_000.0 * 5_000.0 / (2 * 4 / 3 * 6_371_000.0)
    assert (zone, bulge) == pytest.approx((17.67, 1.47), abs=0.01)
    assert found.free[0] == pytest.approx((20.0 - bulge) / zone, abs=0.01)


def test_a_cape_shadows_what_lies_behind_it():
    made = station(land=CAPE)
    behind, beside = heard(made, (2000.0, 2000.0), 60.0), heard(made, (2000.0, 100.0), 60.0)
    assert behind.is_dead[0]
    assert behind.by_land[0]
    east, north = behind.at[0]
    assert CAPE.distance(box(east, north, east, north)) < 1.0
    assert beside.is_full[0]
    assert heard(made, (2000.0, 2000.0), 300.0).is_full[0]  # seen over its 50 m
    assert heard(station(land=CAPE, land_m=5.0), (2000.0, 2000.0), 60.0).is_full[0]


def test_the_ground_at_the_antenna_does_not_block_it():
    quay = MultiPolygon([box(-150.0, -150.0, 150.0, 150.0)])
    assert heard(station(land=quay), (3000.0, 0.0), 60.0).is_full[0]


@settings(max_examples=40)
@given(
    st.floats(100.0, 60_000.0), st.floats(0.0, 6.28), st.floats(5.0, 400.0), st.floats(1.0, 80.0)
)
def test_higher_is_never_worse(reach, course, height_m, antenna_m):
    place = (reach * math.cos(course), reach * math.sin(course))
    low = heard(station(antenna_m, CAPE), place, height_m)
    high = heard(station(antenna_m, CAPE), place, height_m + 10.0)
    taller = heard(station(antenna_m + 5.0, CAPE), place, height_m)
    assert high.free[0] >= low.free[0] - 1e-6
    assert taller.free[0] >= low.free[0] - 1e-6


def around_the_cape():
    corners = [(0, 0), (1600, 200), (1600, 2000), (1600, 200), (0, 0)]
    path = level_flight(np.array(corners, np.float64), 60.0, 14.0)
    return fly(path, 0.0, 25.0)


def test_shadows_of_a_way_and_their_cape():
    flown, made = around_the_cape(), station(land=CAPE)
    hearing = made.hears(flown.places, flown.height_m)
    (dark,) = [s for s in shadows(flown, hearing, FRAME) if s.state is State.DEAD]
    cape = FRAME.point(dark.behind)
    assert CAPE.distance(box(*cape, *cape)) < 1.0
    assert dark.cause == "land"
    # the ray through the cape's corner (1100, 500) leaves x = 1600 at y = 727
    first = FRAME.point(dark.line[0])
    assert first[1] == pytest.approx(727.0, abs=60.0)
    assert dark.length_m == pytest.approx(2 * (2000 - 727), abs=120.0)
    parts = shares(flown, hearing)
    assert sum(parts.values()) == pytest.approx(float(flown.along_m[-1]))
    assert parts[State.DEAD] == pytest.approx(dark.length_m, abs=60.0)


def losses(flown, made, land, fence=box(-5000, -5000, 5000, 5000), zones=()):
    hearing = made.hears(flown.places, flown.height_m)
    barriers = Barriers(land, fence, tuple(zones), tuple(f"z{n}" for n in range(len(zones))))
    back = way_back(flown, [], barriers)
    return leg_losses(flown, hearing, back, made, FRAME)


def test_what_to_do_when_the_link_is_lost():
    """A straight return over the cape is not safe: go on; on the open legs: return."""
    made = losses(around_the_cape(), station(land=CAPE), CAPE)
    assert [(leg.first, leg.last, leg.rule) for leg in made] == [
        (1, 1, "return"), (2, 3, "go on"), (4, 4, "return")
    ]  # fmt: skip
    assert made[1].link is State.DEAD


def test_beyond_the_horizon_the_sooner_way_is_taken():
    """Out and back on a line: before the turn the return is heard sooner; 20 m up, 3 m antenna."""
    far = 4_120.0 * (math.sqrt(3.0) + math.sqrt(20.0)) + 3000.0
    out = [(0, 0), (far - 200, 0), (far, 0), (far - 200, 0), (0, 0)]
    flown = fly(level_flight(np.array(out, np.float64), 20.0, 14.0), 0.0, 25.0)
    wide = box(-99_999, -99_999, 99_999, 99_999)
    made = losses(flown, station(), SEA, wide)
    assert {leg.rule for leg in made} == {"return"}
    # a wall beside the way that only a straight return from the far end would cross: go on
    corners = [(0, 0), (0, 3000), (3000, 3000), (3000, 0), (0, 0)]
    square = fly(level_flight(np.array(corners, np.float64), 60.0, 14.0), 0.0, 25.0)
    wall = box(1000, 1000, 1100, 2000)
    rules = [leg.rule for leg in losses(square, station(), SEA, zones=[wall])]
    assert rules == ["return", "go on", "return"]


@pytest.mark.parametrize("values, named", [
    ({"antenna_m": 0.0}, "antenna height is 0 m"),
    ({"antenna_m": 3.0, "land_m": -1.0}, "land height is -1 m"),
    ({"antenna_m": 3.0, "mhz": math.nan}, "link frequency is nan MHz"),
])  # fmt: skip
def test_values_out_of_range(values, named):
    with pytest.raises(PlannerError, match=named):
        Radio(**values)
