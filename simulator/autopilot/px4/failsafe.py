"""What a PX4 does by itself when the link, the battery, the fence, its position or a motor fails.

It holds for COM_FAIL_ACT_T seconds first, so that a person may choose another mode; then it acts.
What it began does not end when the cause is over, but for the position: what it cannot fly without
one it goes on with as soon as it has one.
"""

from enum import IntEnum

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.failsafe import Failsafes
from simulator.autopilot.px4.board import Px4Board
from simulator.autopilot.px4.estimator import Px4Estimator
from simulator.autopilot.px4.flight import Px4Flight
from simulator.autopilot.px4.geofence import is_breached
from simulator.autopilot.px4.modes import Hold, Land
from simulator.autopilot.px4.return_mode import Return

_LOOK_EVERY_S = 0.1
_NO_WAIT_S = 0.1  # a shorter COM_FAIL_ACT_T is none
_CRITICAL = mavlink.MAV_SEVERITY_CRITICAL


class Action(IntEnum):
    """What to do, from the mildest to the worst."""

    NONE = 0
    WARN = 1
    HOLD = 2
    RTL = 3
    LAND = 4
    STOP = 5  # the motors


_LINK = {1: Action.HOLD, 2: Action.RTL, 3: Action.LAND, 5: Action.STOP, 6: Action.STOP}
_FENCE = {1: Action.WARN, 2: Action.HOLD, 3: Action.RTL, 4: Action.STOP, 5: Action.LAND}
_CRITICAL_BATTERY = {1: Action.RTL, 2: Action.LAND, 3: Action.RTL}
_EMPTY_BATTERY = {1: Action.RTL, 2: Action.LAND, 3: Action.LAND}
_MODES = {Action.HOLD: Hold.number, Action.RTL: Return.number, Action.LAND: Land.number}
_IGNORED_IN_MISSION = 1  # COM_DLL_EXCEPT
_IGNORED_IN_HOLD = 2
_NO_TERMINATION = 121212  # CBRK_FLIGHTTERM
_UPSIDE_DOWN_S = 0.3  # FD_FAIL_R_TTRI and _P_TTRI


class Px4Failsafes(Failsafes):
    """See Failsafes."""

    def __init__(self, board: Px4Board, flight: Px4Flight) -> None:
        super().__init__(board, flight)
        self._px4, self._px4_flight = board, flight
        self._known: dict[str, Action] = {}  # causes and what was done about each
        self._waiting = Action.NONE
        self._due_s = 0.0
        self._checked_s = 0.0
        self._position_filter = Px4Estimator(board)
        self._blind_mode: int | None = None  # what it goes on with once it has a position
        self._falls_since_s: float | None = None

    def step(self) -> None:
        """Look, when it is time."""
        board = self._px4
        if board.t_s - self._checked_s < _LOOK_EVERY_S:
            return
        self._checked_s = board.t_s
        self._position_filter.step()
        if not board.body.armed or board.is_landed:
            self._known.clear()
            board.failsafes.clear()
            self._waiting, self._blind_mode, self._falls_since_s = Action.NONE, None, None
            return
        self._look_at_position()
        found = {cause: action for cause, action in self._causes().items() if action}
        fresh = [a for cause, a in found.items() if a > self._known.get(cause, Action.NONE)]
        self._known = found
        board.failsafes = {cause for cause, action in found.items() if action > Action.WARN}
        if fresh:
            self._begin(max(fresh))
        elif self._waiting and board.t_s >= self._due_s:
            action, self._waiting = self._waiting, Action.NONE
            self._perform(action)

    def _causes(self) -> dict[str, Action]:
        board, params = self._px4, self._px4.params
        left, asked = board.body.battery_pct / 100.0, int(params["COM_LOW_BAT_ACT"])
        causes: dict[str, Action] = {}
        if board.is_link_lost and not self._is_link_needless():
            causes["GCS"] = _LINK.get(int(params["NAV_DLL_ACT"]), Action.NONE)
        if left < params["BAT_EMERGEN_THR"]:
            causes["Battery empty"] = _EMPTY_BATTERY.get(asked, Action.WARN)
        elif left < params["BAT_CRIT_THR"]:
            causes["Battery critical"] = _CRITICAL_BATTERY.get(asked, Action.WARN)
        elif left < params["BAT_LOW_THR"]:
            causes["Battery low"] = Action.WARN
        if board.has_position and is_breached(board, board.here()):
            causes["Fence"] = _FENCE.get(int(params["GF_ACTION"]), Action.NONE)
        if self._has_turned_over():
            is_ended = params["CBRK_FLIGHTTERM"] != _NO_TERMINATION
            causes["Attitude"] = Action.STOP if is_ended else Action.WARN
        return causes

    def _is_link_needless(self) -> bool:
        """A mission, or a place or a take-off that is held, may go on; a landing always does."""
        flight, excepted = self._px4_flight, int(self._px4.params["COM_DLL_EXCEPT"])
        if flight.mode is flight.auto:
            return bool(excepted & _IGNORED_IN_MISSION)
        if flight.mode in (flight.guided, flight.take_off_mode):
            return bool(excepted & _IGNORED_IN_HOLD)
        return flight.mode is flight.land

    def _look_at_position(self) -> None:
        """Without one no mode goes on: neither hold nor return, so it comes down at once."""
        board, flight = self._px4, self._px4_flight
        if board.has_position:
            number, self._blind_mode = self._blind_mode, None
            if number is not None and flight.mode is flight.land:
                flight.switch(number)
        elif flight.mode.needs_position:
            self._blind_mode = flight.mode.number
            self._waiting = Action.NONE
            self._perform(Action.LAND)

    def _has_turned_over(self) -> bool:
        """A copter with four motors that lost one does, and its failure detector sees it."""
        board = self._px4
        if not board.body.is_motor_out or board.body.on_ground:
            self._falls_since_s = None
            return False
        if self._falls_since_s is None:
            self._falls_since_s = board.t_s
        return board.t_s - self._falls_since_s >= _UPSIDE_DOWN_S

    def _begin(self, action: Action) -> None:
        """A new cause: hold first, or act at once."""
        board, flight = self._px4, self._px4_flight
        if action is Action.WARN:
            board.say(_CRITICAL, "Failsafe activated")
            return
        is_coming_down = flight.mode in (flight.rtl, flight.land)
        if is_coming_down and action < Action.LAND:
            return
        wait_s = board.params["COM_FAIL_ACT_T"]
        if wait_s < _NO_WAIT_S or is_coming_down or action in (Action.HOLD, Action.STOP):
            self._perform(action)
            return
        board.say(_CRITICAL, f"Failsafe activated: entering Hold for {wait_s:.0f} seconds")
        flight.switch(Hold.number)
        self._waiting, self._due_s = action, board.t_s + wait_s

    def _perform(self, action: Action) -> None:
        board, flight = self._px4, self._px4_flight
        board.say(_CRITICAL, "Failsafe activated")
        if action is Action.STOP:
            flight.disarm(force=True)
        else:
            flight.switch(_MODES[action])

    def give_way(self) -> None:
        """A person chose a mode: what waits is not done."""
        self._waiting, self._blind_mode = Action.NONE, None
