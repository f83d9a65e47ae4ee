"""A simulated vehicle that is watched from outside: where it truly is, and what it truly flies."""

from collections.abc import Callable

from shapely.geometry import Point

from mission_planner.mission import Mission
from simulator.autopilot.items import Item
from simulator.faults.kinds import FaultPart
from simulator.vehicles.state import VehicleState
from surveillance.links.compare import differences
from surveillance.links.items import ListKind, WireItem, mission_list
from surveillance.patrol.limits import Limits
from tests.surveillance.acting import Acting
from tests.surveillance.bench import FRAME, SimulatedCopter

_IN_MISSION = ("AUTO", "AUTO.MISSION")
UNDER_WAY_M = 1.0  # above or below the start


class Witness:
    """Looks after every step of the vehicle's own thread.

    faults: what happens `after_s` seconds of flight. at_s: when that was, None before it.
    outside_m: the worst distance beyond fence or ceiling on the true path. strange: differences
    between the mission being flown and the one that was ordered. acting: what the fault did.
    """

    def __init__(
        self, drone: SimulatedCopter, limits: Limits, mission: Mission, after_s: float
    ) -> None:
        self.at_s: float | None = None
        self.outside_m = 0.0
        self.fastest_down_mps = 0.0
        self.strange: set[str] = set()
        self.path: list[VehicleState] = []
        self.acting = Acting(drone.autopilot._board.body.wind)
        self.faults: Callable[[float], list[FaultPart]] = lambda at_s: []
        self._drone, self._limits, self._after_s = drone, limits, after_s
        self._has_home = drone.kind == "ardupilot"  # in item 0 of a mission
        self._ordered = mission_list(mission, self._has_home)
        self._aloft_s: float | None = None
        self._checked_s = 0.0
        drone.on_step = self.look

    def look(self, state: VehicleState) -> None:
        self.path.append(state)
        if self.at_s is not None:
            self.acting.look(self._drone, state, state.t_s - self.at_s)
        if not state.armed:
            return
        if self._aloft_s is None and abs(state.alt_m) > UNDER_WAY_M:
            self._aloft_s = state.t_s
        if self._aloft_s is None:
            return
        if self.at_s is None and state.t_s - self._aloft_s >= self._after_s:
            self.at_s = state.t_s
            for fault in self.faults(state.t_s):
                self._drone.autopilot.faults.add(fault)
        self.fastest_down_mps = max(self.fastest_down_mps, -state.vu)
        if state.t_s - self._checked_s >= 1.0:
            self._checked_s = state.t_s
            self._check(state)

    def _check(self, state: VehicleState) -> None:
        point = Point(self._limits.frame.point(FRAME.lonlat(state.east_m, state.north_m)))
        beyond_m = float(self._limits.fence.distance(point))
        above_m = state.alt_m - self._limits.max_alt_m
        self.outside_m = max(self.outside_m, beyond_m, above_m)
        if state.mode in _IN_MISSION:
            held, home = self._drone.autopilot._board.mission.items, self._ordered[:1]
            first = [*home] if self._has_home else []
            wire = [*first, *(_wire(seq, item) for seq, item in enumerate(held, start=len(first)))]
            self.strange |= set(differences(ListKind.MISSION, self._ordered, wire))


def _wire(seq: int, item: Item) -> WireItem:
    return WireItem(seq, item.frame, item.command, item.params, item.x, item.y, item.z)
