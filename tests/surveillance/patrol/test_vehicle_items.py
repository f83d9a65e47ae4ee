"""Who the vehicle is and what it holds: each fault alone is red."""

from dataclasses import replace
from functools import partial

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from mission_planner.mission import FenceCircle, FenceKind, Mission
from surveillance.links.connection import Connection
from surveillance.links.items import ListKind, fence_list, mission_list
from surveillance.links.readings import Readings
from surveillance.links.transfer import store, upload, verify
from surveillance.links.version import FirmwareVersion, read_version, version_of
from surveillance.model import Realm
from surveillance.patrol.safeguards import PlaneSafeguards, Safeguards
from surveillance.patrol.vehicle_items import (
    fence_item,
    firmware_item,
    identity_item,
    plan_item,
)
from tests.surveillance.bench import (
    HOME,
    SimulatedCopter,
    make_area,
    make_mission,
    make_order,
)

RELEASE, DEV = FirmwareVersion("4.5.7", ""), FirmwareVersion("4.7.0", "dev")


def packed(number: int) -> FirmwareVersion | None:
    none = (0,) * 8
    return version_of(
        mavlink.MAVLink_autopilot_version_message(0, number, 0, 0, 0, none, none, none, 0, 0, 0)
    )


def test_versions_are_read_as_ardupilot_packs_them() -> None:
    assert packed(0x040507FF) == RELEASE
    assert packed(0x04070000) == DEV
    assert packed(0x040601C0) == FirmwareVersion("4.6.1", "rc")
    assert packed(0) is None


@pytest.mark.parametrize(
    ("version", "approved", "realm", "is_good"),
    [
        (None, None, Realm.SIMULATED, False),
        (RELEASE, None, Realm.LIVE, True),
        (DEV, None, Realm.LIVE, False),
        (DEV, None, Realm.SIMULATED, True),
        (DEV, "4.7.0-dev", Realm.LIVE, True),
        (RELEASE, "4.5.6", Realm.SIMULATED, False),
    ],
)
def test_firmware(
    version: FirmwareVersion | None, approved: str | None, realm: Realm, is_good: bool
) -> None:
    assert firmware_item(version, approved, realm).is_good is is_good


def test_who_it_is() -> None:
    assert identity_item(Readings(), 1).is_good is False
    check = identity_item(Readings(vehicle_type=2, autopilot=3), 7)
    assert (check.is_good, check.text) == (
        True,
        "system 7, quadrotor, autopilot ardupilotmega",
    )


def test_a_fence_wider_than_the_areas_is_red() -> None:
    assert fence_item(make_order()).is_good is True
    wide = fence_item(make_order(area=make_area(fence_m=500.0)))
    assert wide.is_good is False
    assert "141 m beyond" in wide.text  # the corner: 100 m both ways
    assert fence_item(make_order(replace(make_mission(), fence=()))).is_good is False


def test_a_round_fence_inside_counts() -> None:
    mission = replace(make_mission(), circles=(FenceCircle(FenceKind.INCLUSION, HOME, 400.0),))
    assert fence_item(make_order(mission, make_area(fence_m=450.0))).is_good is True
    alone = replace(mission, fence=())
    assert fence_item(make_order(alone, make_area(fence_m=450.0))).is_good is True
    assert fence_item(make_order(alone, make_area(fence_m=300.0))).is_good is False


def lists_of(mission: Mission) -> tuple[tuple[ListKind, tuple], ...]:  # type: ignore[type-arg]
    return (
        (ListKind.FENCE, fence_list(mission)),
        (ListKind.MISSION, mission_list(mission)),
    )


def test_what_the_real_vehicle_holds() -> None:
    mission = make_mission()
    with (
        SimulatedCopter(40.0) as copter,
        Connection(copter.link, copter.clock, 1) as connection,
    ):
        assert read_version(connection) == DEV
        for kind, items in lists_of(mission):
            store(connection, kind, items)
        assert plan_item(lists_of(mission), partial(verify, connection)).is_good is True
        upload(connection, ListKind.MISSION, mission_list(make_mission(legs=2)))
        changed = plan_item(lists_of(mission), partial(verify, connection))
        assert changed.is_good is False
        assert "the mission in the vehicle is not the one checked" in changed.text


@pytest.mark.parametrize(
    ("rtl_m", "is_good"),
    [(15.0, True), (150.0, False), (0.0, True), (145.0, True), (None, False)],
)
def test_the_height_of_the_way_home(rtl_m: float | None, is_good: bool) -> None:
    fence = {"FENCE_ENABLE": 1.0, "FENCE_TYPE": 5.0, "FENCE_ALT_MAX": 145.0}
    copter = {} if rtl_m is None else {"RTL_ALT": 100.0 * rtl_m}
    plane = {} if rtl_m is None else {"RTL_ALTITUDE": rtl_m}
    for held in (Safeguards(fence | copter), PlaneSafeguards(fence | plane)):
        checks = {check.name: check.is_good for check in held.checks()}
        assert checks["return height"] is is_good
        assert checks["fence settings"] is True


@pytest.mark.parametrize(
    ("on", "kinds", "is_good"),
    [
        (1.0, 5.0, True),
        (1.0, 13.0, True),
        (0.0, 5.0, False),
        (1.0, 7.0, False),  # the circle round home as well
        (1.0, 4.0, False),  # no height
    ],
)
def test_the_settings_of_the_fence(on: float, kinds: float, is_good: bool) -> None:
    held = Safeguards({"FENCE_ENABLE": on, "FENCE_TYPE": kinds, "FENCE_ALT_MAX": 145.0})
    assert held.fence_settings().is_good is is_good
    assert Safeguards({}).fence_settings().is_good is False
