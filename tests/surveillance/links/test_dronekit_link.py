"""A sortie over a script's dronekit vehicle: the same checks, and the script has it back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pymavlink.dialects.v10 import ardupilotmega as old

from surveillance.errors import LinkError, LinkRefused, MizugiwaError
from surveillance.links.dronekit_link import dronekit_connection, load_dronekit
from surveillance.links.items import ListKind, fence_list
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.transfer import download
from tests.surveillance.bench import SimulatedCopter, make_mission, make_order
from tests.surveillance.patrol.test_fly import Flight, Person
from tests.surveillance.radio import Radio


@contextmanager
def script(link: str) -> Iterator[Any]:
    """What an agency's script does first."""
    dronekit = load_dronekit()
    vehicle = dronekit.connect(link, wait_ready=False, rate=4)
    try:
        yield vehicle
    finally:
        vehicle.close()


def test_a_whole_sortie_over_dronekit(tmp_path: Any) -> None:
    person = Person()
    with SimulatedCopter(10.0) as copter, script(copter.link) as drone:
        with dronekit_connection(drone, copter.clock) as connection:
            vehicle = MavlinkVehicle(connection, "heron-1")
            flown = Flight(vehicle, make_order(), person, tmp_path)
            outcome, checks = flown.patrol.fly()
            held = download(connection, ListKind.FENCE)
        assert drone.armed is False  # the script sees what was flown
        assert drone._handler._alive
    assert outcome.landed
    assert (outcome.waypoints, outcome.waypoints_reached) == (3, 3)
    assert outcome.breaches == ()
    assert not any(check.is_good is False for check in checks)
    assert len(held) == len(fence_list(make_mission()))


@pytest.mark.long
def test_only_our_own_heartbeat_speaks_and_it_stops_with_the_program() -> None:
    with (
        SimulatedCopter(1.0) as copter,
        Radio(copter.autopilot.port) as radio,
        script(radio.link) as drone,
        dronekit_connection(drone, copter.clock) as connection,
    ):
        vehicle = MavlinkVehicle(connection, "heron-1")
        vehicle.identify()
        time.sleep(4.5)  # nobody calls pulse(): the program hangs
        radio.heard_up.clear()
        time.sleep(2.5)
        assert not [m for m in radio.heard_up if m.get_type() == "HEARTBEAT"]
        connection.pulse()
        time.sleep(1.5)
        beats = [m for m in radio.heard_up if m.get_type() == "HEARTBEAT"]
        assert beats and {m.get_srcComponent() for m in beats} == {190}
        connection.close()  # the script has its vehicle back
        radio.heard_up.clear()
        time.sleep(2.5)
        beats = [m for m in radio.heard_up if m.get_type() == "HEARTBEAT"]
        assert beats and {m.get_srcComponent() for m in beats} == {0}


def test_a_link_that_dronekit_closed_is_lost_not_hung() -> None:
    with SimulatedCopter(10.0) as copter, script(copter.link) as drone:
        with dronekit_connection(drone, copter.clock) as connection:
            vehicle = MavlinkVehicle(connection, "heron-1")
            vehicle.identify()
            drone.close()
            with pytest.raises(LinkError):
                vehicle.set_mode("GUIDED")
        with pytest.raises(LinkRefused, match="closed"):
            dronekit_connection(drone, copter.clock)


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: "2.9.1")
    with pytest.raises(MizugiwaError, match=r"dronekit 2\.9\.2 is needed, 2\.9\.1"):
        load_dronekit()


def test_mavlink_1_is_refused() -> None:
    with SimulatedCopter(10.0) as copter, script(copter.link) as drone:
        drone._handler.master.mav = old.MAVLink(None)
        with pytest.raises(LinkRefused, match="MAVLink 1"):
            dronekit_connection(drone, copter.clock)
