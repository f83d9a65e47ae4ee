"""Flight modes of ArduPlane but AUTO: each turns what it knows into bank, climb and airspeed."""

from simulator.autopilot.board import Board
from simulator.autopilot.flightmode import FlightMode, GuidedMode
from simulator.autopilot.items import Item
from simulator.autopilot.plane.l1 import L1
from simulator.autopilot.plane.leg import flat
from simulator.vehicles.body import Place
from simulator.vehicles.plane import NO_THRUST, PlaneDemand

_HEIGHT_GAIN = 0.5  # m/s of climb asked for per metre of missing height


class PlaneMode(FlightMode):
    """One flight mode of ArduPlane."""

    needs_position = False  # a plane changes its mode without one, and falls back on its gyros
    is_navigating = True  # flies by itself: the GUIDED bit of HEARTBEAT

    def fly(self, dt_s: float) -> None:
        plane = self.board.plane
        flying = plane.armed and not plane.on_ground
        plane.step(dt_s, self.demand(dt_s) if flying else NO_THRUST)

    def demand(self, dt_s: float) -> PlaneDemand:
        """What the plane shall do in the next `dt_s` seconds, in the air."""
        raise NotImplementedError

    @property
    def l1(self) -> L1:
        """The guidance as the parameters tune it."""
        params = self.board.params
        return L1(params["NAVL1_PERIOD"], params["NAVL1_DAMPING"])

    def airspeed(self, wanted_mps: float | None = None) -> float:
        """The airspeed to hold: faster where the wind leaves less than MIN_GROUNDSPEED."""
        params = self.board.params
        speed = params["AIRSPEED_CRUISE"] if wanted_mps is None else wanted_mps
        speed += max(0.0, params["MIN_GROUNDSPEED"] - self.board.plane.ground_speed_mps)
        return max(params["AIRSPEED_MIN"], min(params["AIRSPEED_MAX"], speed))

    def steer(
        self, bank_deg: float, alt_m: float, airspeed_mps: float | None = None
    ) -> PlaneDemand:
        """The demand for a bank, a height above sea level and an airspeed (None: cruise)."""
        params, plane = self.board.params, self.board.plane
        limit = params["ROLL_LIMIT_DEG"]
        climb = _HEIGHT_GAIN * (alt_m - plane.alt_m)
        climb = max(-params["TECS_SINK_MAX"], min(params["TECS_CLMB_MAX"], climb))
        bank = max(-limit, min(limit, bank_deg))
        return PlaneDemand(bank, climb, self.airspeed(airspeed_mps))


class Manual(PlaneMode):
    """Nobody is at the sticks: no throttle."""

    number, name = 0, "MANUAL"
    is_navigating = False

    def demand(self, dt_s: float) -> PlaneDemand:
        return NO_THRUST


class FlyByWireA(Manual):
    """Nobody is at the sticks, and the wings are held level."""

    number, name = 5, "FBWA"


class Circling(PlaneMode):
    """Round a place, for ever."""

    is_autopilot = True

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._centre: Place = board.here()
        self._radius_m = 0.0  # negative: to the left
        self._airspeed_mps: float | None = None

    def circle(self, centre: Place, radius_m: float = 0.0) -> None:
        """Go to a place and circle it; radius 0: WP_LOITER_RAD."""
        self._centre = centre
        self._radius_m = radius_m or self.board.params["WP_LOITER_RAD"]

    def demand(self, dt_s: float) -> PlaneDemand:
        bank = self.l1.round(
            self.board.plane, self._centre, abs(self._radius_m), self._radius_m > 0.0
        )
        return self.steer(bank, self._centre.alt_m, self._airspeed_mps)


class Loiter(Circling):
    """Circle where the mode was entered."""

    number, name = 12, "LOITER"

    def enter(self) -> str | None:
        self.circle(self.board.here())
        return None


class Guided(Circling, GuidedMode):
    """Circle where a ground station says."""

    number, name = 15, "GUIDED"
    _asked_m = 0.0  # the radius; 0: WP_LOITER_RAD

    def enter(self) -> str | None:
        self._airspeed_mps, self._asked_m = None, 0.0
        self.circle(self.board.here())
        if self.board.plane.armed:
            self.board.reached = 0  # ArduPlane takes where it is for its first goal
        return None

    def go_to(self, place: Place) -> None:
        self.circle(place, self._asked_m)

    def turn(self, radius_m: float) -> None:
        """Circle so wide, here and at the places that follow; negative: to the left."""
        self._asked_m = radius_m
        self.circle(self._centre, radius_m)

    def set_speed(self, airspeed_mps: float) -> None:
        """Fly at this airspeed."""
        self._airspeed_mps = airspeed_mps


class Rtl(Circling):
    """Fly home or to the nearest rally point, and circle there until somebody decides."""

    number, name = 11, "RTL"

    def enter(self) -> str | None:
        self.circle(self._return_place(), self.board.params["RTL_RADIUS"])
        return None

    def _return_place(self) -> Place:
        """The nearest rally point within RALLY_LIMIT_KM, at its own height, or else home."""
        board, params, here = self.board, self.board.params, self.board.here()
        home = board.home or board.body.start
        wanted_m = params["RTL_ALTITUDE"]
        alt_m = home.alt_m + wanted_m if wanted_m >= 0.0 else here.alt_m
        above = Place(home.east_m, home.north_m, alt_m)
        limit_m = params["RALLY_LIMIT_KM"] * 1000.0
        places = [board.place(point) for point in board.rally.points]
        places = [p for p in places if limit_m <= 0.0 or flat(here, p) <= limit_m]
        if params["RALLY_INCL_HOME"] or not places:
            places.append(above)
        return min(places, key=lambda place: flat(here, place))


def radius_of(item: Item) -> float:
    """The radius of a loiter item, negative to the left; 0: as the parameter says."""
    return item.params[2]
