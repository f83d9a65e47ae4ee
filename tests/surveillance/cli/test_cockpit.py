"""Who ends the program before it watches is told what is true of the vehicle then."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.clock import Clock
from surveillance.cli.cockpit import _ended_by_a_person
from surveillance.errors import MizugiwaError
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.modes import COPTER
from surveillance.links.readings import Readings
from surveillance.model import PatrolEvent
from surveillance.patrol.recorder import Recorder
from surveillance.patrol.report import Report
from surveillance.records.shelf import Shelf
from surveillance.records.sortie import End
from tests.surveillance.bench import EPOCH, make_order

CLOCK = Clock(0.0, EPOCH, 1.0)
AIR = {
    "heartbeats": 3,
    "armed": True,
    "mode": 3,
    "alt_home_m": 30.0,
    "landed_state": mavlink.MAV_LANDED_STATE_IN_AIR,
}


class Heard(MavlinkVehicle):
    """A vehicle that has said this much."""

    def __init__(self, **readings: Any) -> None:
        self.name, self.firmware = "heron-1", COPTER
        self._readings = replace(Readings(), **readings)


def stop(vehicle: Heard, recorder: Recorder, *, is_aloft: bool) -> str:
    said: list[PatrolEvent] = []
    report = Report(lambda values: None, said.append, "heron-1", make_order().realm, CLOCK)
    with (
        pytest.raises(MizugiwaError) as ended,
        _ended_by_a_person(vehicle, report, recorder, is_aloft),
    ):
        raise KeyboardInterrupt
    assert [event.text for event in said] == [str(ended.value)]
    return str(ended.value)


@pytest.fixture
def recorder(tmp_path: Path) -> Recorder:
    return Recorder(Shelf(tmp_path), make_order(), None, CLOCK)


@pytest.mark.parametrize(
    ("readings", "is_aloft", "told"),
    [
        ({}, False, "stopped before the launch: nothing was armed"),
        ({"heartbeats": 1}, False, "stopped before the launch: nothing was armed"),
        ({"heartbeats": 1, "armed": True, "mode": 0}, False, "is armed, in mode STABILIZE"),
        ({}, True, "before heron-1 was heard, nothing was commanded; if it is in the air nobody"),
        ({"heartbeats": 1}, True, "nothing was commanded; heron-1 is not armed"),
        (AIR, True, "is in the air, 30 m above home, in mode AUTO, and nobody here watches it"),
        (AIR, False, "is in the air, 30 m above home, in mode AUTO, and nobody here watches it"),
    ],
)
def test_what_a_person_who_ends_it_is_told(
    recorder: Recorder, readings: dict[str, Any], is_aloft: bool, told: str
) -> None:
    text = stop(Heard(**readings), recorder, is_aloft=is_aloft)
    assert told in text
    assert ("resume --in-air" in text) is ("nobody here" in text and (is_aloft or "air," in text))


def test_a_launch_that_a_person_stopped_has_an_end_in_its_record(
    recorder: Recorder, tmp_path: Path
) -> None:
    recorder.begin(())
    text = stop(Heard(), recorder, is_aloft=False)
    record = Shelf(tmp_path).read("last")
    assert (record.end, record.end_text) == (End.FAILED, text)
