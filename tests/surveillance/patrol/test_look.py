"""Closer looks: planned inside limits and battery, or refused with the reason."""

import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Polygon

from geodata.position import distance_m
from surveillance.errors import LinkRefused
from surveillance.model import Realm, Telemetry
from surveillance.patrol.look import LEAST_RADIUS_M, Look, plan_look
from surveillance.patrol.order import PatrolOrder
from tests.surveillance.bench import EPOCH, FRAME, circle, make_area, make_order

FENCE_M = 600.0


def state(east_m: float = 0.0, north_m: float = 0.0, battery_pct: float | None = 90.0) -> Telemetry:
    return Telemetry(
        at=datetime(2026, 5, 1, tzinfo=UTC),
        realm=Realm.SIMULATED,
        vehicle="heron-1",
        position=FRAME.lonlat(east_m, north_m),
        alt_home_m=50.0,
        alt_amsl_m=50.0,
        heading_deg=0.0,
        ground_speed_mps=10.0,
        mode="AUTO",
        armed=True,
        battery_pct=battery_pct,
    )


def look(
    order: PatrolOrder,
    seen: Telemetry,
    target: tuple[float, float],
    radius_m: float = 100.0,
    left_m: float = 1000.0,
) -> Look:
    return plan_look(order, seen, left_m, FRAME.lonlat(*target), radius_m)


def with_land(order: PatrolOrder, land: Polygon) -> PatrolOrder:
    shape = FRAME.geometry_to_lonlat(MultiPolygon([land]))
    return replace(order, area=replace(order.area, land=shape))


inside = st.floats(-550.0, 550.0)


@given(inside, inside, inside, inside, st.floats(LEAST_RADIUS_M, 400.0), inside, inside)
def test_a_planned_look_stays_inside_and_away(
    east: float, north: float, x: float, y: float, radius_m: float, zone_x: float, zone_y: float
) -> None:
    zone = circle("Z", zone_x, zone_y, 60.0)
    order = make_order(area=make_area(FENCE_M, nofly=(zone,)))
    try:
        planned = look(order, state(east, north), (x, y), radius_m)
    except LinkRefused:
        return
    frame = order.limits.frame
    way = LineString([frame.point(p) for p in (planned.left_at, *planned.places)])
    assert order.limits.fence.covers(way)
    assert not order.limits.nofly[0][1].intersects(way)
    for place in planned.places:
        assert distance_m(place, planned.target) == pytest.approx(radius_m, rel=1e-3, abs=0.1)
    assert planned.places[0] == planned.places[-1]
    assert planned.home_pct >= order.vehicle.reserve_pct
    assert -90.0 < planned.pitch_deg < 0.0


def test_the_camera_points_at_the_water_in_the_middle() -> None:
    planned = look(make_order(), state(), (0.0, 200.0), radius_m=50.0)
    assert planned.pitch_deg == pytest.approx(-45.0)
    assert "orbit of 50 m" in planned.text and "goes on with its patrol" in planned.text


def test_it_begins_where_the_circle_is_nearest() -> None:
    planned = look(make_order(), state(0.0, -200.0), (0.0, 100.0))
    assert distance_m(planned.places[0], FRAME.lonlat(0.0, 0.0)) < 1.0


@pytest.mark.parametrize(("hour_utc", "east_first"), [(23, True), (7, False)])  # 8 and 16 in Japan
def test_it_comes_to_the_sunny_side_first(hour_utc: int, east_first: bool) -> None:
    seen = replace(state(0.0, -200.0), at=EPOCH.replace(hour=hour_utc))
    planned = look(make_order(), seen, (0.0, 100.0))
    assert planned.first_from == "from the sun's side"
    assert "from the sun's side first" in planned.text
    frame = make_order().limits.frame
    assert (frame.point(planned.places[3])[0] > 50.0) is east_first
    assert planned.places[0] == planned.places[-1]


def test_a_circle_over_the_fence_is_refused() -> None:
    with pytest.raises(LinkRefused, match=r"would leave its limits \(fence\)"):
        look(make_order(), state(), (0.0, 550.0))


def test_a_circle_through_a_zone_or_over_land_is_refused_by_name() -> None:
    order = make_order(area=make_area(nofly=(circle("Aquafarm", 0.0, 300.0, 30.0),)))
    with pytest.raises(LinkRefused, match=r"\(Aquafarm\)"):
        look(order, state(), (0.0, 200.0))
    ashore = with_land(make_order(), Polygon([(50, 100), (150, 100), (150, 300), (50, 300)]))
    with pytest.raises(LinkRefused, match=r"\(land\)"):
        look(ashore, state(), (0.0, 200.0))


def test_a_look_from_which_it_could_not_return_straight_is_refused() -> None:
    zone = circle("Aquafarm", 0.0, 100.0, 40.0)
    order = make_order(area=make_area(nofly=(zone,)))
    with pytest.raises(LinkRefused, match="way home from there would cross no-fly zone Aquafarm"):
        look(order, state(300.0, 400.0), (0.0, 400.0))


def test_a_place_behind_land_is_gone_to_from_nowhere() -> None:
    wall = Polygon([(-700, 90), (700, 90), (700, 110), (-700, 110)])
    with pytest.raises(LinkRefused, match="no straight way"):
        look(with_land(make_order(), wall), state(), (0.0, 350.0))


@pytest.mark.parametrize("radius_m", [0.0, 29.9, 1001.0, math.nan, -100.0])
def test_nearer_than_thirty_metres_is_another_kind_of_flight(radius_m: float) -> None:
    with pytest.raises(LinkRefused, match="limits 30 and 1000 m"):
        look(make_order(), state(), (0.0, 200.0), radius_m)


def test_the_reserve_is_kept_or_it_does_not_go() -> None:
    order = make_order()
    with pytest.raises(LinkRefused, match=r"come home with 1\d %; limit 20 %"):
        look(order, state(battery_pct=22.0), (0.0, 200.0))
    with pytest.raises(LinkRefused, match="battery level is not known"):
        look(order, state(battery_pct=None), (0.0, 200.0))


def test_a_battery_for_the_look_but_not_for_the_rest_brings_it_home_afterwards() -> None:
    rich = look(make_order(), state(battery_pct=60.0), (0.0, 200.0), left_m=9_000.0)
    poor = look(make_order(), state(battery_pct=40.0), (0.0, 200.0), left_m=9_000.0)
    assert rich.goes_on and not poor.goes_on
    assert "returns" in poor.text
    assert poor.home_pct >= 20.0
