"""What ArduSub does by itself when the link, the sticks or the battery fail.

Its fence only reports, and it watches no depth from outside: that is left to the ground.
"""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.board import Board
from simulator.autopilot.failsafe import Failsafes
from simulator.autopilot.sub.flight import SubFlight

_WARNING, _CRITICAL = mavlink.MAV_SEVERITY_WARNING, mavlink.MAV_SEVERITY_CRITICAL
_REMIND_S = 30.0
# FS_GCS_ENABLE; BATT_FS_..._ACT has the first and, by the same number, the last
_DISARM, _HOLD, _SURFACE = 2, 3, 4
_BATTERY_SURFACE = 3
_NOBODY_DISARM = 2  # FS_PILOT_INPUT; 1 only says so


class SubFailsafes(Failsafes):
    """See Failsafes."""

    def __init__(self, board: Board, flight: SubFlight) -> None:
        super().__init__(board, flight)
        self._sub_flight = flight
        self._reminded_s: float | None = None

    def step(self) -> None:
        super().step()
        self._look_at_sticks()

    def look_at_link(self) -> None:
        """After FS_GCS_TIMEOUT seconds without a ground station that was heard before."""
        board, params = self.board, self.board.params
        heard_s, action = board.gcs_heard_s, int(params["FS_GCS_ENABLE"])
        if heard_s is None or not action:
            return
        if board.t_s - heard_s < params["FS_GCS_TIMEOUT"]:
            board.failsafes.discard("GCS")
            return
        if self._reminded_s is None or board.t_s - self._reminded_s > _REMIND_S:
            self._reminded_s = board.t_s
            board.say(_WARNING, f"MYGCS: {int(params['MAV_GCS_SYSID'])}, heartbeat lost")
        if "GCS" not in board.failsafes and board.body.armed:
            board.failsafes.add("GCS")
            self._act_on_silence(action)

    def _act_on_silence(self, action: int) -> None:
        flight = self._sub_flight
        if action == _DISARM:
            flight.disarm()
        elif action == _HOLD:
            flight.switch(flight.alt_hold.number)
        elif action == _SURFACE:
            flight.switch(flight.surface.number)

    def look_at_vehicle(self) -> None:
        """It goes on without satellites, as always under water, and rises without thrusters."""

    def act_on_battery(self, action: float) -> None:
        """See Failsafes: 2 disarms, 3 surfaces."""
        flight = self._sub_flight
        if action == _DISARM:
            flight.disarm()
        elif action == _BATTERY_SURFACE and self.board.body.armed:
            flight.switch(flight.surface.number)

    def come_back(self, land: bool) -> None:
        """See Failsafes: beyond its fence it only says so."""

    def _look_at_sticks(self) -> None:
        board, sticks = self.board, self._sub_flight.sticks
        action = int(board.params["FS_PILOT_INPUT"])
        if sticks.heard_s is None or sticks.is_lost or not action:
            return
        if board.t_s - sticks.heard_s > board.params["FS_PILOT_TIMEOUT"]:
            sticks.is_lost = True
            sticks.centre()
            board.say(_CRITICAL, "Lost manual control")
            if action == _NOBODY_DISARM:
                self._sub_flight.disarm()
