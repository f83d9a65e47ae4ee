"""Parameters are read and written over a bad radio, and a refusal to change is seen."""

from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from surveillance.errors import LinkRefused
from surveillance.links.connection import Connection
from surveillance.links.params import read_params, write_params
from tests.surveillance.bench import SimulatedCopter
from tests.surveillance.radio import Radio, Weather


def test_read_and_write_over_a_bad_radio() -> None:
    weather = Weather(loss=0.2, doubles=0.1, swaps=0.1)
    with (
        SimulatedCopter(20.0) as copter,
        Radio(copter.autopilot.port, weather) as radio,
        Connection(radio.link, copter.clock) as connection,
    ):
        write_params(connection, {"FENCE_ALT_MAX": 120.0, "FENCE_TYPE": 5.0})
        names = ["FENCE_ALT_MAX", "FENCE_TYPE", "FENCE_ACTION"]
        assert read_params(connection, names) == {
            "FENCE_ALT_MAX": 120.0,
            "FENCE_TYPE": 5.0,
            "FENCE_ACTION": 1.0,
        }


def test_an_unknown_name_is_missing() -> None:
    with SimulatedCopter(20.0) as copter, Connection(copter.link, copter.clock) as connection:
        assert read_params(connection, ["NO_SUCH", "MIS_RESTART"]) == {"MIS_RESTART": 0.0}


def test_a_value_that_does_not_stay_is_refused() -> None:
    def meddle(is_up: bool, message: Any) -> list[Any] | None:
        if is_up or message.get_type() != "PARAM_VALUE":
            return None
        message.param_value = 100.0
        message.pack(mavlink.MAVLink(None, 1, 1))
        return [message]

    with (
        SimulatedCopter(20.0) as copter,
        Radio(copter.autopilot.port) as radio,
        Connection(radio.link, copter.clock) as connection,
    ):
        radio.meddler = meddle
        with pytest.raises(LinkRefused, match="FENCE_ALT_MAX: 120 was written, 100 was read back"):
            write_params(connection, {"FENCE_ALT_MAX": 120.0})
