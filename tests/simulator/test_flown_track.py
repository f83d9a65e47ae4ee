"""Where the simulated plane really flies: the limits of a plan must hold there too."""

from dataclasses import replace

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon, box

from geodata.area import Area
from geodata.position import Floats
from mission_planner.airspace import land_in_metres
from mission_planner.checks import Limits, Violation
from mission_planner.checks.shore import near_land, way_to_home
from mission_planner.checks.zones import inside, outside
from mission_planner.errors import PlanRefused
from mission_planner.plan import PlanRequest, plan
from mission_planner.planned import Sortie
from mission_planner.request import CALM, Wind
from mission_planner.samples import Samples
from mission_planner.steering import swing_m
from mission_planner.vehicle import VehicleSpec
from mission_planner.vehicles.plane import turn_radius
from tests.mission_planner.islands import area_of, discs, islands
from tests.simulator.flown import fly
from tests.simulator.test_energy_model import AREAS, SWIFT, sortie

STANDOFF_M = 300.0
PLANES = st.builds(
    lambda speed_mps, bank_deg: replace(
        SWIFT,
        cruise_mps=speed_mps,
        turn_radius_m=turn_radius(speed_mps, bank_deg),
        battery_wh=20_000.0,
    ),
    st.floats(14.0, 28.0),
    st.floats(18.0, 45.0),
)
WINDS = st.builds(Wind, st.floats(0.0, 8.0), st.floats(0.0, 359.0))


def flown_m(planned: Sortie, area: Area, wind: Wind) -> Floats:
    """(N, 2) of the track, local metres."""
    return fly(planned.mission, area.frame, planned.vehicle, wind).track[:, :2]


def strays_m(planned: Sortie, area: Area, wind: Wind) -> float:
    """The farthest from the path that a plane was flown; pytest shows it with -rP."""
    path = area.frame.geometry_to_metres(planned.path)
    track = shapely.points(flown_m(planned, area, wind))
    worst = float(shapely.distance(track, path).max())
    print(f"{worst:.1f} m off the path; planned with {swing_m(planned.vehicle):.1f} m")
    return worst


def broken(track: Floats, area: Area, vehicle: VehicleSpec, wind: Wind) -> list[Violation]:
    """What the flown way breaks of fence, no-fly zones, land and stand-off."""
    frame, samples = area.frame, Samples(track)
    land = land_in_metres(frame, area, None, 1000.0)
    limits = Limits(area, vehicle, land, STANDOFF_M, wind)
    way = way_to_home(samples, limits, ends_aloft=False)
    return [
        *outside(samples, limits, frame),
        *inside(samples, limits, frame),
        *near_land(samples, way, limits, frame),
    ]


@pytest.mark.areas
@pytest.mark.parametrize("wind", [CALM, Wind(8.0, 0.0), Wind(8.0, 225.0)], ids=str)
@pytest.mark.parametrize("pattern", AREAS)
def test_a_plane_strays_no_farther_than_the_plan_allows_for(pattern: str, wind: Wind) -> None:
    assert strays_m(sortie(pattern, SWIFT, wind), AREAS[pattern], wind) <= swing_m(SWIFT)


def test_a_plane_stays_on_its_arcs() -> None:
    """The same in the default suite; it swung out farther when the autopilot chose the moment."""
    area = area_of(box(-900, -900, 900, 900), Point(0.0, 0.0).buffer(300.0), home_m=(1300.0, 0.0))
    request = PlanRequest(pattern="loop", standoff_m=STANDOFF_M, swath_m=150.0, strip_m=100.0)
    planned = plan(area, SWIFT, request).sorties[0]
    assert strays_m(planned, area, CALM) <= swing_m(SWIFT)


@pytest.mark.areas
@given(
    land=islands(),
    zones=discs(2),
    plane=PLANES,
    wind=WINDS,
    pattern=st.sampled_from(["loop", "sweep"]),
)
@settings(max_examples=60, deadline=None)
def test_the_flown_track_breaks_no_limit(
    land: Polygon, zones: list[Polygon], plane: VehicleSpec, wind: Wind, pattern: str
) -> None:
    shape = box(-2000, -2000, 2000, 2000) if pattern == "loop" else box(-1200, -800, 1200, 800)
    home = (max(land.bounds[2], 1200.0) + 1000.0, 0.0)
    area = area_of(shape, land, home_m=home, nofly_m=tuple(zones))
    request = PlanRequest(
        pattern=pattern, wind=wind, standoff_m=STANDOFF_M, swath_m=150.0, strip_m=150.0
    )
    try:
        planned = plan(area, plane, request).sorties[0]
    except PlanRefused:
        return
    assert broken(flown_m(planned, area, wind), area, plane, wind) == []
