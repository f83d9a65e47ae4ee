"""A closer look at a place: a circle round it within limits and battery, or a refusal."""

import math
from dataclasses import dataclass

from shapely.geometry import LineString, Point

from geodata.position import LonLat, distance_m, turn_deg
from mission_planner.steering import swing_m
from surveillance.errors import LinkRefused
from surveillance.model import Telemetry
from surveillance.patrol.limits import Limits
from surveillance.patrol.open_ways import OpenWays, way_on_fault
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.side import best_side

LEAST_RADIUS_M = 30.0  # nearer to people or vessels a flight is of another kind in the law
MOST_RADIUS_M = 1_000.0
DEFAULT_RADIUS_M = 200.0
ORBIT_MPS = 8.0  # slow enough for a sharp picture, and to come round within a few minutes
CORNERS = 12  # of the flown circle: its chords run 3.4 % of the radius inside it
WIND_FACTOR = 1.3  # on all times: the wind of the moment is not known here


@dataclass(frozen=True, slots=True)
class Look:
    """One turn round a place.

    places: the flown corners, the first one again at the end. left_at: where the patrol is left.
    first_from: the side that it comes round to first, in words; "" where that is all the same.
    pitch_deg: of the camera, 0 the horizon. duration_s: until it is back where it left.
    home_pct: battery left at home afterwards. goes_on: it can still fly the rest of its mission;
    otherwise it returns from there.
    """

    target: LonLat
    radius_m: float
    places: tuple[LonLat, ...]
    left_at: LonLat
    pitch_deg: float
    duration_s: float
    home_pct: float
    goes_on: bool
    first_from: str = ""

    @property
    def text(self) -> str:
        """What a person is asked."""
        after = "goes on with its patrol" if self.goes_on else "returns: the rest is for later"
        side = f", {self.first_from} first" if self.first_from else ""
        minutes = self.duration_s / 60.0
        return (
            f"orbit of {self.radius_m:.0f} m{side}, {minutes:.0f} minutes, then it {after},"
            f" and comes home with {self.home_pct:.0f} %"
        )

    def plain(self) -> dict[str, float | bool]:
        """The same for programs."""
        return {
            "radius_m": self.radius_m,
            "duration_s": self.duration_s,
            "home_pct": self.home_pct,
            "goes_on": self.goes_on,
        }


def plan_look(
    order: PatrolOrder,
    state: Telemetry,
    left_m: float,
    target: LonLat,
    radius_m: float,
    item: int | None = None,
) -> Look:
    """The look from where the vehicle is now, at its present height.

    left_m: metres of the mission that are left, the way home included. item: what it flies to; a
    plane's way back to that is looked at here, and any vehicle's again when the look ends. Raises
    LinkRefused when it would break a limit or the reserve.
    """
    v = order.vehicle
    _check_radius(radius_m)
    if order.vehicle.is_winged:
        places, orbit_mps = winged_way_round(order, state, target, radius_m), v.cruise_mps
        side = None  # planes circle clockwise
    else:
        side = best_side(target, state.at, order.wind)
        towards_deg = None if side is None else side.bearing_deg
        places = _way_round(order.limits, state.position, target, radius_m, towards_deg)
        orbit_mps = ORBIT_MPS
    _check_return(order, places)
    out_m = distance_m(state.position, places[0])
    look_s = 2.0 * out_m / v.cruise_mps + 2.0 * math.pi * radius_m / orbit_mps
    home_m = distance_m(places[0], order.path.home) - out_m  # it need not come back to the leg
    with_rest, alone = (left_pct(order, state, look_s, way_m) for way_m in (left_m, home_m))
    reserve = v.reserve_pct
    if alone < reserve:
        raise LinkRefused(
            f"it would come home with {alone:.0f} %; limit {reserve:.0f} %: look from farther with"
            " the zoom, or send another vehicle"
        )
    goes_on = with_rest >= reserve
    if goes_on and v.is_winged and item is not None:
        _check_way_on(order, state.position, item, radius_m)
    return Look(
        target=target,
        radius_m=radius_m,
        places=places,
        left_at=state.position,
        pitch_deg=-math.degrees(math.atan2(max(0.0, state.alt_amsl_m), radius_m)),
        duration_s=WIND_FACTOR * look_s,
        home_pct=with_rest if goes_on else alone,
        goes_on=goes_on,
        first_from="" if side is None else side.words,
    )


def _check_radius(radius_m: float) -> None:
    if not LEAST_RADIUS_M <= radius_m <= MOST_RADIUS_M:
        raise LinkRefused(
            f"an orbit of {radius_m:g} m is not flown; limits {LEAST_RADIUS_M:.0f} and"
            f" {MOST_RADIUS_M:.0f} m"
        )


def _way_round(
    limits: Limits, here: LonLat, target: LonLat, radius_m: float, side_deg: float | None = None
) -> tuple[LonLat, ...]:
    """The corners of the circle, from the nearest one that can be reached straight.

    side_deg: of the target, in which sense it is flown so that this side comes sooner.
    """
    open_to = OpenWays(limits)
    centre, start = limits.frame.point(target), limits.frame.point(here)
    ring = _ring(centre, radius_m)
    fault = open_to.fault(Point(centre).buffer(radius_m).exterior)
    if fault is not None:
        raise LinkRefused(
            f"an orbit of {radius_m:.0f} m there would leave its limits ({fault}): choose another"
            " --radius, or look from where the patrol passes"
        )
    for n in sorted(range(CORNERS), key=lambda n: math.dist(ring[n], start)):
        if open_to.fault(LineString([start, ring[n]])) is None:
            corners = [*ring[n:], *ring[:n], ring[n]]
            if side_deg is not None and turn_deg(360.0 * n / CORNERS, side_deg) < 0.0:
                corners.reverse()
            return tuple(limits.frame.lonlat(*corner) for corner in corners)
    raise LinkRefused(
        "no straight way leads there from here inside its limits: wait until the patrol is past"
        " what lies between"
    )


def winged_way_round(
    order: PatrolOrder, state: Telemetry, target: LonLat, radius_m: float
) -> tuple[LonLat, ...]:
    """The corners of a plane's circle, from the one it comes to first.

    It is at no place but moving: what it needs to turn, on the way there and back, must be open to
    both sides of the straight way.
    """
    v, limits = order.vehicle, order.limits
    turn_m = v.turning_m(v.max_wind_mps)
    if radius_m < turn_m:
        raise LinkRefused(
            f"an orbit of {radius_m:.0f} m is too tight for {v.name}: at least {turn_m:.0f} m in"
            f" wind up to {v.max_wind_mps:g} m/s: choose --radius"
        )
    centre, start = limits.frame.point(target), limits.frame.point(state.position)
    room_m = turning_room_m(order, radius_m)
    fault = OpenWays(limits).fault(LineString([start, centre]).buffer(room_m))
    if fault is not None:
        raise LinkRefused(
            f"the way there and round it, {room_m:.0f} m to both sides, would leave its limits"
            f" ({fault}): look from where the patrol passes, or send a copter"
        )
    ring = _ring(centre, radius_m)
    first = min(range(CORNERS), key=lambda n: math.dist(ring[n], start))
    corners = [*ring[first:], *ring[:first], ring[first]]
    return tuple(limits.frame.lonlat(*corner) for corner in corners)


def turning_room_m(order: PatrolOrder, radius_m: float = 0.0) -> float:
    """What a plane needs to all sides to turn, or to circle with a radius; 0 for a copter."""
    v = order.vehicle
    if not v.is_winged:
        return 0.0
    return max(radius_m, 2.0 * v.turning_m(v.max_wind_mps)) + swing_m(v)


def _check_way_on(order: PatrolOrder, left_at: LonLat, item: int, radius_m: float) -> None:
    """From the circle where it left its mission; a copter comes back to the very place."""
    fault = way_on_fault(order, left_at, item, turning_room_m(order, radius_m))
    if fault is not None:
        raise LinkRefused(
            f"its way back into the mission would leave its limits ({fault}): look from where the"
            " patrol passes, or send a copter"
        )


def _ring(centre: tuple[float, float], radius_m: float) -> list[tuple[float, float]]:
    turns = (2.0 * math.pi * n / CORNERS for n in range(CORNERS))
    return [
        (centre[0] + radius_m * math.sin(turn), centre[1] + radius_m * math.cos(turn))
        for turn in turns
    ]


def _check_return(order: PatrolOrder, places: tuple[LonLat, ...]) -> None:
    """The vehicle's own return is straight, from wherever it is then."""
    limits, home = order.limits, order.limits.frame.point(order.path.home)
    for place in places:
        way = LineString([limits.frame.point(place), home])
        zone = next((name for name, shape in limits.nofly if shape.intersects(way)), None)
        if zone is not None:
            raise LinkRefused(
                f"its own way home from there would cross no-fly zone {zone}: look from where the"
                " patrol passes"
            )


def left_pct(order: PatrolOrder, state: Telemetry, seconds: float, way_m: float) -> float:
    """Battery at home after so many seconds in the air, `way_m` metres at cruise and the descent.

    For copter and plane, in a wind that is not known. Raises LinkRefused for a level that nobody
    knows.
    """
    if state.battery_pct is None:
        raise LinkRefused("its battery level is not known: it stays on its patrol")
    v = order.vehicle
    down_s, flown_s = state.alt_home_m / v.descend_mps, seconds + way_m / v.cruise_mps
    spent_wh = WIND_FACTOR * (flown_s * v.cruise_w + down_s * v.hover_w) / 3600.0
    return state.battery_pct - 100.0 * spent_wh / v.battery_wh
