"""Searches from the request to the checked plan: legs, wind, obstacles, coverage factor."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon, box

from mission_planner.errors import PlannerError, PlanRefused
from mission_planner.focus import Focus
from mission_planner.plan import PlanRequest, Wind, draft, plan
from tests.mission_planner.islands import FRAME, area_of, discs, heron, islands, place
from tests.mission_planner.limits import keeps_limits

FAR_ISLET = Point(9_000.0, 9_000.0).buffer(30.0)
OPEN = area_of(box(-1_500.0, -600.0, 1_500.0, 600.0), FAR_ISLET)
DATUM = (200.0, -100.0)
SEARCHES = ("parallel", "creeping", "square", "sector")


def asked(pattern, swath_m=200.0, wind=Wind(0.0, 0.0), datum=DATUM, **focus):
    where = Focus(datum=place(*datum), **focus) if datum else Focus(**focus)
    return PlanRequest(pattern=pattern, swath_m=swath_m, wind=wind, focus=where)


def legs_of(made):
    """(N, 2, 2) survey legs in metres."""
    return np.array([line.coords for line in FRAME.geometry_to_metres(made.survey).geoms])


def first_course(made):
    step = np.diff(legs_of(made)[0], axis=0)[0]
    return float(np.degrees(np.arctan2(*step)) % 360.0)


@pytest.mark.parametrize("pattern", ["parallel", "creeping"])
def test_lines_over_an_area_begin_half_a_spacing_inside(pattern):
    made = plan(OPEN, heron(), asked(pattern, datum=None))
    legs = legs_of(made)
    along, across = (0, 1) if pattern == "parallel" else (1, 0)
    half = {0: 1_500.0, 1: 600.0}
    assert made.spacing.track_m == pytest.approx(200.0, rel=1e-4)
    lines = np.unique(np.round(legs[:, 0, across]))
    assert lines[0] == pytest.approx(-half[across] + 100.0, abs=2.0)
    assert lines[-1] == pytest.approx(half[across] - 100.0, abs=2.0)
    assert np.abs(legs[:, :, along]).min() == pytest.approx(half[along], abs=2.0)
    assert made.coverage > 0.9999
    assert made.uncovered == ()


@pytest.mark.parametrize("pattern", SEARCHES)
@pytest.mark.parametrize("from_deg", [77.0, 251.0])
def test_the_first_leg_round_a_datum_is_into_the_wind(pattern, from_deg):
    made = plan(OPEN, heron(), asked(pattern, wind=Wind(6.0, from_deg), extent_m=400.0))
    assert first_course(made) == pytest.approx(from_deg, abs=0.1)


@pytest.mark.parametrize("pattern", ["parallel", "square", "sector"])
def test_an_asked_bearing_goes_before_the_wind(pattern):
    request = asked(pattern, wind=Wind(6.0, 10.0), extent_m=400.0, bearing_deg=200.0)
    assert first_course(plan(OPEN, heron(), request)) == pytest.approx(200.0, abs=0.1)


def test_the_expanding_square_as_flown():
    made = plan(OPEN, heron(), asked("square", swath_m=150.0, extent_m=300.0))
    legs = legs_of(made)
    assert legs[0][0] == pytest.approx(DATUM, abs=0.1)
    lengths = np.hypot(*(legs[:, 1] - legs[:, 0]).T)
    assert lengths / 150.0 == pytest.approx([1, 1, 2, 2, 3, 3, 4, 4, 5], abs=0.01)
    # half of every corner is a quarter circle beyond half a swath
    assert made.coverage > 0.97
    assert {piece.reason for piece in made.uncovered} == {"turn"}


def test_turns_to_port_on_request():
    request = replace(asked("square", extent_m=300.0), direction="ccw")
    legs = legs_of(plan(OPEN, heron(), request))
    assert legs[1][1][0] < legs[1][0][0]  # north, then west


def test_two_rounds_of_a_sector_search_see_more():
    one, two = (
        plan(OPEN, heron(), asked("sector", swath_m=120.0, extent_m=400.0, passes=n))
        for n in (1, 2)
    )
    assert len(legs_of(one)) == 9 and len(legs_of(two)) == 18
    assert two.coverage > one.coverage + 0.05
    assert {piece.reason for piece in one.uncovered} == {"spacing"}
    assert (
        "--passes 2"
        in plan(
            OPEN, heron(camera=None), asked("sector", swath_m=60.0, extent_m=500.0)
        ).spacing.advice
    )


def test_the_coverage_factor_is_sweep_width_over_spacing():
    made = plan(OPEN, heron(), asked("parallel", datum=None, swath_m=400.0))
    assert made.spacing.sweep_width_m == pytest.approx(273.2, abs=0.1)
    assert made.spacing.coverage_factor == pytest.approx(273.2 / 400.0, abs=1e-3)
    assert "--swath 273" in made.spacing.advice
    blind = plan(OPEN, heron(camera=None), asked("parallel", datum=None))
    assert blind.spacing.coverage_factor == pytest.approx(1.0, abs=1e-3)


def test_legs_are_cut_at_a_zone_and_joined_round_it():
    zone = Point(200.0, 200.0).buffer(120.0)
    area = area_of(box(-1_500.0, -600.0, 1_500.0, 600.0), FAR_ISLET, nofly_m=(zone,))
    for pattern in SEARCHES:
        made = plan(area, heron(), asked(pattern, extent_m=500.0))
        assert FRAME.geometry_to_metres(made.path).distance(zone) > 4.0
        assert "nofly" in {piece.reason for piece in made.uncovered}
        missed = sum(piece.area_m2 for piece in made.uncovered)
        strip = FRAME.geometry_to_metres(made.strip).area
        assert 1.0 - missed / strip == pytest.approx(made.coverage, abs=2e-3)


NONSENSE = [
    ("corridor", Focus(datum=place(0, 0)), "--datum means nothing to the pattern corridor"),
    ("sweep", Focus(minutes=3.0), "--minutes means nothing to the pattern sweep"),
    ("square", Focus(datum=place(0, 0)), "needs --extent M"),
    ("sector", Focus(extent_m=500.0), "--extent needs --datum"),
    ("square", Focus(datum=place(0, 0), extent_m=500.0, passes=2), "--passes means nothing"),
    ("parallel", Focus(places=(place(0, 0),)), "--place means nothing"),
    ("barrier", Focus(places=(place(0, 0),)), "from one --place LON,LAT to another"),
    ("watch", Focus(), "watch needs 1 --place"),
    ("places", Focus(), "places needs 1 to 40 --place"),
    ("auto", Focus(datum=place(0, 0), places=(place(1, 1),)), "together mean nothing"),
]


@pytest.mark.parametrize("pattern, focus, text", NONSENSE)
def test_meaningless_requests_are_refused_in_one_line(pattern, focus, text):
    with pytest.raises(PlannerError, match=text) as caught:
        PlanRequest(pattern=pattern, focus=focus)
    assert "\n" not in str(caught.value)


def test_values_out_of_range_and_places_given_twice_are_named():
    for wrong in ({"extent_m": 1.0}, {"bearing_deg": 361.0}, {"passes": 3}, {"minutes": -1.0}):
        with pytest.raises(PlannerError, match=next(iter(wrong)).split("_")[0]):
            Focus(**wrong)
    with pytest.raises(PlannerError, match="place 2 is place 1 again"):
        Focus(places=(place(0, 0), place(1, 0)))


def test_a_datum_outside_the_fence_and_one_ashore_are_refused():
    with pytest.raises(PlannerError, match="the datum is 1000 m outside the fence"):
        plan(OPEN, heron(), asked("square", datum=(5_000.0, 0.0), extent_m=300.0))
    ashore = area_of(box(-500, -500, 500, 500), box(-3_000, -1_000, 1_000, 1_000), (2_000, 0))
    with pytest.raises(PlannerError, match="is land"):
        plan(ashore, heron(), asked("parallel", datum=(0.0, 0.0), extent_m=300.0))
    line = area_of(LineString([(-500, 0), (500, 0)]), FAR_ISLET)
    with pytest.raises(PlannerError, match="polygon, not a line"):
        plan(line, heron(), asked("parallel", datum=None))


AUTO = [
    (OPEN, Focus(datum=place(*DATUM), extent_m=300.0), "sector"),
    (OPEN, Focus(datum=place(*DATUM), extent_m=800.0), "square"),
    (OPEN, Focus(places=(place(0, 0),)), "watch"),
    (OPEN, Focus(places=(place(0, 0), place(500, 0))), "places"),
    (area_of(LineString([(-500, 0), (500, 0)]), FAR_ISLET), Focus(), "barrier"),
    (OPEN, Focus(), "sweep"),
]


@pytest.mark.parametrize("area, focus, pattern", AUTO)
def test_auto_chooses_and_says_why(area, focus, pattern):
    made = plan(area, heron(), PlanRequest(swath_m=200.0, focus=focus))
    assert made.pattern == pattern
    assert len(made.why) > 10


def test_auto_takes_parallel_tracks_for_a_vague_datum():
    request = PlanRequest(swath_m=60.0, focus=Focus(datum=place(*DATUM), extent_m=700.0))
    assert plan(OPEN, heron(), request).pattern == "parallel"


def check_any(draw):
    """One search anywhere: no limit broken, inside the fence, off every zone and the land."""
    land, zones = draw(islands()), draw(discs(3))
    vehicle = heron(battery_wh=20_000.0)
    if draw(st.booleans()):
        vehicle = replace(vehicle, kind="plane", turn_radius_m=draw(st.floats(20.0, 150.0)))
    pattern = draw(st.sampled_from(SEARCHES))
    spacing = draw(st.floats(40.0, 500.0))
    wind = Wind(draw(st.floats(0.0, 8.0)), draw(st.floats(0.0, 360.0)))
    datum = draw(st.tuples(st.floats(-3_500.0, 3_500.0), st.floats(-3_500.0, 3_500.0)))
    home = draw(st.tuples(st.floats(-3_500.0, 3_500.0), st.floats(-3_500.0, 3_500.0)))
    focus = {"extent_m": draw(st.floats(100.0, 900.0))}
    if pattern == "sector":
        focus["passes"] = draw(st.sampled_from([1, 2]))
    area = area_of(box(-3_000, -3_000, 3_000, 3_000), land, home, nofly_m=tuple(zones))
    request = replace(asked(pattern, spacing, wind, datum, **focus), standoff_m=100.0)
    try:
        made = draft(area, vehicle, request)
    except PlanRefused:
        return  # home or all of the search shut in: said, not flown
    except PlannerError as exc:
        assert "is land" in str(exc)
        return
    keeps_limits(made, area, zones, 100.0)
    width, spacing_m = made.spacing.sweep_width_m, made.spacing.track_m
    assert made.spacing.coverage_factor == pytest.approx(width / spacing_m)
    assert pattern == "sector" or spacing_m <= spacing + 1e-6
    if pattern in ("parallel", "creeping") and not vehicle.is_winged:  # no corner, no room to turn
        limits = {piece.reason for piece in made.uncovered} & {"nofly", "fence", "standoff"}
        assert made.coverage == pytest.approx(1.0, abs=0.06) or limits


def test_a_plane_leaves_a_ragged_islet_without_crossing_its_spikes():
    """Between a spike and the islet there is water; near enough to land to look like land."""
    ragged = [
        (72.0, 0.0), (60.6, 38.9), (29.9, 65.5), (-10.2, 71.3), (-23.6, 27.2), (-69.1, 20.3),
        (-34.5, -10.1), (-47.1, -54.4), (-10.2, -71.3), (29.9, -65.5), (60.6, -38.9),
    ]  # fmt: skip
    vehicle = replace(heron(battery_wh=20_000.0), kind="plane", turn_radius_m=20.0)
    area = area_of(box(-3_000, -3_000, 3_000, 3_000), Polygon(ragged), (0.0, 0.0))
    request = asked("parallel", 40.0, Wind(3.0, 0.0), (0.0, 0.0), extent_m=154.0)
    made = draft(area, vehicle, replace(request, standoff_m=100.0))
    keeps_limits(made, area, [], 100.0)


@settings(max_examples=5, deadline=None)
@given(st.data())
def test_whatever_is_searched_nothing_is_violated(data):
    check_any(data.draw)


@pytest.mark.areas
@settings(max_examples=250, deadline=None)
@given(st.data())
def test_hundreds_of_searches_violate_nothing(data):
    check_any(data.draw)
