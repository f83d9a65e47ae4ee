"""The way back ends where the ship is then: by hand formula, by dead reckoning, by a limit."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, box

from geodata.position import LocalFrame, LonLat
from mission_planner.airspace import Airspace
from mission_planner.deck.deck import Deck
from mission_planner.deck.track import steam
from mission_planner.errors import PlannerError, PlanRefused
from mission_planner.request import Wind
from tests.mission_planner.deck.ship import BRISK, out_to, reckoned, voyage
from tests.mission_planner.islands import FRAME, heron

OUT_M = 6_000.0


def triangle_s(out_m: float, speed_mps: float, ship_mps: float, course_deg: float) -> float:
    """Straight north out_m after the climb, then straight to a ship that left with the copter.

    |(0, out) - ship t| = speed (t - turned): a quadratic in t. On a flat sea: a steady course bends
    by 6 m in 10 km there.
    """
    turned = 100.0 / BRISK.climb_mps + out_m / speed_mps
    north = ship_mps * math.cos(math.radians(course_deg))
    a = speed_mps**2 - ship_mps**2
    b = -2.0 * speed_mps**2 * turned + 2.0 * out_m * north
    c = (speed_mps * turned) ** 2 - out_m**2
    return (-b + math.sqrt(b * b - 4.0 * a * c)) / (2.0 * a)


@pytest.mark.parametrize("course_deg", [0.0, 45.0, 90.0, 180.0, 270.0])
@pytest.mark.parametrize("ship_mps", [0.0, 3.0, 8.0])
def test_the_interception_triangle(ship_mps, course_deg):
    afloat = voyage(Deck(ship_mps, course_deg))
    met = afloat.meet(out_to(afloat, (0.0, OUT_M - 10.0), (0.0, OUT_M)), 0.0)
    wanted_s = triangle_s(OUT_M, BRISK.cruise_mps, ship_mps, course_deg)
    assert met.met_s == pytest.approx(wanted_s, abs=1.0)
    place = reckoned(FRAME.origin, afloat.track.deck, wanted_s)
    assert np.hypot(*(met.route.points[-1] - FRAME.point(place))) < 8.0


@settings(max_examples=40, deadline=None)
@given(
    st.floats(0.0, 7.0), st.floats(0.0, 360.0), st.floats(0.0, 3.5), st.floats(0.0, 360.0),
    st.floats(0.0, 600.0),
    st.tuples(st.floats(-4e3, 4e3), st.floats(-4e3, 4e3)),
)  # fmt: skip
def test_every_meeting_is_where_the_ship_is(ship_mps, course, wind_mps, from_deg, start_s, end):
    assume(math.hypot(*end) > 100.0)
    afloat = voyage(Deck(ship_mps, course), heron(), Wind(wind_mps, from_deg))
    half = (0.5 * end[0], 0.5 * end[1])
    met = afloat.meet(out_to(afloat, half, end, start_s=start_s), start_s)
    path = afloat.spending.of(met.route)
    arrival_s = start_s + afloat.spending.arrival_s(path)
    place = reckoned(FRAME.origin, afloat.track.deck, arrival_s)
    assert np.hypot(*(met.route.points[-1] - FRAME.point(place))) < 3.0
    assert met.met_s == pytest.approx(arrival_s)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.1, 20.0), st.floats(0.0, 360.0), st.floats(-60.0, 60.0))
def test_a_steady_course_is_a_rhumb_line(speed, course, lat):
    """Golden by the radii of curvature; the way of the ship ends at the fence, 30 km off."""
    deck = Deck(speed, course)
    start = LonLat(12.0, lat)
    fence = box(-30_000.0, -30_000.0, 30_000.0, 30_000.0)
    frame = LocalFrame(start)
    track = steam(deck, start, frame, Airspace(MultiPolygon(), fence, (), 0.0))
    half_s = 0.5 * track.end_s
    there = frame.point(reckoned(start, deck, half_s))
    assert np.hypot(*(track.at(half_s) - there)) < 5.0


def test_where_and_when_the_ship_leaves_the_fence_with_its_error():
    deck = Deck(5.0, 90.0, 100.0)
    track = steam(deck, FRAME.origin, FRAME, Airspace(
        MultiPolygon(), box(-9_000.0, -9_000.0, 9_000.0, 9_000.0), (), 0.0
    ))  # fmt: skip
    assert track.end_s == pytest.approx((9_000.0 - 5.0) / 5.0, abs=1.0)
    # 9,000 - 5 m of margin = way + (100 m + a tenth of the way), at the end of a wait of 120 s
    lost_s = (9_000.0 - 5.0 - 100.0) / 5.5 - 120.0
    assert track.lost_s(0.0, 120.0) == pytest.approx(lost_s, abs=20.0)
    assert track.why(lost_s).startswith("leaves the fence (predicted to ")


@pytest.mark.parametrize("space, words", [
    (Airspace(MultiPolygon([box(200.0, -100.0, 300.0, 100.0)]), box(-9e3, -9e3, 9e3, 9e3), (),
              300.0), "the deck comes nearer than 300 m to land"),
    (Airspace(MultiPolygon(), box(-9e3, -9e3, 9e3, 9e3), (box(-50.0, -50.0, 50.0, 50.0),), 0.0),
     "the deck enters a no-fly zone"),
    (Airspace(MultiPolygon(), box(3.0, -9e3, 9e3, 9e3), (), 0.0), "the deck leaves the fence"),
])  # fmt: skip
def test_a_ship_that_starts_where_nothing_may_fly(space, words):
    with pytest.raises(PlanRefused, match=words):
        steam(Deck(5.0, 0.0), FRAME.origin, FRAME, space)


def test_no_meeting_where_the_ship_has_left():
    narrow = Airspace(MultiPolygon(), box(-9e3, -9e3, 2e3, 9e3), (), 0.0)
    east = voyage(Deck(5.0, 90.0), airspace=narrow)
    assert east.meet(out_to(east, (0.0, OUT_M - 10.0), (0.0, OUT_M)), 0.0) is None
    west = voyage(Deck(5.0, 270.0), airspace=narrow)
    assert west.meet(out_to(west, (0.0, OUT_M - 10.0), (0.0, OUT_M)), 0.0) is not None


@pytest.mark.parametrize("figures, words", [
    ((-1.0, 0.0), "deck speed is -1 m/s"),
    ((math.nan, 0.0), "deck speed is nan"),
    ((3.0, 361.0), "deck course is 361 deg"),
    ((3.0, 0.0, -5.0), "deck error is -5 m"),
])  # fmt: skip
def test_a_deck_out_of_range_is_named(figures, words):
    with pytest.raises(PlannerError, match=words):
        Deck(*figures)
