"""The flight: which mode flies, whether the motors turn, whether it has landed."""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.arming import POSITION_S, READY_S, faults
from simulator.autopilot.auto import Auto
from simulator.autopilot.board import Board
from simulator.autopilot.link import Message
from simulator.autopilot.mission import MissionState
from simulator.autopilot.modes import Guided, Land, Loiter, Mode, Rtl, Stabilize
from simulator.vehicles.copter import Demand

_LANDED_AFTER_S = 2.0  # on the ground and not climbing
_RECOVERY_S = 10.0  # after a change of mode in a breach the fence is not looked at
_RETURNING = ("RTL", "LAND")


class Flight:
    """Changes of mode, arming, disarming, landing."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.auto, self.guided = Auto(board), Guided(board)
        self.mode: Mode = Stabilize(board)
        others: tuple[Mode, ...] = (self.mode, Loiter(board), Rtl(board), Land(board))
        self._modes = {mode.number: mode for mode in (self.auto, self.guided, *others)}
        self._ground_s = 0.0  # how long it has stood still
        self._idle_s = 0.0  # how long it has been armed on the ground
        self.recovery_until_s = 0.0

    def switch(self, number: int) -> bool:
        """Change the mode; False, and a text, when that fails."""
        board, mode = self.board, self._modes.get(number)
        if mode is None:
            board.say(mavlink.MAV_SEVERITY_WARNING, f"No such mode {number}")
            return False
        if mode is not self.mode:
            reason = None
            if board.copter.armed and mode.needs_position and board.uptime_s < POSITION_S:
                reason = "requires position"
            reason = reason or mode.enter()
            if reason:
                text = f"Mode change to {mode.name} failed: {reason}"
                board.say(mavlink.MAV_SEVERITY_WARNING, text)
                return False
            self.mode.leave()
            self.mode = mode
            board.event("mode", text=mode.name)
            board.send(self.heartbeat(switching=True))
        if board.breaches:
            self.recovery_until_s = board.t_s + _RECOVERY_S
            board.say(mavlink.MAV_SEVERITY_INFO, "Manual recovery started")
        return True

    def arm(self, force: bool = False) -> bool:
        """Start the motors; False, and the reasons as texts, when a check fails."""
        board = self.board
        if board.copter.armed:
            return True
        reasons = [] if force and board.uptime_s >= READY_S else faults(board, self.mode)
        if not reasons and not self.mode.is_armable:
            reasons = [f"{self.mode.name} mode not armable"]
        for text in reasons:
            board.say(mavlink.MAV_SEVERITY_CRITICAL, f"Arm: {text}")
        if reasons:
            return False
        board.copter.armed = True
        board.may_lift = False
        self._idle_s = 0.0
        board.set_home_here()
        board.say(mavlink.MAV_SEVERITY_INFO, "Arming motors")
        board.event("armed")
        return True

    def disarm(self, force: bool = False) -> bool:
        """Stop the motors; False in flight, unless forced."""
        board = self.board
        if not board.copter.armed:
            return True
        if not (board.is_landed or force):
            return False
        board.copter.armed = False
        board.may_lift = False
        board.mission.reset()
        board.say(mavlink.MAV_SEVERITY_INFO, "Disarming motors")
        board.event("disarmed")
        return True

    def demand(self, dt_s: float) -> Demand:
        """What the present mode wants of the copter."""
        board = self.board
        active = self.mode is self.auto and board.mission.state is MissionState.ACTIVE
        board.mission.is_locked = active and board.copter.armed
        return self.mode.demand(dt_s)

    def moved(self, dt_s: float, was_on_ground: bool) -> None:
        """After the copter's step: takeoff, touchdown, landing, idling."""
        board, copter = self.board, self.board.copter
        if was_on_ground and not copter.on_ground:
            board.is_landed = False
            board.event("takeoff")
        if copter.touchdown_mps is not None:
            text = f"SIM Hit ground at {copter.touchdown_mps:g} m/s"
            board.say(mavlink.MAV_SEVERITY_INFO, text)
        self._ground_s = self._ground_s + dt_s if copter.on_ground else 0.0
        if not board.is_landed and copter.on_ground and self._ground_s >= _LANDED_AFTER_S:
            self._land()
        if not (copter.armed and board.is_landed):
            self._idle_s = 0.0
            return
        self._idle_s += dt_s
        delay_s = board.params["DISARM_DELAY"]
        if 0.0 < delay_s <= self._idle_s:
            self.disarm()

    def _land(self) -> None:
        board = self.board
        board.is_landed = True
        board.may_lift = False
        board.event("landed")
        if self.mode is self.auto and self.auto.is_homing:
            self.auto.has_landed()
            self.disarm()
        elif self.mode.name in _RETURNING:
            self.disarm()

    @property
    def status(self) -> int:
        """MAV_STATE: booting, on the ground, flying, in a failsafe."""
        if self.board.failsafes:
            return int(mavlink.MAV_STATE_CRITICAL)
        if self.board.uptime_s < READY_S:
            return int(mavlink.MAV_STATE_BOOT)
        landed = self.board.is_landed or not self.board.copter.armed
        return int(mavlink.MAV_STATE_STANDBY if landed else mavlink.MAV_STATE_ACTIVE)

    def heartbeat(self, switching: bool = False) -> Message:
        """HEARTBEAT; `switching`: the mode is new and its controllers still run."""
        armed = self.board.copter.armed
        base = mavlink.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED | mavlink.MAV_MODE_FLAG_STABILIZE_ENABLED
        base |= mavlink.MAV_MODE_FLAG_MANUAL_INPUT_ENABLED
        steered = self.mode.needs_position and (armed or self.mode.name not in _RETURNING)
        if steered or switching or self.board.uptime_s < READY_S:
            base |= mavlink.MAV_MODE_FLAG_GUIDED_ENABLED
        if armed:
            base |= mavlink.MAV_MODE_FLAG_SAFETY_ARMED
        return mavlink.MAVLink_heartbeat_message(
            mavlink.MAV_TYPE_QUADROTOR,
            mavlink.MAV_AUTOPILOT_ARDUPILOTMEGA,
            base,
            self.mode.number,
            self.status,
            3,
        )
