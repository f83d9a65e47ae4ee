"""Fences and rally points: checked as a whole, kept or replaced, heeded before arming."""

from dataclasses import replace

import pytest

from surveillance.errors import LinkRefused
from surveillance.links.items import ListKind, WireItem
from surveillance.links.params import write_params
from surveillance.links.transfer import download, store, verify
from tests.sitl.plans import crossed_fence, fence, fence_elsewhere, numbered, waypoint
from tests.sitl.subject import Subject

ACCEPTED, ERROR, UNSUPPORTED = 0, 1, 3


# arducopter.txt: 7 FENCE upload and download; px4.txt: fence poly, fence stored
@pytest.mark.of("arducopter", "px4")
def test_fence_and_rally_points_are_stored_read_back_and_equal(drone: Subject) -> None:
    rally = numbered([replace(waypoint(drone, 20.0, 20.0, 30.0), command=5100, params=(0.0,) * 4)])
    lists = {ListKind.FENCE: fence(drone, 400.0), ListKind.RALLY: rally}
    for kind, items in lists.items():
        store(drone.connection, kind, items)
        assert verify(drone.connection, kind, items) == ()


# arducopter-corner-cases.txt: E2 good fence, then bad: ERROR, fence kept: 4, with two texts
# px4.txt: fence 2 vertices: ERROR
@pytest.mark.of("arducopter", "px4")
def test_a_fence_with_two_corners(drone: Subject) -> None:
    good = fence(drone, 400.0)
    store(drone.connection, ListKind.FENCE, good)
    assert drone.upload(fence(drone, 300.0, corners=2), ListKind.FENCE) == ERROR
    if not drone.dialect.firmware.is_px4:
        drone.text("Invalid vertex count (2)")
        drone.text("Fence validation failed")
        assert verify(drone.connection, ListKind.FENCE, good) == ()


# px4.txt: fence WP cmd: ACCEPTED, fence stored after failures 1: the good one is gone
# arducopter.txt: 7 neg d) WAYPOINT command in a fence: UNSUPPORTED
@pytest.mark.of("arducopter", "px4")
def test_a_waypoint_in_a_fence(drone: Subject) -> None:
    store(drone.connection, ListKind.FENCE, fence(drone, 400.0))
    alien = numbered([replace(waypoint(drone, 0.0, 0.0, 0.0), frame=0, params=(0.0,) * 4)])
    result = drone.upload(alien, ListKind.FENCE)
    held = len(download(drone.connection, ListKind.FENCE))
    expected = (ACCEPTED, 1) if drone.dialect.firmware.is_px4 else (UNSUPPORTED, 4)
    assert (result, held) == expected


# arducopter.txt: 7 neg h) self-crossing polygon: ACCEPTED
@pytest.mark.of("arducopter")
def test_a_fence_that_crosses_itself_is_taken(drone: Subject) -> None:
    assert drone.upload(crossed_fence(drone), ListKind.FENCE) == ACCEPTED


@pytest.mark.of("arducopter")
def test_our_link_refuses_a_fence_that_the_vehicle_refuses(drone: Subject) -> None:
    with pytest.raises(LinkRefused, match="the vehicle answers error"):
        store(drone.connection, ListKind.FENCE, fence(drone, 300.0, corners=2))


# arducopter.txt: 8: arm outside inclusion fence -> 4, 'Arm: Vehicle breaching Polygon fence'
@pytest.mark.of("arducopter")
def test_outside_its_fence_it_does_not_arm(drone: Subject) -> None:
    write_params(drone.connection, {"FENCE_TYPE": 4.0, "FENCE_ENABLE": 1.0})
    elsewhere: tuple[WireItem, ...] = fence_elsewhere(drone)
    try:
        assert drone.upload(elsewhere, ListKind.FENCE) == ACCEPTED
        drone.text("PreArm: Vehicle breaching Polygon fence", 40.0)
        assert drone.order_arm() == 4
        drone.text("Arm: Vehicle breaching Polygon fence")
    finally:
        write_params(drone.connection, {"FENCE_ENABLE": 0.0, "FENCE_TYPE": 7.0})
