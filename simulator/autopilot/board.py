"""What the parts of the autopilot share: the vehicle, its parameters, its stores, its voice."""

import math
from dataclasses import dataclass
from datetime import datetime

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LocalFrame, LonLat
from simulator.autopilot.boot import COPTER_BOOT, PLANE_BOOT, SUB_BOOT
from simulator.autopilot.fence import Fence
from simulator.autopilot.items import COPTER_COMMANDS, PLANE_COMMANDS, SUB_COMMANDS, Item
from simulator.autopilot.link import Message
from simulator.autopilot.mission import Mission
from simulator.autopilot.params import Params, copter_params
from simulator.autopilot.plane.params import plane_params
from simulator.autopilot.rally import Rally
from simulator.autopilot.sub.params import sub_params
from simulator.faults.condition import Condition
from simulator.vehicles.body import Body, Place
from simulator.vehicles.copter import Copter
from simulator.vehicles.plane import Plane
from simulator.vehicles.sub import Sub

_GIMBAL_DPS = 40.0
_GIMBAL_RANGE_DEG = (-90.0, 20.0)


@dataclass(frozen=True, slots=True)
class FlightEvent:
    """Something that happened in the flight, for the truth file.

    `what` is "armed", "takeoff", "waypoint", "landed", "disarmed" or "mode", and of a dive "dived"
    or "surfaced"; `number` is the waypoint's sequence number, `text` the flight mode's name.
    """

    t_s: float
    what: str
    number: int | None = None
    text: str | None = None


class Board:
    """The shared state; the parts act on it and it knows none of them."""

    system_param = "MAV_SYSID"  # the parameter that holds the vehicle's number

    def __init__(self, body: Body, frame: LocalFrame, epoch: datetime) -> None:
        """`frame` is the frame the vehicle moves in; `epoch` the aware time at t_s = 0."""
        self.body = body
        self.frame = frame
        self.epoch_s = epoch.timestamp()
        self.equip()
        self.t_s = 0.0
        self.uptime_s = 0.0
        self.home: Place | None = None
        self.is_landed = True  # by the landing detector, which waits a moment
        self.may_lift = False  # a takeoff or MISSION_START was ordered since arming
        self.reached: int | None = None  # the newest waypoint reached and not yet told
        self.is_placed = True  # False: its position filter has lost the place it had
        self.gimbal_pitch_deg = 0.0
        self.gimbal_goal_deg = 0.0
        self.watched: Place | None = None  # that the gimbal is kept on
        self.failsafes: set[str] = set()  # "GCS", "Battery", "EKF": those in force
        self.condition = Condition()
        self.breaches: tuple[str, ...] = ()  # fences it is beyond, in ArduPilot's words
        self.gcs_heard_s: float | None = None  # the ground station's newest heartbeat
        self.events: list[FlightEvent] = []
        self.outbox: list[Message] = []
        self.texts: list[Message] = []

    def equip(self) -> None:
        """Boot times, parameters and stores; here as ArduPilot has them for its vehicle."""
        kind = type(self.body)
        self.boot = _BOOTS.get(kind, COPTER_BOOT)
        self.params = _params(self.body)
        self.mission = Mission(_VOCABULARIES.get(kind, COPTER_COMMANDS))
        self.fence = Fence(self.frame)
        self.rally = Rally()

    @property
    def system(self) -> int:
        """The MAVLink system number of the vehicle."""
        return int(self.params[self.system_param])

    @system.setter
    def system(self, number: int) -> None:
        self.params.put(self.system_param, number)

    def is_ground_station(self, system: int) -> bool:
        """Does the failsafe listen to the heartbeat of this system?"""
        return system == int(self.params["MAV_GCS_SYSID"])

    @property
    def copter(self) -> Copter:
        """The vehicle of an ArduCopter."""
        assert isinstance(self.body, Copter)
        return self.body

    @property
    def plane(self) -> Plane:
        """The vehicle of an ArduPlane."""
        assert isinstance(self.body, Plane)
        return self.body

    @property
    def sub(self) -> Sub:
        """The vehicle of an ArduSub."""
        assert isinstance(self.body, Sub)
        return self.body

    @property
    def has_position(self) -> bool:
        """Does the position filter stand by a place?"""
        is_sure = self.is_placed and self.condition.last_place is None
        return is_sure and self.uptime_s >= self.boot.position_s

    @property
    def battery_v(self) -> float:
        """Voltage of the battery: it sinks by a fifth from full to empty."""
        full_v = self.full_battery_v * self.condition.voltage_share
        return full_v * (0.8 + 0.002 * self.body.battery_pct)

    @property
    def full_battery_v(self) -> float:
        """Voltage of the full battery."""
        return self.params["SIM_BATT_VOLTAGE"]

    @property
    def battery_mah(self) -> float:
        """Charge of the full battery."""
        return self.params["BATT_CAPACITY"]

    @property
    def battery_left_mah(self) -> float:
        """Charge left, of battery_mah."""
        return self.battery_mah * self.body.battery_pct / 100.0

    def say(self, severity: int, text: str) -> None:
        """Tell all ground stations, after the answers that are already waiting."""
        self.texts.append(mavlink.MAVLink_statustext_message(severity, text.encode()[:50]))

    def send(self, message: Message) -> None:
        """Put a message in the queue to all ground stations."""
        self.outbox.append(message)

    def event(self, what: str, number: int | None = None, text: str | None = None) -> None:
        """Note something for the truth file."""
        self.events.append(FlightEvent(self.t_s, what, number, text))

    def set_param(self, name: str, value: float) -> None:
        """Change a parameter from within, and say so."""
        self.send(self.params.put(name, value))

    def here(self) -> Place:
        """Where the vehicle is, as it believes."""
        return Place(self.body.east_m, self.body.north_m, self.body.alt_m)

    def told_place(self) -> Place:
        """Where it says that it is: where it was last sure of it."""
        return self.condition.last_place or self.believed()

    def believed(self) -> Place:
        """Where it believes itself to be."""
        return Place(*self.body.believed_place, self.body.alt_m)

    def home_alt_m(self) -> float:
        """Height of home above sea level; of the launch site as long as home is unknown."""
        return self.home.alt_m if self.home else self.body.start.alt_m

    def height(self, item: Item) -> float:
        """The height above sea level that an item means (terrain is taken to lie at home's)."""
        absolute = item.frame == mavlink.MAV_FRAME_GLOBAL
        return item.z if absolute else item.z + self.home_alt_m()

    def place(self, item: Item) -> Place:
        """Where an item is; an item without a place is here."""
        if not item.has_place:
            return Place(self.body.east_m, self.body.north_m, self.height(item))
        east, north = self.frame.point(LonLat(item.y / 1e7, item.x / 1e7))
        return Place(east, north, self.height(item))

    def lat_lon_e7(self, place: Place) -> tuple[int, int]:
        """Latitude and longitude in 1e-7 degrees."""
        spot = self.frame.lonlat(place.east_m, place.north_m)
        return math.floor(spot.lat * 1e7), math.floor(spot.lon * 1e7)

    def set_home_here(self) -> None:
        """Home is where the vehicle stands; said to all as ArduPilot does."""
        self.home = self.here()
        lat, lon = self.lat_lon_e7(self.home)
        alt_mm, now_us = round(self.home.alt_m * 1000.0), round(self.uptime_s * 1e6)
        self.mission.home = Item(mavlink.MAV_CMD_NAV_WAYPOINT, x=lat, y=lon, z=self.home.alt_m)
        self.send(mavlink.MAVLink_gps_global_origin_message(lat, lon, alt_mm, now_us))
        self.send(self.home_position())

    def home_position(self) -> Message:
        """HOME_POSITION, zero as long as home is unknown."""
        lat, lon = self.lat_lon_e7(self.home) if self.home else (0, 0)
        alt_mm = round(self.home_alt_m() * 1000.0)
        unknown = (math.nan,) * 4
        return mavlink.MAVLink_home_position_message(
            lat, lon, alt_mm, 0.0, 0.0, 0.0, unknown, 0.0, 0.0, 0.0, round(self.uptime_s * 1e6)
        )

    def aim(self, pitch_deg: float) -> None:
        """Send the gimbal to a pitch: 0 is the horizon, -90 straight down."""
        self.watched = None
        self._tilt(pitch_deg)

    def _tilt(self, pitch_deg: float) -> None:
        low, high = _GIMBAL_RANGE_DEG
        self.gimbal_goal_deg = max(low, min(high, pitch_deg))

    def turn_gimbal(self, dt_s: float) -> None:
        """Move the gimbal on by `dt_s` seconds."""
        if self.watched is not None:
            here, there = self.here(), self.watched
            away_m = math.hypot(there.east_m - here.east_m, there.north_m - here.north_m)
            self._tilt(math.degrees(math.atan2(there.alt_m - here.alt_m, away_m)))
        most = _GIMBAL_DPS * dt_s
        missing = self.gimbal_goal_deg - self.gimbal_pitch_deg
        self.gimbal_pitch_deg += max(-most, min(most, missing))


_BOOTS = {Plane: PLANE_BOOT, Sub: SUB_BOOT}
_VOCABULARIES = {Plane: PLANE_COMMANDS, Sub: SUB_COMMANDS}


def _params(body: Body) -> Params:
    if isinstance(body, Plane):
        return plane_params(body.spec)
    if isinstance(body, Sub):
        return sub_params(body.spec)
    assert isinstance(body, Copter)  # there are no others
    return copter_params(body.spec)
