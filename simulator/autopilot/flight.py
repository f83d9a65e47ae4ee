"""The flight: which mode flies, whether the motors turn, whether it has landed."""

from typing import NamedTuple

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.arming import faults
from simulator.autopilot.board import Board
from simulator.autopilot.flightmode import AutoMode, FlightMode, GuidedMode
from simulator.autopilot.link import Message
from simulator.autopilot.mission import MissionState

_LANDED_AFTER_S = 2.0  # on the ground and not climbing
_RECOVERY_S = 10.0  # after a change of mode in a breach the fence is not looked at


class Modes(NamedTuple):
    """The modes of one kind of vehicle: those that the others ask for, and the rest."""

    start: FlightMode
    auto: AutoMode
    guided: GuidedMode
    loiter: FlightMode
    rtl: FlightMode
    land: FlightMode | None  # None: it cannot land on the spot
    others: tuple[FlightMode, ...] = ()


class Flight:
    """Changes of mode, arming, disarming, landing."""

    vehicle_type: int  # MAV_TYPE
    autopilot_type: int = mavlink.MAV_AUTOPILOT_ARDUPILOTMEGA
    armed_text: str
    disarmed_text: str
    wants_position_disarmed = False  # a mode that needs a position is refused before arming, too

    def __init__(self, board: Board, modes: Modes) -> None:
        self.board = board
        self.auto, self.guided, self.loiter = modes.auto, modes.guided, modes.loiter
        self.rtl, self.land = modes.rtl, modes.land
        self.mode = modes.start
        known = (*modes[:6], *modes.others)
        self._modes = {mode.number: mode for mode in known if mode is not None}
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
            is_wanted = mode.needs_position and (board.body.armed or self.wants_position_disarmed)
            if is_wanted and not board.has_position:
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
        if board.body.armed:
            return True
        reasons = [] if force and board.uptime_s >= board.boot.ready_s else faults(board, self.mode)
        if not reasons and not self.mode.is_armable:
            reasons = [f"{self.mode.name} mode not armable"]
        for text in reasons:
            board.say(mavlink.MAV_SEVERITY_CRITICAL, f"Arm: {text}")
        if reasons:
            return False
        board.body.armed = True
        board.may_lift = False
        self._idle_s = 0.0
        board.set_home_here()
        board.say(mavlink.MAV_SEVERITY_INFO, self.armed_text)
        board.event("armed")
        return True

    def disarm(self, force: bool = False) -> bool:
        """Stop the motors; False in flight, unless forced."""
        board = self.board
        if not board.body.armed:
            return True
        if not (board.is_landed or force):
            return False
        board.body.armed = False
        board.may_lift = False
        board.mission.reset()
        board.say(mavlink.MAV_SEVERITY_INFO, self.disarmed_text)
        board.event("disarmed")
        return True

    def fly(self, dt_s: float) -> None:
        """Move the vehicle on in the present mode."""
        board = self.board
        active = self.mode is self.auto and board.mission.state is MissionState.ACTIVE
        board.mission.is_locked = active and board.body.armed
        self.mode.fly(dt_s)

    def moved(self, dt_s: float, was_on_ground: bool) -> None:
        """After the vehicle's step: takeoff, touchdown, landing, idling."""
        board, body = self.board, self.board.body
        if was_on_ground and not body.on_ground:
            board.is_landed = False
            board.event("takeoff")
        if body.touchdown_mps is not None:
            text = f"SIM Hit ground at {body.touchdown_mps:g} m/s"
            board.say(mavlink.MAV_SEVERITY_INFO, text)
        self._ground_s = self._ground_s + dt_s if body.on_ground else 0.0
        if not board.is_landed and body.on_ground and self._ground_s >= _LANDED_AFTER_S:
            self._land()
        if not (body.armed and board.is_landed):
            self._idle_s = 0.0
            return
        self._idle_s += dt_s
        if 0.0 < self.disarm_delay_s() <= self._idle_s:
            self.disarm()

    def _land(self) -> None:
        board = self.board
        board.is_landed = True
        board.may_lift = False
        board.event("landed")
        self.landed()

    def landed(self) -> None:
        """The landing detector says that it stands."""
        raise NotImplementedError

    def disarm_delay_s(self) -> float:
        """It disarms by itself after so long on the ground; 0: never."""
        raise NotImplementedError

    @property
    def status(self) -> int:
        """MAV_STATE: booting, on the ground, flying, in a failsafe."""
        if self.board.failsafes:
            return int(mavlink.MAV_STATE_CRITICAL)
        if self.board.uptime_s < self.board.boot.ready_s:
            return int(mavlink.MAV_STATE_BOOT)
        landed = self.board.is_landed or not self.board.body.armed
        return int(mavlink.MAV_STATE_STANDBY if landed else mavlink.MAV_STATE_ACTIVE)

    def heartbeat(self, switching: bool = False) -> Message:
        """HEARTBEAT; `switching`: the mode is new and its controllers still run."""
        return mavlink.MAVLink_heartbeat_message(
            self.vehicle_type,
            self.autopilot_type,
            self.base_mode(switching),
            self.mode_number,
            self.status,
            3,
        )

    @property
    def mode_number(self) -> int:
        """The mode as HEARTBEAT tells it."""
        return self.mode.number

    def base_mode(self, switching: bool) -> int:
        """MAV_MODE_FLAG bits of the mode."""
        raise NotImplementedError
