"""Missions as an autopilot keeps them: numbered items, fence, rally points.

MAVLink numbers are plain integers here; this package knows the format, not the wire.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from geodata.position import LonLat

FRAME_GLOBAL = 0  # altitude above mean sea level
FRAME_MISSION = 2  # the item is no place
FRAME_RELATIVE = 3  # altitude above home

# MAV_TYPE: QGroundControl says quadrotor of any copter
TYPE_PLANE, TYPE_QUADROTOR, TYPE_SUBMARINE = 1, 2, 12

CMD_WAYPOINT = 16
CMD_LOITER_UNLIM = 17
CMD_LOITER_TIME = 19
CMD_RETURN = 20
CMD_LAND = 21
CMD_TAKEOFF = 22
CMD_CHANGE_SPEED = 178
CMD_MOUNT_CONTROL = 205
LAST_NAV_COMMAND = 95  # MAV_CMD_NAV_LAST: commands above do not move the vehicle

MOUNT_MAVLINK_TARGETING = 2.0
AIR_SPEED, GROUND_SPEED = 0.0, 1.0
TAKE_OFF_PITCH_DEG = 15.0  # of a plane's climb from launch, as ArduPlane's examples have it
THROTTLE_UNCHANGED = -1.0
PLACE_DECIMALS = 7  # MAVLink and .plan files keep 1e-7 degrees, about a centimetre

Params = tuple[float, float, float, float]
NO_PARAMS: Params = (0.0, 0.0, 0.0, 0.0)
_Step = tuple[int, int, Params, LonLat | None, float]  # frame, command, params, place, height


@dataclass(frozen=True, slots=True)
class MissionItem:
    """One mission item.

    params: p1 to p4; NaN means "leave as it is".
    position: None for a command without a place; its p5 and p6 are then in `p5_p6`.
    alt_m: p7, metres above the zero of `frame`; another number for commands without a place.
    """

    seq: int
    frame: int
    command: int
    params: Params
    position: LonLat | None
    alt_m: float
    autocontinue: bool = True
    current: bool = False
    p5_p6: tuple[float, float] = (0.0, 0.0)


class FenceKind(StrEnum):
    """Stay inside, or stay out."""

    INCLUSION = "inclusion"
    EXCLUSION = "exclusion"


@dataclass(frozen=True, slots=True)
class FenceRing:
    """A fence polygon; the ring is open (the first corner is not repeated)."""

    kind: FenceKind
    ring: tuple[LonLat, ...]


@dataclass(frozen=True, slots=True)
class FenceCircle:
    """A round fence, radius_m round a place."""

    kind: FenceKind
    centre: LonLat
    radius_m: float


@dataclass(frozen=True, slots=True)
class RallyPoint:
    """A place to return to instead of home; alt_m above home."""

    position: LonLat
    alt_m: float


@dataclass(frozen=True, slots=True)
class Mission:
    """Everything that is uploaded for one sortie. Item 0 is home, as ArduPilot wants it."""

    items: tuple[MissionItem, ...]
    fence: tuple[FenceRing, ...] = ()
    rally: tuple[RallyPoint, ...] = ()
    circles: tuple[FenceCircle, ...] = ()
    vehicle_type: int = field(default=TYPE_QUADROTOR, compare=False)  # .waypoints files have none

    @property
    def home(self) -> LonLat:
        """Where the vehicle takes off and comes back to."""
        place = self.items[0].position
        assert place is not None  # readers and build_mission give item 0 its place
        return place

    @property
    def ends_aloft(self) -> bool:
        """Whether it ends in a wait without end: its pilot takes over there."""
        return any(item.command == CMD_LOITER_UNLIM for item in self.items[1:])

    @property
    def home_alt_m(self) -> float:
        """Height of home above mean sea level."""
        return self.items[0].alt_m


def rounded(place: LonLat) -> LonLat:
    """The place as files and autopilots keep it (1e-7 degrees)."""
    return LonLat(round(place.lon, PLACE_DECIMALS), round(place.lat, PLACE_DECIMALS))


def home_item(home: LonLat, alt_amsl_m: float = 0.0) -> MissionItem:
    """Item 0."""
    place = rounded(home)
    return MissionItem(0, FRAME_GLOBAL, CMD_WAYPOINT, NO_PARAMS, place, alt_amsl_m, current=True)


@dataclass(frozen=True, slots=True)
class Flight:
    """What the items of a patrol share; altitude_m above home, no pitch without a camera.

    take_off_m: height above home of a plane's straight climb from launch, whose speed is through
    the air; None: a copter climbs to altitude_m and speed_mps is over ground.
    leg_speeds_mps: over ground, on the way to each of the places; empty: speed_mps on all.
    ends_aloft: it waits at the last of the places for its pilot instead of returning to launch.
    depths_m: of a dive at each of the places, the last of them home, where it comes up; empty: it
    flies.
    accept_m: how near each of the places counts as passed; 0 or empty: as the autopilot is set.
    """

    altitude_m: float
    speed_mps: float
    camera_pitch_deg: float | None
    take_off_m: float | None = None
    leg_speeds_mps: tuple[float, ...] = ()
    accept_m: tuple[float, ...] = ()
    ends_aloft: bool = False
    depths_m: tuple[float, ...] = ()


def patrol_items(
    home: LonLat, places: Sequence[LonLat], flight: Flight, hold_s: Sequence[float] = ()
) -> tuple[MissionItem, ...]:
    """Home, take-off, speed, camera, way points, return to launch or the wait for the pilot.

    A dive goes straight down instead of taking off, and comes up at home. hold_s: seconds to wait
    at each of the places; empty: nowhere.
    """
    steps = _beginning(home, flight)
    heights = [-depth for depth in flight.depths_m] or [flight.altitude_m] * len(places)
    holds, accepts = hold_s or [0.0] * len(places), flight.accept_m or (0.0,) * len(places)
    paces, present = flight.leg_speeds_mps or (flight.speed_mps,) * len(places), flight.speed_mps
    ways = zip(places, holds, accepts, paces, heights, strict=True)
    for place, wait_s, near_m, pace, height_m in ways:
        if pace != present:
            change = (GROUND_SPEED, pace, THROTTLE_UNCHANGED, 0.0)
            steps.append((FRAME_MISSION, CMD_CHANGE_SPEED, change, None, 0.0))
            present = pace
        command = CMD_LOITER_TIME if wait_s else CMD_WAYPOINT
        params = (float(wait_s), near_m, 0.0, 0.0)
        steps.append((FRAME_RELATIVE, command, params, rounded(place), height_m))
    if flight.depths_m:
        steps.append((FRAME_RELATIVE, CMD_WAYPOINT, NO_PARAMS, rounded(home), 0.0))
    elif flight.ends_aloft:
        steps[-1] = (FRAME_RELATIVE, CMD_LOITER_UNLIM, NO_PARAMS, *steps[-1][3:])
    else:
        steps.append((FRAME_MISSION, CMD_RETURN, NO_PARAMS, None, 0.0))
    items = [MissionItem(seq, *step) for seq, step in enumerate(steps, start=1)]
    return (home_item(home), *items)


def _beginning(home: LonLat, flight: Flight) -> list[_Step]:
    """Up, or down, at home; speed and camera."""
    is_plane = flight.take_off_m is not None
    first_m = flight.altitude_m if flight.take_off_m is None else flight.take_off_m
    nose_up = (TAKE_OFF_PITCH_DEG, 0.0, 0.0, 0.0) if is_plane else NO_PARAMS
    speed_kind = AIR_SPEED if is_plane else GROUND_SPEED
    speed = (speed_kind, flight.speed_mps, THROTTLE_UNCHANGED, 0.0)
    steps: list[_Step] = [
        (FRAME_RELATIVE, CMD_TAKEOFF, nose_up, rounded(home), first_m),
        (FRAME_MISSION, CMD_CHANGE_SPEED, speed, None, 0.0),
    ]
    if flight.depths_m:
        down_m = -flight.depths_m[-1]  # home is the last of the places
        steps[0] = (FRAME_RELATIVE, CMD_WAYPOINT, NO_PARAMS, rounded(home), down_m)
    if flight.camera_pitch_deg is not None:
        pitch = (flight.camera_pitch_deg, 0.0, 0.0, 0.0)
        steps.append((FRAME_MISSION, CMD_MOUNT_CONTROL, pitch, None, MOUNT_MAVLINK_TARGETING))
    return steps
