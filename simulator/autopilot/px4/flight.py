"""The flight of a PX4: changes of mode, arming, landing, and when it disarms by itself."""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.flight import Flight, Modes
from simulator.autopilot.px4.board import Px4Board
from simulator.autopilot.px4.mission_mode import MissionMode
from simulator.autopilot.px4.modes import Hold, Land, Px4Mode, TakeOff, manual_modes
from simulator.autopilot.px4.return_mode import Return
from simulator.autopilot.px4.start_up import is_healthy

_LANDED_AFTER_S = 1.0  # on the ground
_TAKEOFF_AFTER_S = 0.2  # off the ground
_INFO, _CRITICAL = mavlink.MAV_SEVERITY_INFO, mavlink.MAV_SEVERITY_CRITICAL


class Px4Flight(Flight):
    """See Flight."""

    vehicle_type = mavlink.MAV_TYPE_QUADROTOR
    autopilot_type = mavlink.MAV_AUTOPILOT_PX4
    board: Px4Board
    mode: Px4Mode
    auto: MissionMode
    guided: Hold

    def __init__(self, board: Px4Board) -> None:
        hold, rtl, land = Hold(board), Return(board), Land(board)
        mission = MissionMode(board, Hold.number, Return.number)
        self.land_number = land.number
        self.take_off_mode = TakeOff(board, hold.number, mission.number)
        others = (self.take_off_mode, *manual_modes(board))
        super().__init__(board, Modes(hold, mission, hold, hold, rtl, land, others))
        self._after_disarming = hold.number  # the newest mode in which it may be armed
        self._has_flown = False
        self._air_s = 0.0

    def switch(self, number: int) -> bool:
        """Change the mode; False, and a text, when that fails. On the ground all are possible."""
        board, mode = self.board, self._modes.get(number)
        if not isinstance(mode, Px4Mode):
            return False
        if board.body.armed and not self._can_fly(mode):
            board.say(_CRITICAL, f"Switching to {mode.title} is currently not available")
            return False
        if mode is not self.mode:
            self.mode.leave()
            mode.enter()
            self.mode = mode
            board.event("mode", text=mode.name)
        if mode.is_armable or mode.needs_sticks:
            self._after_disarming = number
        return True

    def _can_fly(self, mode: Px4Mode) -> bool:
        board = self.board
        if mode.needs_sticks or (mode.needs_position and not board.has_position):
            return False
        return mode is not self.auto or board.mission.is_flyable

    def take_off(self, alt_m: float | None) -> bool:
        """AUTO.TAKEOFF to a height above sea level; None: to the usual one."""
        if not self.switch(self.take_off_mode.number):
            return False
        self.take_off_mode.climb_to(alt_m)
        return True

    def arm(self, force: bool = False) -> bool:
        """Start the motors; False, and a text, when a check fails."""
        board = self.board
        if board.body.armed:
            return True
        if not force and not is_healthy(board, self.mode):
            board.say(_CRITICAL, "Arming denied: Resolve system health failures first")
            return False
        board.body.armed = True
        board.armed_s, self._idle_s, self._has_flown = board.uptime_s, 0.0, False
        board.set_home_here()
        board.say(_INFO, "Armed by external command")
        board.event("armed")
        return True

    def disarm(self, force: bool = False) -> bool:
        """Stop the motors; False in flight, unless forced."""
        if self.board.body.armed and not (self.board.is_landed or force):
            self.board.say(_CRITICAL, "Disarming denied: not landed")
            return False
        self._stop("external command")
        return True

    def _stop(self, reason: str) -> None:
        board = self.board
        if not board.body.armed:
            return
        board.body.armed = False
        board.mission.reset()
        board.say(_INFO, f"Disarmed by {reason}")
        board.event("disarmed")
        self.switch(self._after_disarming)

    def fly(self, dt_s: float) -> None:
        self.mode.fly(dt_s)

    def moved(self, dt_s: float, was_on_ground: bool) -> None:
        board, body = self.board, self.board.body
        if was_on_ground and not body.on_ground:
            board.is_landed, self._has_flown, self._air_s = False, True, 0.0
            board.event("takeoff")
        self._notice_takeoff(dt_s)
        self._ground_s = self._ground_s + dt_s if body.on_ground else 0.0
        if self._has_flown and not board.is_landed and self._ground_s >= _LANDED_AFTER_S:
            self._land()
        self._idle_s = self._idle_s + dt_s if body.armed and body.on_ground else 0.0
        self._disarm_when_idle()
        if self.mode.follower is not None:
            follower, self.mode.follower = self.mode.follower, None
            self.switch(follower)

    def _notice_takeoff(self, dt_s: float) -> None:
        before_s = self._air_s
        self._air_s = 0.0 if self.board.body.on_ground else self._air_s + dt_s
        if before_s < _TAKEOFF_AFTER_S <= self._air_s:
            self.board.say(_INFO, "Takeoff detected")

    def _land(self) -> None:
        self.board.is_landed, self._idle_s = True, 0.0
        self.board.say(_INFO, "Landing detected")
        self.board.event("landed")
        self.landed()

    def landed(self) -> None:
        if self.mode is self.auto:
            self.auto.has_landed()

    def _disarm_when_idle(self) -> None:
        board = self.board
        if not board.body.armed or not board.body.on_ground:
            return
        params, has_landed = board.params, self._has_flown and board.is_landed
        if has_landed and 0.0 < params["COM_DISARM_LAND"] <= self._idle_s:
            self._stop("landing")
        elif not self._has_flown and 0.0 < params["COM_DISARM_PRFLT"] <= self._idle_s:
            self._stop("auto preflight disarming")

    @property
    def status(self) -> int:
        board = self.board
        if board.failsafes:
            return int(mavlink.MAV_STATE_CRITICAL)
        if board.body.armed:
            return int(mavlink.MAV_STATE_ACTIVE)
        is_starting = board.uptime_s < board.boot.position_s
        return int(mavlink.MAV_STATE_UNINIT if is_starting else mavlink.MAV_STATE_STANDBY)

    def base_mode(self, switching: bool) -> int:
        armed = mavlink.MAV_MODE_FLAG_SAFETY_ARMED if self.board.body.armed else 0
        return int(self.mode.base_mode | armed)
