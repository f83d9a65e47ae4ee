"""Autopilots to talk to, booting and ready, and what the transcripts send them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LocalFrame
from simulator.autopilot import Autopilot
from simulator.vehicles.body import Place
from simulator.vehicles.copter import Copter, CopterSpec
from tests.simulator.autopilot.station import ARMABLE_S, EPOCH, HOME, Ground


def waypoint(north_m: float, east_m: float, alt_m: float, hold_s: float = 0.0) -> tuple[Any, ...]:
    """A waypoint so far from home, height above home."""
    place = LocalFrame(HOME).lonlat(east_m, north_m)
    lat, lon = round(place.lat * 1e7), round(place.lon * 1e7)
    return (3, mavlink.MAV_CMD_NAV_WAYPOINT, hold_s, 0.0, 0.0, 0.0, lat, lon, alt_m)


HOME_ITEM = (0, mavlink.MAV_CMD_NAV_WAYPOINT, 0, 0, 0, 0, 347000000, 1294500000, 0)
TAKEOFF = (3, mavlink.MAV_CMD_NAV_TAKEOFF, 0, 0, 0, 0, 0, 0, 20)
RTL = (3, mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH, 0, 0, 0, 0, 0, 0, 0)
SPEED_8 = (3, mavlink.MAV_CMD_DO_CHANGE_SPEED, 1, 8, -1, 0, 0, 0, 0)


@pytest.fixture
def plan() -> list[tuple[Any, ...]]:
    """The mission of the transcripts: takeoff, three waypoints, a change of speed, RTL."""
    return [
        HOME_ITEM,
        TAKEOFF,
        waypoint(100, 0, 20),
        waypoint(100, 100, 25, hold_s=2.0),
        SPEED_8,
        waypoint(0, 100, 20),
        RTL,
    ]


@pytest.fixture
def make_waypoint() -> Callable[..., tuple[Any, ...]]:
    return waypoint


@pytest.fixture
def connect() -> Iterator[Callable[..., Ground]]:
    """Another ground station on an autopilot; all are hung up at the end."""
    opened: list[Ground] = []

    def _connect(autopilot: Autopilot, system: int = 255) -> Ground:
        opened.append(Ground(autopilot, system))
        return opened[-1]

    yield _connect
    for ground in opened:
        ground.wire.close()


@pytest.fixture
def booting(connect: Callable[..., Ground]) -> Iterator[Ground]:
    """A ground station on an autopilot that was switched on this moment."""
    copter = Copter(CopterSpec(cruise_mps=10.0, climb_mps=2.5), Place(0.0, 0.0, 2.0))
    autopilot = Autopilot(copter, LocalFrame(HOME), EPOCH, 0)
    autopilot.step(0.0)
    yield connect(autopilot)
    autopilot.close()


@pytest.fixture
def ground(booting: Ground) -> Ground:
    """A ground station on an autopilot that is ready to be armed."""
    booting.autopilot.step(ARMABLE_S)
    booting.advance(1.5)
    booting.heard.clear()
    return booting
