"""A simulated copter in a thread of the test, many times faster than life, and an order for it."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from shapely.geometry import Point, Polygon

from geodata.area import Area, Zone
from geodata.clock import Clock
from geodata.position import LocalFrame, LonLat
from mission_planner.fleet import read_fleet
from mission_planner.mission import (
    FenceKind,
    FenceRing,
    Flight,
    Mission,
    RallyPoint,
    patrol_items,
)
from simulator.autopilot import Autopilot
from simulator.autopilot.firmware import Kind
from simulator.vehicles.body import Body, Place
from simulator.vehicles.copter import Copter, CopterSpec
from simulator.vehicles.plane import Plane, PlaneSpec
from simulator.vehicles.state import VehicleState
from simulator.vehicles.sub import Sub, SubSpec
from surveillance.model import Realm
from surveillance.patrol.order import PatrolOrder

HOME = LonLat(129.45, 34.7)
FRAME = LocalFrame(HOME)
EPOCH = datetime(2026, 5, 1, 3, tzinfo=UTC)
BOOTED_S = 45.0


# with a station that is silent: the usual 5 s pass in an eighth of a second at speed-up 40, and a
# busy machine may well let a thread wait for so long
PATIENCE_S = 20.0


class SimulatedCopter:
    """An autopilot on a free port, stepped by its own thread."""

    kind: Kind = "ardupilot"
    patience: tuple[str, ...] = ("FS_GCS_TIMEOUT",)

    def __init__(
        self,
        speedup: float = 20.0,
        booted_s: float = BOOTED_S,
        is_patient: bool = True,
        **params: float,
    ) -> None:
        """booted_s: how long ago it was switched on. params: by name, before anyone connects.

        is_patient: it bears a silent station for PATIENCE_S, unless params say otherwise.
        """
        self.autopilot = Autopilot(self.body(), FRAME, EPOCH, 0, kind=self.kind)
        self.autopilot.step(0.0)
        for tick in range(1, int(booted_s) + 1):
            self.autopilot.step(float(tick))
        patient = dict.fromkeys(self.patience if is_patient else (), PATIENCE_S)
        for name, value in (patient | params).items():
            self.autopilot._board.set_param(name, value)
        self.clock = Clock(time.time(), EPOCH + timedelta(seconds=booted_s), speedup)
        self.link = f"tcp:127.0.0.1:{self.autopilot.port}"
        self.on_step: Callable[[VehicleState], None] = lambda state: None
        self._halt = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def body(self) -> Body:
        """The vehicle, on the ground."""
        return Copter(CopterSpec(), Place(0.0, 0.0, 0.0))

    def __enter__(self) -> "SimulatedCopter":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._halt.set()
        self._thread.join(timeout=5.0)
        self.autopilot.close()

    def _run(self) -> None:
        pause_s = max(0.002, self.clock.wall_seconds(0.1))
        while not self._halt.wait(pause_s):
            self.autopilot.step((self.clock.now() - EPOCH).total_seconds())
            self.on_step(self.autopilot.state)


class SimulatedPx4(SimulatedCopter):
    """The same copter with a PX4."""

    kind: Kind = "px4"
    patience = ()


class SimulatedPlane(SimulatedCopter):
    """The same with a fixed wing, in a wind."""

    patience = ("FS_LONG_TIMEOUT",)

    def body(self) -> Body:
        return Plane(PlaneSpec(), Place(0.0, 0.0, 0.0), wind=(-3.0, -4.0))


class SimulatedSub(SimulatedCopter):
    """An underwater vehicle at the surface, which is told its place from a ship, as on deck."""

    def body(self) -> Body:
        """See SimulatedCopter."""
        return Sub(SubSpec(positioning="usbl"), Place(0.0, 0.0, -0.06))


def ring(reach_m: float) -> tuple[LonLat, ...]:
    """A square round home."""
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return tuple(FRAME.lonlat(reach_m * east, reach_m * north) for east, north in corners)


def square(reach_m: float) -> Polygon:
    """The same as a polygon."""
    return Polygon([(p.lon, p.lat) for p in ring(reach_m)])


def make_area(fence_m: float = 600.0, nofly: tuple[Zone, ...] = ()) -> Area:
    """A square of sea with home in its middle."""
    return Area("bench", square(fence_m), square(fence_m), nofly=nofly, home=HOME)


def make_mission(legs: int = 3, leg_m: float = 120.0, height_m: float = 30.0) -> Mission:
    """Waypoints round home, a fence, one rally point."""
    places = [
        FRAME.lonlat(leg_m * east, leg_m * north)
        for east, north in ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))[:legs]
    ]
    return Mission(
        items=patrol_items(HOME, places, Flight(height_m, 14.0, -25.0)),
        fence=(FenceRing(FenceKind.INCLUSION, ring(600.0)),),
        rally=(RallyPoint(FRAME.lonlat(20.0, 20.0), height_m),),
    )


def make_order(mission: Mission | None = None, area: Area | None = None) -> PatrolOrder:
    """A short flight of heron-1."""
    return PatrolOrder(
        vehicle=read_fleet(None)["heron-1"],
        mission=mission or make_mission(),
        area=area or make_area(),
        need_pct=10.0,
        duration_s=120.0,
        realm=Realm.SIMULATED,
    )


def circle(name: str, east_m: float, north_m: float, radius_m: float) -> Zone:
    """A round zone."""
    shape = FRAME.geometry_to_lonlat(Point(east_m, north_m).buffer(radius_m))
    assert isinstance(shape, Polygon)
    return Zone(name, shape)
