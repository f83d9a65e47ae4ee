"""AUTO of ArduPlane: flies the stored mission, item by item, and circles home after it."""

import math
from collections.abc import Callable

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import turn_deg
from simulator.autopilot.board import Board
from simulator.autopilot.flightmode import AutoMode
from simulator.autopilot.items import Item
from simulator.autopilot.mission import MissionState
from simulator.autopilot.plane.leg import Leg, course, flat, leg_to
from simulator.autopilot.plane.modes import PlaneMode, radius_of
from simulator.vehicles.body import Place
from simulator.vehicles.plane import NO_THRUST, PlaneDemand

_TAKEOFF: int = mavlink.MAV_CMD_NAV_TAKEOFF
_WAYPOINT: int = mavlink.MAV_CMD_NAV_WAYPOINT
_LAND: int = mavlink.MAV_CMD_NAV_LAND
_HOME: int = mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH
_LOITERS: tuple[int, ...] = (
    mavlink.MAV_CMD_NAV_LOITER_UNLIM,
    mavlink.MAV_CMD_NAV_LOITER_TURNS,
    mavlink.MAV_CMD_NAV_LOITER_TIME,
)
_AIMING: tuple[int, ...] = (
    mavlink.MAV_CMD_DO_MOUNT_CONTROL,
    mavlink.MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW,
)

_TRIGGER_S = 0.2  # from arming to the launch
_ABOVE_M = 2.0  # a take-off aims so far above its height, so as to pass it
_FLARE_SINK_MPS = 0.5


class PlaneAuto(PlaneMode, AutoMode):
    """The mission. Navigation items are flown one after another, the others done on the way."""

    number, name = 10, "AUTO"
    is_autopilot = True

    def __init__(self, board: Board, go_home: Callable[[], object]) -> None:
        """`go_home` changes the mode to RTL."""
        super().__init__(board)
        self._go_home = go_home
        self._item: Item | None = None  # being flown
        self._leg = Leg(board.here(), board.here())
        self._is_on_course = False  # the next leg begins at the waypoint before it
        self._waited_s = self._turned_deg = 0.0
        self._course_deg: float | None = None
        self._airspeed_mps: float | None = None
        self._armed_s: float | None = None

    # entering and leaving

    def enter(self) -> str | None:
        self._airspeed_mps = self._armed_s = None
        self._is_on_course = False
        self.start_or_resume()
        return None

    def leave(self) -> None:
        mission = self.board.mission
        if mission.state is MissionState.ACTIVE:
            mission.state = MissionState.NOT_STARTED
        self._item = None

    def jump_to(self, seq: int) -> None:
        """See AutoMode."""
        self._is_on_course = False
        super().jump_to(seq)

    @property
    def is_homing(self) -> bool:
        return self._item is not None and self._item.command == _LAND

    @property
    def is_landing(self) -> bool:
        return self.is_homing

    def has_landed(self) -> None:
        self.board.mission.state = MissionState.COMPLETE

    def set_airspeed(self, airspeed_mps: float | None) -> None:
        """Fly on at this airspeed; None: at AIRSPEED_CRUISE."""
        self._airspeed_mps = airspeed_mps

    # flying

    def fly(self, dt_s: float) -> None:
        board, plane = self.board, self.board.plane
        if not plane.on_ground:
            if self._item and self._is_flown(self._item, dt_s):
                self._done()
            super().fly(dt_s)
            return
        takes_off = self._item is not None and self._item.command == _TAKEOFF
        is_launched = plane.armed and takes_off and self._launch()
        plane.step(dt_s, PlaneDemand() if is_launched else NO_THRUST)
        if not plane.on_ground:
            self._course_deg = math.degrees(math.atan2(plane.ve, plane.vn)) % 360.0
            board.say(mavlink.MAV_SEVERITY_INFO, f"Autoland direction= {self._course_deg:.0f}")
            centideg, speed = round(100.0 * self._course_deg), plane.ground_speed_mps
            text = f"Holding course {centideg} at {speed:.1f}m/s (0.0)"
            board.say(mavlink.MAV_SEVERITY_INFO, text)

    def _launch(self) -> bool:
        """The catapult waits a moment after arming."""
        board = self.board
        if self._armed_s is None:
            self._armed_s = board.t_s
            text = f"Armed AUTO, xaccel = 0.0 m/s/s, waiting {_TRIGGER_S:.1f} sec"
            board.say(mavlink.MAV_SEVERITY_INFO, text)
        waited_s = board.t_s - self._armed_s
        if waited_s >= _TRIGGER_S and not board.may_lift:
            board.may_lift = True
            self._point()
            board.say(mavlink.MAV_SEVERITY_INFO, "Triggered AUTO. GPS speed = 0.0")
        return board.may_lift

    def _point(self) -> None:
        """The crew throws it towards the first waypoint, as the plan was drawn."""
        board = self.board
        items = board.mission.navigation(board.mission.current + 1)
        first = next((item for item in items if item.has_place), None)
        if first is not None and flat(board.plane, board.place(first)) > 1.0:
            board.plane.point(course(board.here(), board.place(first)))

    def demand(self, dt_s: float) -> PlaneDemand:
        item, plane = self._item, self.board.plane
        if item is None:
            return self.steer(0.0, plane.alt_m)
        if item.command == _TAKEOFF:
            return self.steer(
                self._course_bank(), self._leg.goal.alt_m + _ABOVE_M, self._airspeed_mps
            )
        if item.command in _LOITERS:
            radius_m = radius_of(item) or self.board.params["WP_LOITER_RAD"]
            bank = self.l1.round(plane, self._leg.goal, abs(radius_m), radius_m > 0.0)
            return self.steer(bank, self._leg.goal.alt_m, self._airspeed_mps)
        bank = self.l1.along(plane, self._leg.start, self._leg.goal)
        if item.command == _LAND and self._height_m() < self.board.params["LAND_FLARE_ALT"]:
            return PlaneDemand(0.0, -_FLARE_SINK_MPS, self.board.params["AIRSPEED_MIN"])
        return self.steer(bank, self._leg.alt_m(plane), self._airspeed_mps)

    def _course_bank(self) -> float:
        """Bank that keeps the course of the take-off."""
        if self._course_deg is None:  # entered in the air
            return 0.0
        plane = self.board.plane
        flown = math.degrees(math.atan2(plane.ve, plane.vn))
        return turn_deg(flown, self._course_deg)

    def _height_m(self) -> float:
        return self.board.plane.alt_m - self._leg.goal.alt_m

    def _is_flown(self, item: Item, dt_s: float) -> bool:
        """Whether the item is flown to its end; says so."""
        plane, seq = self.board.plane, self.board.mission.current
        if item.command == _TAKEOFF:
            if plane.alt_m <= self._leg.goal.alt_m:
                return False
            height_m = plane.alt_m - self.board.home_alt_m()
            return self._said(f"Takeoff complete at {height_m:.2f}m")
        if item.command in _LOITERS:
            return self._has_loitered(item, dt_s)
        if item.command != _WAYPOINT:
            return False
        away_m = flat(plane, self._leg.goal)
        if away_m <= (item.params[1] or self._lead()):
            return self._said(f"Reached waypoint #{seq} dist {away_m:.0f}m")
        if self._leg.flown_m(plane) >= self._leg.length_m:
            return self._said(f"Passed waypoint #{seq} dist {away_m:.0f}m")
        return False

    def _said(self, text: str) -> bool:
        self.board.say(mavlink.MAV_SEVERITY_INFO, text)
        return True

    def _lead(self) -> float:
        """How far before the corner its turn begins: less for slight corners."""
        whole_m = min(self.board.params["WP_RADIUS"], self.l1.ahead_m(self.board.plane))
        return whole_m * self._leg.corner

    def _has_loitered(self, item: Item, dt_s: float) -> bool:
        plane = self.board.plane
        radius_m = abs(radius_of(item)) or self.board.params["WP_LOITER_RAD"]
        if not self.l1.is_circling(plane, self._leg.goal, radius_m) and self._waited_s == 0.0:
            return False
        self._waited_s += dt_s
        self._turned_deg += abs(plane.yaw_rate_dps) * dt_s
        if item.command == mavlink.MAV_CMD_NAV_LOITER_TURNS:
            done = self._turned_deg >= 360.0 * item.params[0]
            return done and self._said("Loiter orbits complete")
        if item.command == mavlink.MAV_CMD_NAV_LOITER_TIME:
            return self._waited_s >= item.params[0] and self._said("Loiter time complete")
        return False

    # going through the items

    def _done(self) -> None:
        """The item is flown: tell it and go on."""
        seq, item = self.board.mission.current, self._item
        self.board.reached = seq
        if item is not None and item.command == _WAYPOINT:
            self.board.event("waypoint", seq)
        self._is_on_course = item is not None and item.command == _WAYPOINT
        self.advance(seq + 1)

    def advance(self, seq: int) -> None:
        """See AutoMode; it comes home when nothing is left."""
        for number, item in self.items_from(seq):
            if item.is_navigation:
                self._begin(number, item)
                return
            self._do(item)
            self.board.reached = number
        self.board.mission.state = MissionState.COMPLETE
        self._item = None
        if not self.board.is_landed:
            self.board.say(mavlink.MAV_SEVERITY_INFO, "Mission complete, changing mode to RTL")
            self._go_home()

    def _begin(self, seq: int, item: Item) -> None:
        board, mission = self.board, self.board.mission
        mission.current, mission.state = seq, MissionState.ACTIVE
        before, here = self._leg.goal, board.here()
        self._waited_s = self._turned_deg = 0.0
        self._item = item
        if item.command == _HOME:
            self._go_home()
            return
        goal = board.place(item)
        if item.command == _TAKEOFF:
            goal = Place(here.east_m, here.north_m, board.height(item))
        next_item = next(mission.navigation(seq + 1), None)
        after = board.place(next_item) if next_item and next_item.has_place else None
        self._leg = leg_to(before if self._is_on_course else here, goal, after)
        if self._leg.flown_m(board.plane) >= self._leg.length_m:
            self._leg = leg_to(here, goal, after)  # the waypoint is already behind

    def _do(self, item: Item) -> None:
        """A command that is done on the way."""
        if item.command == mavlink.MAV_CMD_DO_CHANGE_SPEED:
            self.change_speed(int(item.params[0]), item.params[1])
        elif item.command in _AIMING:
            self.board.aim(item.params[0])

    def change_speed(self, kind: int, speed_mps: float) -> bool:
        """DO_CHANGE_SPEED: 0 airspeed, 1 the least speed over ground. False: not taken."""
        board, params = self.board, self.board.params
        if kind == 1:
            board.set_param("MIN_GROUNDSPEED", speed_mps)
            board.say(mavlink.MAV_SEVERITY_INFO, f"Set groundspeed {int(speed_mps)}")
            return True
        if kind != 0 or not params["AIRSPEED_MIN"] <= speed_mps <= params["AIRSPEED_MAX"]:
            return False
        self.set_airspeed(speed_mps)
        board.say(mavlink.MAV_SEVERITY_INFO, f"Set airspeed {int(speed_mps)} m/s")
        return True
