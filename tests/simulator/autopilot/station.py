"""A ground station on a real socket, and the time of the autopilot it talks to."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

os.environ.setdefault("MAVLINK20", "1")  # read by pymavlink when it is imported

from pymavlink import mavutil
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LonLat
from simulator.autopilot import Autopilot

HOME = LonLat(129.45, 34.70)
EPOCH = datetime(2026, 5, 12, 1, 30, tzinfo=UTC)
ARMABLE_S = 43.0
STEP_S = 0.04


class Ground:
    """One ground station; its waiting moves the simulated time, never the wall's."""

    requests: tuple[str, ...] = ("MISSION_REQUEST",)  # messages that ask for an item

    def __init__(self, autopilot: Autopilot, system: int = 255) -> None:
        self.autopilot = autopilot
        self.system = system
        self.wire = self._connect()
        self.heard: list[Any] = []
        self.beats = True
        self._next_beat_s = 0.0

    @property
    def mav(self) -> Any:
        return self.wire.mav

    @property
    def t_s(self) -> float:
        return self.autopilot.state.t_s

    def _connect(self) -> Any:
        return mavutil.mavlink_connection(
            f"tcp:127.0.0.1:{self.autopilot.port}", source_system=self.system, source_component=190
        )

    def reconnect(self) -> None:
        self.wire = self._connect()

    def advance(self, seconds: float) -> list[Any]:
        """Let simulated time pass; what was heard meanwhile."""
        start, goal = len(self.heard), self.t_s + seconds
        while self.t_s < goal - 1e-6:
            self._tick()
        return self.heard[start:]

    def _tick(self) -> None:
        if self.beats and self.t_s >= self._next_beat_s:
            self.mav.heartbeat_send(6, 8, 0, 0, 0)
            self._next_beat_s = self.t_s + 1.0
        self.autopilot.step(self.t_s + STEP_S)
        self.listen()

    def listen(self) -> None:
        while (message := self.wire.recv_msg()) is not None:
            self.heard.append(message)

    def expect(self, kind: str, within_s: float = 2.0, **fields: Any) -> Any:
        """The next message of a kind with these fields."""
        return self.until(
            lambda m: (
                m.get_type() == kind
                and all(getattr(m, name) == value for name, value in fields.items())
            ),
            within_s,
            f"{kind} {fields}",
        )

    def until(self, is_it: Callable[[Any], bool], within_s: float, what: str) -> Any:
        """The next message that is it; those before it are forgotten."""
        goal = self.t_s + within_s
        while True:
            while self.heard:
                message = self.heard.pop(0)
                if is_it(message):
                    return message
            if self.t_s > goal:
                raise AssertionError(f"no {what} within {within_s} s; mode {self.state_text()}")
            self._tick()

    def state_text(self) -> str:
        state = self.autopilot.state
        return f"{state.mode} armed={state.armed} at {state.alt_m:.1f} m, t={state.t_s:.1f} s"

    def text(self, text: str, within_s: float = 2.0) -> Any:
        """The next STATUSTEXT that says this."""
        return self.expect("STATUSTEXT", within_s, text=text)

    def texts(self, seconds: float) -> list[str]:
        """All that is said in the next seconds."""
        return [m.text for m in self.advance(seconds) if m.get_type() == "STATUSTEXT"]

    def command(self, command: int, *params: float) -> int:
        """The MAV_RESULT of a COMMAND_LONG."""
        filled = [*params, *([0.0] * (7 - len(params)))]
        self.mav.command_long_send(1, 1, command, 0, *filled)
        return int(self.expect("COMMAND_ACK", command=command).result)

    def mode(self, number: int) -> int:
        return self.command(mavlink.MAV_CMD_DO_SET_MODE, 1, number)

    def arm(self, value: int = 1) -> int:
        return self.command(mavlink.MAV_CMD_COMPONENT_ARM_DISARM, value)

    def param(self, name: str) -> float:
        self.mav.param_request_read_send(1, 1, name.encode(), -1)
        return float(self.expect("PARAM_VALUE", param_id=name).param_value)

    def set_param(self, name: str, value: float) -> float:
        self.mav.param_set_send(1, 1, name.encode(), value, mavlink.MAV_PARAM_TYPE_REAL32)
        return float(self.expect("PARAM_VALUE", param_id=name).param_value)

    def send_item(self, seq: int, item: tuple[Any, ...], kind: int = 0) -> None:
        """item: frame, command, p1, p2, p3, p4, lat_e7, lon_e7, alt."""
        frame, command, p1, p2, p3, p4, x, y, z = item
        self.mav.mission_item_int_send(
            1, 1, seq, frame, command, 0, 1, p1, p2, p3, p4, x, y, z, kind
        )

    def upload(self, items: list[tuple[Any, ...]], kind: int = 0) -> int:
        """Answer every request; the MAV_MISSION_RESULT."""
        self.mav.mission_count_send(1, 1, len(items), kind)
        while True:
            message = self.until(
                lambda m: m.get_type() in (*self.requests, "MISSION_ACK"), 10.0, "request"
            )
            if message.get_type() == "MISSION_ACK":
                return int(message.type)
            self.send_item(message.seq, items[message.seq], kind)

    def download(self, kind: int = 0) -> list[tuple[Any, ...]]:
        self.mav.mission_request_list_send(1, 1, kind)
        count = self.expect("MISSION_COUNT").count
        return [self.read_item(seq, kind) for seq in range(count)]

    def read_item(self, seq: int, kind: int = 0) -> tuple[Any, ...]:
        self.mav.mission_request_int_send(1, 1, seq, kind)
        m = self.expect("MISSION_ITEM_INT", seq=seq, mission_type=kind)
        return (m.frame, m.command, m.param1, m.param2, m.param3, m.param4, m.x, m.y, m.z)

    def take_off(self, height_m: float = 20.0) -> None:
        """From the ground into a hover in GUIDED."""
        assert self.mode(4) == 0
        assert self.arm() == 0
        assert self.command(mavlink.MAV_CMD_NAV_TAKEOFF, 0, 0, 0, 0, 0, 0, height_m) == 0
        self.advance(height_m / 2.5 + 6.0)

    def north_m(self) -> float:
        return self.autopilot.state.north_m
