"""What one ground station hears of another through the autopilot, as in MAVLink_routing.cpp."""

from collections.abc import Callable
from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.routing import Routing
from tests.simulator.autopilot.station import Ground

A, B, C = object(), object(), object()
ALL = [A, B, C]
HEARTBEAT = mavlink.MAVLink_heartbeat_message(6, 8, 0, 0, 4, 3)


def said(message: Any, system: int, component: int = 190) -> Any:
    speaker = mavlink.MAVLink(None, system, component)
    return mavlink.MAVLink(None).parse_char(message.pack(speaker))


@pytest.fixture
def routing() -> Routing:
    """Station 255 lives on A, 254 on B; nobody has spoken on C."""
    made = Routing(1, 1)
    made.onward(said(HEARTBEAT, 255), A, ALL)
    made.onward(said(HEARTBEAT, 254), B, ALL)
    return made


def test_heartbeats_go_where_their_sender_does_not_live(routing: Routing) -> None:
    assert routing.onward(said(HEARTBEAT, 255), A, ALL) == [B, C]
    assert routing.onward(said(HEARTBEAT, 255), B, ALL) == [C]  # now it lives on both
    assert routing.onward(said(HEARTBEAT, 255), A, ALL) == [C]


def test_what_is_for_the_vehicle_goes_to_nobody_else(routing: Routing) -> None:
    order = mavlink.MAVLink_command_long_message(1, 1, 400, 0, *[0.0] * 7)
    assert routing.onward(said(order, 255), A, ALL) == []


def test_what_is_for_everybody_goes_to_those_who_have_spoken(routing: Routing) -> None:
    order = mavlink.MAVLink_command_long_message(0, 0, 400, 0, *[0.0] * 7)
    assert routing.onward(said(order, 255), A, ALL) == [B]
    text = mavlink.MAVLink_statustext_message(6, b"hello")
    assert routing.onward(said(text, 254), B, ALL) == [A]


def test_what_is_for_one_station_goes_there(routing: Routing) -> None:
    ping = mavlink.MAVLink_command_ack_message(400, 0, 0, 0, 254, 190)
    assert routing.onward(said(ping, 255), A, ALL) == [B]
    to_nobody = mavlink.MAVLink_command_ack_message(400, 0, 0, 0, 99, 1)
    assert routing.onward(said(to_nobody, 255), A, ALL) == []


def test_what_is_for_all_components_of_the_vehicle_stays_on_it(routing: Routing) -> None:
    order = mavlink.MAVLink_command_long_message(1, 0, 400, 0, *[0.0] * 7)
    assert routing.onward(said(order, 255), A, ALL) == []
    routing.onward(said(HEARTBEAT, 1, 154), C, ALL)  # a gimbal
    assert routing.onward(said(order, 255), A, ALL) == [C]


def test_radio_reports_are_not_passed_on(routing: Routing) -> None:
    status = mavlink.MAVLink_radio_status_message(1, 1, 1, 1, 1, 1, 1)
    assert routing.onward(said(status, 51, 68), A, ALL) == []


def test_a_station_hears_the_heartbeat_but_not_the_commands_of_another(
    ground: Ground, connect: Callable[..., Ground]
) -> None:
    other = connect(ground.autopilot, 254)
    other.mav.heartbeat_send(6, 8, 0, 0, 0)
    other.mav.command_long_send(1, 1, 31999, 0, *[0.0] * 7)
    heard = [(m.get_srcSystem(), m.get_type()) for m in ground.advance(0.5)]
    assert (254, "HEARTBEAT") in heard
    assert (254, "COMMAND_LONG") not in heard
    assert (1, "COMMAND_ACK") in heard
