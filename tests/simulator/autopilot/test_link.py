import random
import socket
from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.link import Link

_ACCEPTED_KINDS = (
    "command_long",
    "command_int",
    "mission_item_int",
    "mission_item",
    "mission_count",
    "mission_request",
    "mission_request_int",
    "mission_request_list",
    "mission_set_current",
    "mission_clear_all",
    "set_mode",
    "param_set",
    "param_request_read",
    "request_data_stream",
    "set_position_target_global_int",
    "timesync",
    "heartbeat",
)


def test_hostile_bytes_do_no_harm(ground: Any) -> None:
    rng = random.Random(7)
    for _ in range(60):
        ground.wire.port.send(rng.randbytes(400) + bytes([0xFD, 255, 0, 0]))
        ground.advance(0.04)
    ground.wire.close()
    ground.reconnect()
    assert ground.command(31999) == mavlink.MAV_RESULT_UNSUPPORTED


def test_valid_frames_with_wild_contents_do_no_harm(ground: Any) -> None:
    """Every message a station may send, filled with random bits, framed and checksummed."""
    rng = random.Random(11)
    orders = [400, 176, 22, 300, 193, 224, 178, 192, 207, 205, 1000, 115, 511, 510, 512, 20, 21]
    for number in range(600):
        kind = getattr(mavlink, f"MAVLink_{rng.choice(_ACCEPTED_KINDS)}_message")
        raw = kind.unpacker.unpack(rng.randbytes(kind.unpacker.size))
        message = kind(*[raw[index] for index in kind.orders])
        if hasattr(message, "target_system"):
            message.target_system, message.target_component = 1, rng.choice((0, 1))
        if kind.msgname.startswith("COMMAND"):
            message.command = rng.choice(orders)
        ground.wire.port.send(message.pack(ground.mav))
        if number % 10 == 0:
            ground.advance(0.04)
    ground.advance(2.0)
    state = ground.autopilot.state
    assert all(abs(v) < 1e6 for v in (state.east_m, state.north_m, state.alt_m, state.ve))


@pytest.mark.parametrize(
    ("lat", "lon"), [(900000000, 0), (-347000000, -505500000), (0, 1800000000)]
)
def test_waypoints_at_the_ends_of_the_earth(
    ground: Any, plan: list[Any], lat: int, lon: int
) -> None:
    ground.upload([*plan[:2], (3, 16, 0, 0, 0, 0, lat, lon, 20), *plan[2:]])
    ground.take_off()
    ground.mode(3)
    ground.advance(15.0)
    state = ground.autopilot.state
    assert 0.0 < abs(state.ve) + abs(state.vn) < 30.0


def test_port_in_use_is_an_error() -> None:
    link = Link(0)
    with pytest.raises(OSError, match="in use"):
        Link(link.port)
    link.close()


def test_station_that_does_not_read_loses_messages_not_the_others() -> None:
    link = Link(0)
    lazy = socket.create_connection(("127.0.0.1", link.port))
    lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    link.poll()
    text = mavlink.MAVLink_statustext_message(6, b"x" * 50)
    for _ in range(400):
        link.send([text] * 100)
    assert link.dropped > 0
    keen = socket.create_connection(("127.0.0.1", link.port))
    link.poll()
    link.send([text])
    assert keen.recv(1000)
    for sock in (lazy, keen):
        sock.close()
    link.poll()
    link.poll()
    assert not link.is_heard
    link.close()
