"""The planner's time and energy against what the simulated vehicles take for the same missions.

The plans are real ones, flown by the simulator's vehicle and autopilot from take-off to landing; a
plane, which only circles at home, is then brought down by hand.
"""

from dataclasses import replace

import pytest
import shapely
from shapely.geometry import Point, Polygon, box

from geodata.area import Area
from mission_planner.plan import PlanRequest, plan
from mission_planner.planned import Sortie
from mission_planner.request import CALM, Wind
from mission_planner.vehicle import VehicleSpec
from mission_planner.vehicles import plane
from tests.mission_planner.islands import area_of, heron
from tests.simulator.flown import Flown, fly

TIME_WITHIN, ENERGY_WITHIN = 0.05, 0.10
WINDS = (CALM, Wind(8.0, 0.0), Wind(8.0, 90.0), Wind(8.0, 225.0))
HERON = heron(battery_wh=3000.0)  # one battery for all: a split would make the flights short
SWIFT = plane.build(
    "swift-1",
    plane.Options(
        kind="plane",
        link="tcp:127.0.0.1:5760",
        cruise_mps=20.0,
        climb_mps=4.0,
        descend_mps=3.0,
        battery_wh=2000.0,
        cruise_w=260.0,
        reserve_pct=20.0,
        max_wind_mps=12.0,
        min_alt_m=30.0,
        max_alt_m=150.0,
        bank_deg=25.0,
    ),
)
CAPES = Polygon(
    [(-3500, -3000), (-3500, 0), (-2500, 200), (-1800, -100), (-800, 300), (0, 50), (900, 350),
     (1500, -50), (2600, 250), (3500, 0), (3500, -3000)]
)  # fmt: skip
FAR_ROCK = Point(-3900.0, -3900.0).buffer(20.0)
AREAS: dict[str, Area] = {
    "loop": area_of(box(-1500, -1500, 1500, 1500), Point(0.0, 0.0).buffer(700.0)),
    "corridor": area_of(box(-3000, -500, 3000, 1200), CAPES, home_m=(0.0, 900.0)),
    "sweep": area_of(box(-1200, -800, 1200, 800), FAR_ROCK, home_m=(0.0, -1200.0)),
}


def sortie(pattern: str, vehicle: VehicleSpec, wind: Wind) -> Sortie:
    request = PlanRequest(pattern=pattern, wind=wind, standoff_m=400.0, swath_m=150.0)
    made = plan(AREAS[pattern], vehicle, request)
    assert len(made.sorties) == 1
    return made.sorties[0]


def told(planned_s: float, planned_wh: float, flown: Flown) -> str:
    """Both ratios in words; pytest shows them when a limit is broken, or with -rP."""
    text = f"time {planned_s / flown.duration_s:.3f}, energy {planned_wh / flown.energy_wh:.3f}"
    print(f"planned over flown: {text} ({flown.duration_s:.0f} s, {flown.energy_wh:.1f} Wh)")
    return text


@pytest.mark.areas
@pytest.mark.parametrize("wind", WINDS, ids=lambda w: f"{w.speed_mps:g}at{w.from_deg:g}")
@pytest.mark.parametrize("pattern", AREAS)
@pytest.mark.parametrize("vehicle", [HERON, SWIFT], ids=["copter", "plane"])
def test_plan_and_flight_agree(vehicle: VehicleSpec, pattern: str, wind: Wind) -> None:
    planned = sortie(pattern, vehicle, wind)
    flown = fly(planned.mission, AREAS[pattern].frame, vehicle, wind)
    text = told(planned.duration_s, planned.energy_wh, flown)
    assert planned.duration_s == pytest.approx(flown.duration_s, rel=TIME_WITHIN), text
    assert planned.energy_wh == pytest.approx(flown.energy_wh, rel=ENERGY_WITHIN), text


@pytest.mark.areas
@pytest.mark.parametrize("vehicle", [HERON, SWIFT], ids=["copter", "plane"])
@pytest.mark.parametrize("wind", [Wind(4.0, 60.0), Wind(8.0, 310.0)])
def test_a_stronger_wind_than_forecast_takes_what_the_plan_says(
    vehicle: VehicleSpec, wind: Wind
) -> None:
    planned = sortie("corridor", vehicle, wind)
    flown = fly(planned.mission, AREAS["corridor"].frame, vehicle, wind.stronger)
    needed_wh = vehicle.battery_wh * (1.0 - planned.least_left_pct / 100.0)
    text = told(flown.duration_s, needed_wh, flown)
    assert needed_wh == pytest.approx(flown.energy_wh, rel=ENERGY_WITHIN), text


@pytest.mark.areas
def test_the_copter_stays_on_its_planned_path_in_the_wind() -> None:
    """What is checked along the plan every 2 m is what is flown."""
    area, wind = AREAS["corridor"], Wind(8.0, 90.0)
    planned = sortie("corridor", HERON, wind)
    flown = fly(planned.mission, area.frame, HERON, wind)
    path = area.frame.geometry_to_metres(planned.path)
    assert shapely.distance(shapely.points(flown.track[:, :2]), path).max() < 5.0


def test_one_round_of_each_kind() -> None:
    """The same in the default suite: a small island in wind from the west."""
    wind = Wind(5.0, 270.0)
    rock = Point(0.0, 0.0).buffer(400.0)
    area = area_of(box(-1200, -1200, 1200, 1200), rock, home_m=(1300.0, 0.0))
    for vehicle in (replace(HERON, battery_wh=560.0), SWIFT):
        request = PlanRequest(pattern="loop", wind=wind, strip_m=100.0, swath_m=150.0)
        planned = plan(area, vehicle, request).sorties[0]
        flown = fly(planned.mission, area.frame, vehicle, wind)
        text = told(planned.duration_s, planned.energy_wh, flown)
        assert planned.duration_s == pytest.approx(flown.duration_s, rel=TIME_WITHIN), text
        assert planned.energy_wh == pytest.approx(flown.energy_wh, rel=ENERGY_WITHIN), text
