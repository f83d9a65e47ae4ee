"""Every check is red when its figure is missing, and red for each fault alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from surveillance.aircraft.sky import Aircraft
from surveillance.links.readings import Readings
from surveillance.patrol.preflight import Evidence, fence_height_m, red, run_checks
from tests.surveillance.bench import FRAME, HOME, circle, make_area, make_mission, make_order

NOW = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)
GOOD = Readings(
    vehicle_type=2,
    autopilot=3,
    mode=4,
    position=HOME,
    battery_pct=98.0,
    is_prearm_good=True,
    fix_type=mavlink.GPS_FIX_TYPE_3D_FIX,
    satellites=10,
    hdop=1.2,
    ekf_flags=831,
    home=HOME,
    home_alt_amsl_m=5.0,
)


def names(readings: Readings, **changes: Any) -> list[str]:
    order = changes.get("order") or make_order()
    return [check.name for check in red(run_checks(order, evidence_of(readings, **changes)))]


def evidence_of(readings: Readings, **changes: Any) -> Evidence:
    loss, said = changes.get("loss", 1.0), changes.get("said", ())
    return Evidence(readings, "GUIDED", loss, said, changes.get("aircraft", ()), NOW)


def test_a_ready_vehicle_is_green() -> None:
    assert names(GOOD) == []


def test_nothing_known_is_nothing_green_but_disarmed() -> None:
    assert len(names(Readings(), loss=None)) == 8


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        ({"armed": True}, "disarmed"),
        ({"fix_type": 2}, "position"),
        ({"satellites": 4}, "position"),
        ({"hdop": 3.5}, "position"),
        ({"hdop": None}, "position"),
        ({"ekf_flags": 167}, "estimator"),
        ({"ekf_flags": None}, "estimator"),
        ({"battery_pct": 29.9}, "battery"),
        ({"battery_pct": None}, "battery"),
        ({"position": FRAME.lonlat(60.0, 0.0)}, "home"),
        ({"home_alt_amsl_m": 130.0}, "ceiling"),
        ({"home_alt_amsl_m": None}, "ceiling"),
        ({"remote_id_status": 1, "remote_id_error": "no operator"}, "remote id transmitter"),
        ({"is_prearm_good": False}, "vehicle's own checks"),
        ({"is_prearm_good": None}, "vehicle's own checks"),
    ],
)
def test_each_fault_alone_is_red(fault: dict[str, Any], name: str) -> None:
    assert names(replace(GOOD, **fault)) == [name]


def test_a_transmitter_that_is_good_or_not_there_is_not_red() -> None:
    assert names(replace(GOOD, remote_id_status=0)) == names(GOOD) == []


def test_a_bad_link_is_red() -> None:
    assert names(GOOD, loss=60.0) == ["link"]


def test_the_vehicles_words_are_shown() -> None:
    evidence = evidence_of(GOOD, said=["PreArm: Compass not calibrated"])
    (check,) = red(run_checks(make_order(), evidence))
    assert check.text == "PreArm: Compass not calibrated"


def test_a_first_waypoint_far_away_is_red() -> None:
    far = make_order(make_mission(leg_m=5_500.0), make_area(fence_m=9_000.0))
    assert names(GOOD, order=far) == ["first waypoint"]


def test_standing_in_a_no_fly_zone_is_red() -> None:
    order = make_order(area=make_area(nofly=(circle("pier", 0.0, 0.0, 20.0),)))
    assert names(GOOD, order=order) == ["home"]


def test_a_rally_point_outside_the_fence_is_red() -> None:
    assert names(GOOD, order=make_order(area=make_area(fence_m=15.0))) == ["rally points"]


def test_heights_above_the_sea_need_the_homes_real_height() -> None:
    mission = make_mission()
    items = [replace(i, frame=0) if i.command == 16 else i for i in mission.items]
    order = make_order(replace(mission, items=tuple(items)))
    assert names(GOOD, order=order) == []
    assert names(replace(GOOD, home_alt_amsl_m=60.0)) == []
    assert names(replace(GOOD, home_alt_amsl_m=60.0), order=order) == ["ceiling"]


def test_the_ceiling_counts_from_the_water() -> None:
    assert fence_height_m(make_order(), GOOD) == 145.0
    assert fence_height_m(make_order(), replace(GOOD, home_alt_amsl_m=-2.0)) == 150.0
    assert fence_height_m(make_order(), Readings()) is None


def heard(east_m: float, speed_mps: float, height_m: float, age_s: float = 0.0) -> Aircraft:
    place = FRAME.lonlat(east_m, 0.0)
    at = NOW - timedelta(seconds=age_s)
    return Aircraft(1, "JA1", place, at, height_m, 50.0, (speed_mps, 0.0))


@pytest.mark.parametrize(
    ("aircraft", "is_good"),
    [
        ((), None),  # a deaf receiver hears as little
        ((heard(-3_000.0, 60.0, 150.0),), False),  # overhead in 50 s
        ((heard(-6_000.0, 60.0, 150.0, age_s=50.0),), False),  # from where it flew on meanwhile
        ((heard(-3_000.0, 60.0, 900.0),), True),  # far above
        ((heard(-3_000.0, -60.0, 150.0),), True),  # it goes away
        ((heard(-3_000.0, -60.0, 150.0), heard(400.0, 0.0, 100.0)), False),
    ],
)
def test_nobody_climbs_into_the_way_of_an_aircraft(
    aircraft: tuple[Aircraft, ...], is_good: bool | None
) -> None:
    checks = run_checks(make_order(), evidence_of(GOOD, aircraft=aircraft))
    (check,) = [check for check in checks if check.name == "aircraft"]
    assert check.is_good is is_good
    assert check.can_heal is (is_good is False)
