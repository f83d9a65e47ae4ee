"""Special-flight conditions and limits of the layers, on hand-made flights."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from geodata.airports import Runway
from mission_planner.errors import PlannerError
from mission_planner.flight import FlightPath, level_flight
from mission_planner.layers.breaches import breaches
from mission_planner.layers.conditions import Context, State, special_flight, words_of
from mission_planner.layers.flown import fly
from mission_planner.layers.layers import KINDS, NO_LAYERS, Layers, LayerZone
from mission_planner.layers.wording import WORDS
from tests.mission_planner.islands import FRAME

EVERY = frozenset({*KINDS, "airports"})
RUNWAY = Runway("RJXX", "09/27", (FRAME.lonlat(-1000, 0), FRAME.lonlat(1000, 0)), 10.0)


def flight(*corners, height_m=60.0, home_alt_m=0.0, number=1):
    path = level_flight(np.array(corners, np.float64), height_m, 14.0)
    return fly(path, home_alt_m, 25.0, number)


def found(flown, kind, **context):
    layers = context.pop("layers", Layers(given=EVERY))
    made = special_flight([flown], Context(FRAME, layers, **context))
    assert {condition.kind for condition in made} <= set(WORDS)
    (condition,) = [condition for condition in made if condition.kind == kind]
    assert all(words_of(condition).values())
    return condition


def zone(kind, shape, **more):
    return Layers(
        zones=(LayerZone(kind, "zone", FRAME.geometry_to_lonlat(shape), **more),), given=EVERY
    )


OUT = ((0, 0), (2000, 0), (0, 0))


def test_what_was_not_given_is_to_be_checked():
    made = special_flight([flight(*OUT)], Context(FRAME, NO_LAYERS))
    states = {condition.kind: condition.state for condition in made}
    asked = ("airport", "did", "facility", "emergency", "night", "persons", "event", "cargo")
    assert all(states[kind] is State.CHECK for kind in asked)
    assert (states["height"], states["sight"]) == (State.NO, State.APPLIES)
    assert "aquaculture" not in states
    order = [condition.state for condition in made]
    assert order == sorted(order, key=[State.APPLIES, State.CHECK, State.NO].index)


def test_emergency_airspace_is_always_to_be_checked_again():
    assert found(flight(*OUT), "emergency").state is State.CHECK
    assert found(flight(*OUT), "did").state is State.NO


@settings(max_examples=40)
@given(st.floats(20.0, 149.4), st.floats(0.0, 100.0))
def test_150_m_above_the_water(height_m, home_alt_m):
    made = found(flight(*OUT, height_m=height_m, home_alt_m=home_alt_m), "height")
    assert made.state is (State.APPLIES if height_m + home_alt_m >= 150.0 else State.NO)
    assert made.amount == pytest.approx(height_m + home_alt_m)


def test_over_a_district():
    made = found(flight(*OUT), "did", layers=zone("did", box(500, -50, 900, 50)))
    assert made.state is State.APPLIES
    assert "m over zone, lowest 60 m" in made.found_en
    assert 490 <= FRAME.point(made.place)[0] <= 910
    away = zone("did", box(500, 50, 900, 90))
    assert found(flight(*OUT), "did", layers=away).state is State.NO


@pytest.mark.parametrize("height_m, state", [(49.0, State.APPLIES), (51.0, State.NO)])
def test_low_over_aquaculture(height_m, state):
    layers = zone("aquaculture", box(500, -50, 900, 50), min_alt_m=50.0)
    assert found(flight(*OUT, height_m=height_m), "aquaculture", layers=layers).state is state


def test_beyond_sight_is_a_matter_of_distance():
    assert found(flight(*OUT), "sight", sight_m=1999.0).state is State.APPLIES
    made = found(flight(*OUT), "sight", sight_m=2001.0)
    assert (made.state, made.amount) == (State.NO, pytest.approx(2000.0))
    with pytest.raises(PlannerError, match="line of sight is 0 m"):
        Context(FRAME, NO_LAYERS, sight_m=0.0)


@pytest.mark.parametrize("at, minutes, state", [
    ((2026, 6, 21, 3, 0), 60, State.NO),  # noon in Japan; at 130 E, 34 N sunset is 10:30 UTC
    ((2026, 6, 21, 10, 0), 20, State.NO),
    ((2026, 6, 21, 10, 0), 50, State.APPLIES),  # lands after sunset
    ((2026, 6, 21, 20, 0), 10, State.APPLIES),  # 05:00 in Japan: sunrise is at 05:10
    ((2026, 6, 21, 20, 20), 10, State.NO),
])  # fmt: skip
def test_night_from_take_off_to_landing(at, minutes, state):
    start = datetime(*at, tzinfo=UTC)
    made = found(flight(*OUT), "night", start_at=start, duration_s=60.0 * minutes)
    assert made.state is state
    assert "sunset 2026-06-2" in made.found_en


def airports(*unplaced):
    return Layers(runways=(RUNWAY,), unplaced=unplaced, given=EVERY)


def test_above_and_below_an_airports_surface():
    """45 m above an elevation of 10 m: 55 m above the sea."""
    corners = ((-500, 1500), (500, 1500), (-500, 1500))
    over = found(flight(*corners), "airport", layers=airports())
    assert (over.state, over.limit) == (State.APPLIES, pytest.approx(55.0))
    under = found(flight(*corners, height_m=40.0), "airport", layers=airports("ROIG"))
    assert under.state is State.NO
    assert "15 m below the horizontal surface of RJXX 09/27 (55 m there)" in under.found_en
    assert "1 airports have no place in the table" in under.found_en
    assert under.unplaced == ("ROIG",)
    far = flight((9000, 9000), (9500, 9000), (9000, 9000))
    assert found(far, "airport", layers=airports()).state is State.NO
    assert found(far, "airport", layers=airports("ROIG")).state is State.CHECK


def test_breaches_of_a_surface_with_place_amount_and_limit():
    """Along the approach: 60 m above the sea is too high until 10 + s / 50 = 60, s = 2,500 m."""
    layers = Layers(runways=(RUNWAY,))
    flown = flight((4000, 0), (1000 + 60 + 1000, 0), (4000, 0))
    (breach,) = breaches(flown, FRAME, layers)
    assert breach.kind == "airport"
    assert breach.place == pytest.approx([2060.0, 0.0], abs=1e-6)
    assert (breach.amount, breach.limit) == (pytest.approx(60.0), pytest.approx(30.0))
    assert "60 m above the sea over the approach surface of RJXX 09/27" in breach.text
    assert list(breaches(flight(*OUT, height_m=9.0), FRAME, layers)) == []


def test_a_home_on_the_airports_site_may_stand_there():
    layers = Layers(runways=(RUNWAY,))
    path = FlightPath(np.zeros((2, 2)), np.zeros(2), np.zeros(2), np.ones(1))
    assert list(breaches(fly(path, 12.0, 2.0), FRAME, layers)) == []


@settings(max_examples=40)
@given(st.floats(100.0, 3000.0))
def test_too_far_from_home(most):
    made = list(breaches(flight(*OUT), FRAME, Layers(max_distance_m=most)))
    assume(abs(most - 1999.5) > 0.01)  # half a metre is the accuracy of discs and way points
    assert [b.kind for b in made] == (["distance"] if most < 1999.5 else [])
    assert all(b.amount == pytest.approx(2000.0) and b.limit == most for b in made)
