"""What the autopilot tells of itself, and how often.

Until a ground station asks, a copter sends only HEARTBEAT and TIMESYNC, the others more. All
stations share one channel: what one asks for, all hear, and the rates outlive a lost connection.
"""

from collections.abc import Mapping

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.board import Board
from simulator.autopilot.reports import Reports

_ALL, _STATUS, _POSITION, _EXTRA1, _EXTRA2, _EXTRA3 = 0, 2, 6, 10, 11, 12
_GROUPS: dict[int, tuple[int, ...]] = {
    _STATUS: (
        mavlink.MAVLINK_MSG_ID_SYS_STATUS,
        mavlink.MAVLINK_MSG_ID_MISSION_CURRENT,
        mavlink.MAVLINK_MSG_ID_GPS_RAW_INT,
        mavlink.MAVLINK_MSG_ID_NAV_CONTROLLER_OUTPUT,
        mavlink.MAVLINK_MSG_ID_FENCE_STATUS,
    ),
    _POSITION: (
        mavlink.MAVLINK_MSG_ID_GLOBAL_POSITION_INT,
        mavlink.MAVLINK_MSG_ID_LOCAL_POSITION_NED,
    ),
    _EXTRA1: (mavlink.MAVLINK_MSG_ID_ATTITUDE,),
    _EXTRA2: (mavlink.MAVLINK_MSG_ID_VFR_HUD,),
    _EXTRA3: (
        mavlink.MAVLINK_MSG_ID_SYSTEM_TIME,
        mavlink.MAVLINK_MSG_ID_BATTERY_STATUS,
        mavlink.MAVLINK_MSG_ID_EKF_STATUS_REPORT,
        mavlink.MAVLINK_MSG_ID_WIND,
    ),
}
_GROUPS[_ALL] = tuple(message_id for group in _GROUPS.values() for message_id in group)
COPTER_PERIODS = {
    mavlink.MAVLINK_MSG_ID_HEARTBEAT: 1.0,
    mavlink.MAVLINK_MSG_ID_TIMESYNC: 10.0,
}
PLANE_PERIODS = {
    **dict.fromkeys(_GROUPS[_ALL], 1.0),
    **COPTER_PERIODS,
    mavlink.MAVLINK_MSG_ID_HOME_POSITION: 5.0,
}
SUB_PERIODS = {
    mavlink.MAVLINK_MSG_ID_ATTITUDE: 0.1,
    mavlink.MAVLINK_MSG_ID_VFR_HUD: 0.1,
    **dict.fromkeys(
        (
            mavlink.MAVLINK_MSG_ID_GLOBAL_POSITION_INT,
            mavlink.MAVLINK_MSG_ID_SYSTEM_TIME,
            mavlink.MAVLINK_MSG_ID_DISTANCE_SENSOR,
            mavlink.MAVLINK_MSG_ID_BATTERY_STATUS,
            mavlink.MAVLINK_MSG_ID_EKF_STATUS_REPORT,
        ),
        1.0 / 3.0,
    ),
    **dict.fromkeys((*_GROUPS[_STATUS][:-1], mavlink.MAVLINK_MSG_ID_RC_CHANNELS), 0.5),
    **COPTER_PERIODS,
}
_FASTEST_HZ = 50.0


class Telemetry:
    """Streams and single messages on request."""

    def __init__(self, board: Board, reports: Reports, periods: Mapping[int, float]) -> None:
        """periods: seconds between two messages of a number that nobody asked for."""
        self._board = board
        self._reports = reports
        self._defaults = periods
        self._periods: dict[int, float] = dict(periods)
        self._due = dict.fromkeys(periods, 0.0)

    def step(self) -> None:
        """Send what is due."""
        now_s = self._board.uptime_s
        for message_id, due_s in self._due.items():
            if now_s >= due_s:
                period = self._periods[message_id]
                self._due[message_id] = max(due_s + period, now_s)
                self.send(message_id)

    def send(self, message_id: int) -> bool:
        """Send one message now; False when the vehicle has no such message."""
        if message_id not in self._reports.makers:
            return False
        message = self._reports.makers[message_id]()
        if message is not None:
            self._board.send(message)
        return True

    def stream(self, group: int, rate_hz: float) -> None:
        """REQUEST_DATA_STREAM: all messages of a group at a rate; 0 stops them."""
        for message_id in _GROUPS.get(group, ()):
            self._set(message_id, rate_hz)

    def knows(self, message_id: int) -> bool:
        """Has the vehicle a message of this number?"""
        return message_id in self._reports.makers

    def set_interval(self, message_id: int, interval_us: float) -> bool:
        """SET_MESSAGE_INTERVAL: -1 stops, 0 is the default; False for an unknown message."""
        if message_id not in self._reports.makers:
            text = f"No ap_message for mavlink id ({message_id})"
            self._board.say(mavlink.MAV_SEVERITY_INFO, text)
            return False
        if interval_us > 0.0:
            self._set(message_id, 1e6 / interval_us)
        else:
            period = self._defaults.get(message_id) if interval_us == 0.0 else None
            self._set(message_id, 1.0 / period if period else 0.0)
        return True

    def interval_us(self, message_id: int) -> int | None:
        """Microseconds between two messages; -1: not sent; None: unknown."""
        if message_id not in self._reports.makers:
            return None
        period = self._periods.get(message_id)
        return round(period * 1e6) if period else -1

    def _set(self, message_id: int, rate_hz: float) -> None:
        self._periods.pop(message_id, None)
        self._due.pop(message_id, None)
        if rate_hz > 0.0:
            self._periods[message_id] = 1.0 / min(rate_hz, _FASTEST_HZ)
            self._due[message_id] = self._board.uptime_s
