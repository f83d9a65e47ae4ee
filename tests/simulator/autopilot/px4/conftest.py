"""A PX4 to talk to, booting and ready, and what the transcript px4 sends it."""

from collections.abc import Iterator

import pytest

from geodata.position import LocalFrame
from simulator.autopilot import Autopilot
from simulator.vehicles.body import Place
from simulator.vehicles.copter import Copter, CopterSpec
from tests.simulator.autopilot.px4.pilot import (
    ARMABLE_S,
    RTL,
    SPEED_8,
    TAKEOFF,
    Item,
    Pilot,
    corner,
    waypoint,
)
from tests.simulator.autopilot.station import EPOCH, HOME


@pytest.fixture
def plan() -> list[Item]:
    """The mission of the transcript: takeoff, two waypoints, faster, one more, home."""
    return [TAKEOFF, waypoint(80, 0, 20), waypoint(80, 80, 25), SPEED_8, waypoint(0, 80, 20), RTL]


@pytest.fixture
def fence() -> list[Item]:
    """A square of 400 m round home."""
    return [corner(n, e) for n, e in ((-200, -200), (-200, 200), (200, 200), (200, -200))]


@pytest.fixture
def booting() -> Iterator[Pilot]:
    """A ground station on a PX4 that was switched on this moment."""
    spec = CopterSpec(cruise_mps=5.0, climb_mps=3.0, descend_mps=1.5, accel_mps2=3.0)
    copter = Copter(spec, Place(0.0, 0.0, 33.0))
    autopilot = Autopilot(copter, LocalFrame(HOME), EPOCH, 0, kind="px4")
    autopilot.step(0.0)
    pilot = Pilot(autopilot)
    yield pilot
    pilot.wire.close()
    autopilot.close()


@pytest.fixture
def ground(booting: Pilot) -> Pilot:
    """A ground station on a PX4 that may be armed."""
    booting.autopilot.step(ARMABLE_S)
    booting.advance(1.5)
    booting.heard.clear()
    return booting
