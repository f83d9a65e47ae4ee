"""A mission that meets a ship, flown: the simulated copter waits where the ship then is."""

import numpy as np
import pytest
from shapely.geometry import Point, box

from mission_planner.deck.deck import Deck
from mission_planner.plan import PlanRequest, plan
from mission_planner.request import CALM, Wind
from tests.mission_planner.deck.ship import reckoned
from tests.mission_planner.islands import area_of, heron
from tests.simulator.flown import fly

AREA = area_of(
    box(-1_500.0, -1_500.0, 1_500.0, 1_500.0),
    Point(0.0, 0.0).buffer(500.0),
    home_m=(-3_000.0, -2_000.0),
    fence_m=box(-9_000.0, -9_000.0, 9_000.0, 9_000.0),
)
TIME_WITHIN, ENERGY_WITHIN = 0.05, 0.10  # as of every plan
THERE_M = 3.0


@pytest.mark.parametrize("deck, wind", [
    (Deck(3.0, 20.0), CALM), (Deck(2.0, 330.0), Wind(4.0, 250.0)),
])  # fmt: skip
def test_the_copter_waits_where_the_ship_is(deck: Deck, wind: Wind) -> None:
    vehicle = heron(battery_wh=900.0)
    made = plan(AREA, vehicle, PlanRequest(deck=deck, wind=wind))
    (sortie,) = made.sorties
    assert sortie.deck is not None
    frame, at_s = made.area.frame, sortie.deck.at_s
    flown = fly(sortie.mission, frame, vehicle, wind, longest_s=1.1 * at_s)
    hold = np.array(frame.point(sortie.deck.place))
    away = np.hypot(*(flown.track[:, :2] - hold).T)
    reached_s = int(np.argmax(away < THERE_M))
    assert reached_s == pytest.approx(at_s, rel=TIME_WITHIN)
    assert (away[reached_s + 30 :] < THERE_M).all()  # it waits there, at its height
    assert flown.track[-1, 2] == pytest.approx(made.request.altitude_m, abs=1.0)
    start = made.sorties[0].mission.home
    ship = np.array(frame.point(reckoned(start, deck, reached_s)))
    off_m = float(np.hypot(*(ship - hold)))
    assert off_m < deck.speed_mps * TIME_WITHIN * at_s
    assert off_m < sortie.deck.error_m
    waited_wh = (flown.duration_s - reached_s) * vehicle.hover_w / 3600.0
    planned_wh = sortie.energy_wh - (sortie.duration_s - at_s) * vehicle.hover_w / 3600.0
    assert flown.energy_wh - waited_wh == pytest.approx(planned_wh, rel=ENERGY_WITHIN)
