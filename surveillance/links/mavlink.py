"""A vehicle behind a MAVLink connection: what it is, what it says, what we ask of it."""

import math
import time
from dataclasses import dataclass

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.clock import Clock
from geodata.position import LonLat
from surveillance.errors import LinkError, LinkRefused
from surveillance.links.commands import Order, accept, achieve, await_state
from surveillance.links.connection import Connection, Message
from surveillance.links.modes import COPTER, Firmware, enum_name
from surveillance.links.patience import Deadline, wall_patience
from surveillance.links.readings import Readings, updated
from surveillance.links.texts import TextLog, is_arming_text
from surveillance.model import LinkState

FIRST_HEARTBEAT_S, FIRST_HEARTBEAT_FLOOR_S = 10.0, 3.0
LATE_S, LATE_FLOOR_S = 3.0, 1.0
LOST_S, LOST_FLOOR_S = 5.0, 1.6
STATE_S = 5.0  # a mode or the armed bit shows in the next heartbeats
TAKE_OFF_S = 20.0
_STREAM_ROUNDS, _STREAM_ROUND_S = 8, 2.5
_REASON_S = 1.0  # the texts with the reason come after the answer
_LEFT_GROUND_M = 1.0
MOUNT_TARGETING = float(mavlink.MAV_MOUNT_MODE_MAVLINK_TARGETING)
# SET_POSITION_TARGET: bits of what the vehicle shall ignore
ONLY_POSITION = 0b1101_1111_1000
POSITION_AND_HEADING = 0b1001_1111_1000
_ALOFT = frozenset({mavlink.MAV_LANDED_STATE_IN_AIR, mavlink.MAV_LANDED_STATE_TAKEOFF})

# what we want to hear, with the seconds between two messages
_STREAMS: dict[int, float] = {
    mavlink.MAVLINK_MSG_ID_GLOBAL_POSITION_INT: 0.25,
    mavlink.MAVLINK_MSG_ID_SYS_STATUS: 1.0,
    mavlink.MAVLINK_MSG_ID_GPS_RAW_INT: 1.0,
    mavlink.MAVLINK_MSG_ID_EKF_STATUS_REPORT: 1.0,
    mavlink.MAVLINK_MSG_ID_MISSION_CURRENT: 0.5,
    mavlink.MAVLINK_MSG_ID_SYSTEM_TIME: 1.0,
    mavlink.MAVLINK_MSG_ID_HOME_POSITION: 2.0,
    mavlink.MAVLINK_MSG_ID_EXTENDED_SYS_STATE: 1.0,
}


class DisarmedItself(LinkError):
    """Armed but left on the ground for too long; nothing is wrong with it: launch again."""


@dataclass(frozen=True, slots=True)
class LinkAge:
    """How long ago the vehicle was heard, in seconds of the clock, and what that means."""

    seconds: float
    state: LinkState


class MavlinkVehicle:
    """One ArduPilot vehicle. Every command is confirmed by the vehicle's state."""

    def __init__(self, connection: Connection, name: str, firmware: Firmware = COPTER) -> None:
        """Listen to the connection; `name` is what people call the vehicle."""
        self.connection = connection
        self.name = name
        self.firmware = firmware
        self.texts = TextLog()
        self._readings = Readings()
        self._heard_wall = time.monotonic()
        self._heard_at: dict[int, float] = {}  # wall second of the latest message, by number
        connection.add_listener(self._hear)

    @property
    def clock(self) -> Clock:
        """The clock of the run."""
        return self.connection.clock

    @property
    def readings(self) -> Readings:
        """What the vehicle last said of itself."""
        return self._readings

    @property
    def mode(self) -> str:
        """Its flight mode by name."""
        return self.firmware.mode_name(self._readings.mode)

    def link_age(self) -> LinkAge:
        """Late after 3 s, lost after 5 s of the clock without any message."""
        silent_s = time.monotonic() - self._heard_wall
        state = LinkState.OK
        if silent_s >= wall_patience(self.clock, LOST_S, LOST_FLOOR_S):
            state = LinkState.LOST
        elif silent_s >= wall_patience(self.clock, LATE_S, LATE_FLOOR_S):
            state = LinkState.LATE
        return LinkAge(silent_s * self.clock.speedup, state)

    def identify(self, patience_s: float = FIRST_HEARTBEAT_S) -> None:
        """Wait for the registered vehicle's heartbeat.

        Raises LinkError when it is not heard, LinkRefused when it is of another kind.
        """
        deadline = Deadline(self.clock, patience_s, FIRST_HEARTBEAT_FLOOR_S)
        while self._readings.autopilot is None:
            if deadline.is_over:
                raise self._not_heard(patience_s)
            self.connection.pulse()
            time.sleep(0.02)
        r = self._readings
        if r.autopilot == mavlink.MAV_AUTOPILOT_INVALID:
            raise LinkRefused(
                f"system {self.connection.system} on {self.connection.link} is no autopilot:"
                f" {self.name} cannot be flown over it"
            )
        is_ours = r.autopilot == mavlink.MAV_AUTOPILOT_ARDUPILOTMEGA
        if not is_ours or r.vehicle_type not in self.firmware.types:
            kind = enum_name("MAV_TYPE", r.vehicle_type or 0, "MAV_TYPE_")
            maker = enum_name("MAV_AUTOPILOT", r.autopilot or 0, "MAV_AUTOPILOT_")
            raise LinkRefused(
                f"{self.name} is registered as an ArduPilot {self.firmware.noun}, but a {kind} with"
                f" autopilot {maker} answers on {self.connection.link}: check --vehicle and"
                " --connect"
            )

    def request_streams(self) -> None:
        """Ask for the messages that we live on until they come; raises LinkError otherwise.

        Home is the exception: the vehicle does not tell it before it knows it.
        """
        wanted = set(_STREAMS) - {mavlink.MAVLINK_MSG_ID_HOME_POSITION}
        began = time.monotonic()

        def is_complete() -> bool:
            return all(self._heard_at.get(number, 0.0) >= began for number in wanted)

        for _ in range(_STREAM_ROUNDS):
            self._ask_for([n for n in _STREAMS if self._heard_at.get(n, 0.0) < began])
            if await_state(self.connection, is_complete, _STREAM_ROUND_S):
                return
        missing = sorted(n for n in wanted if self._heard_at.get(n, 0.0) < began)
        raise LinkError(
            f"{self.name} does not send message {missing[0]}: the link is too bad, or its firmware"
            " too old or too small for us"
        )

    def ask_for_missing(self) -> None:
        """Ask again, once, for messages that have stopped coming or never came."""
        oldest = time.monotonic() - wall_patience(self.clock, LOST_S, LOST_FLOOR_S)
        self._ask_for([n for n in _STREAMS if self._heard_at.get(n, 0.0) < oldest])

    def _ask_for(self, numbers: list[int]) -> None:
        c = self.connection
        for number in numbers:
            c.send(
                mavlink.MAVLink_command_long_message(
                    c.system,
                    c.component,
                    mavlink.MAV_CMD_SET_MESSAGE_INTERVAL,
                    0,
                    float(number),
                    _STREAMS[number] * 1e6,
                    *(0.0,) * 5,
                )
            )

    def set_mode(self, name: str) -> None:
        """Change the flight mode and see it in the heartbeat.

        Raises LinkRefused when this kind of vehicle has no such mode.
        """
        number = self.firmware.mode_number(name)
        if number is None:
            raise LinkRefused(f"{self.name} is a {self.firmware.noun}: it has no mode {name}")
        achieve(
            self.connection,
            Order(mavlink.MAV_CMD_DO_SET_MODE, (1.0, float(number)), f"mode {name}"),
            lambda: self._readings.mode == number,
            STATE_S,
        )

    def arm(self) -> None:
        """Arm, never by force. Raises LinkRefused with the vehicle's own words."""
        asked = time.monotonic()
        order = Order(mavlink.MAV_CMD_COMPONENT_ARM_DISARM, (1.0, 0.0), "arm")
        try:
            achieve(self.connection, order, lambda: self._readings.armed, STATE_S)
        except LinkRefused as exc:
            await_state(self.connection, lambda: bool(self._arming_reasons(asked)), _REASON_S)
            reasons = self._arming_reasons(asked)
            why = "; ".join(reasons) if reasons else str(exc)
            raise LinkRefused(f"{self.name} refuses to arm: {why}") from exc

    def disarm(self) -> None:
        """Disarm on the ground; in the air the vehicle itself refuses.

        Only what it says from now on counts: it may be armed without our having heard of it.
        """
        order = Order(mavlink.MAV_CMD_COMPONENT_ARM_DISARM, (0.0, 0.0), "disarm")
        enough = self._readings.heartbeats + 2  # one may be on its way already

        def is_disarmed() -> bool:
            return not self._readings.armed and self._readings.heartbeats >= enough

        achieve(self.connection, order, is_disarmed, STATE_S)

    @property
    def is_airborne(self) -> bool:
        """Has it left the ground?"""
        r = self._readings
        return r.landed_state in _ALOFT or (r.armed and r.alt_home_m > _LEFT_GROUND_M)

    def start_mission(self) -> None:
        """Start the mission in AUTO; on the ground, see it leave the ground."""
        was_airborne = self.is_airborne

        def is_started() -> bool:
            if not (was_airborne or self._readings.armed):
                raise DisarmedItself(f"{self.name} disarmed itself before the take-off")
            runs = self._readings.mission_state == mavlink.MISSION_STATE_ACTIVE
            return runs and (was_airborne or self.is_airborne)

        order = Order(mavlink.MAV_CMD_MISSION_START, (), "start the mission")
        achieve(self.connection, order, is_started, TAKE_OFF_S)

    def set_mission_item(self, seq: int) -> None:
        """Make `seq` the item that the mission starts with."""
        achieve(
            self.connection,
            Order(mavlink.MAV_CMD_DO_SET_MISSION_CURRENT, (float(seq),), f"mission item {seq}"),
            lambda: self._readings.mission_item == seq,
            STATE_S,
        )

    def take_off(self, height_m: float, patience_s: float) -> None:
        """Climb to a height above home in GUIDED, for a mission without its own take-off."""
        achieve(
            self.connection,
            Order(
                mavlink.MAV_CMD_NAV_TAKEOFF, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, height_m), "take off"
            ),
            lambda: self._readings.alt_home_m >= 0.95 * height_m,
            patience_s,
        )

    def aim(self, pitch_deg: float) -> None:
        """Turn the camera to a pitch, 0 the horizon; the nose gives the direction."""
        pitch = (pitch_deg, 0.0, 0.0, 0.0, 0.0, 0.0, MOUNT_TARGETING)
        accept(self.connection, Order(mavlink.MAV_CMD_DO_MOUNT_CONTROL, pitch, "aim the camera"))

    def set_speed(self, speed_mps: float) -> None:
        """Fly at this speed over ground from now on, in the present mode."""
        speed = (1.0, speed_mps, -1.0)
        accept(self.connection, Order(mavlink.MAV_CMD_DO_CHANGE_SPEED, speed, "change the speed"))

    def go_to(self, place: LonLat, height_m: float, heading_deg: float | None) -> None:
        """In GUIDED: fly to a place, height above home, nose where told. It is not answered."""
        mask = ONLY_POSITION if heading_deg is None else POSITION_AND_HEADING
        self.connection.send(
            mavlink.MAVLink_set_position_target_global_int_message(
                0,
                self.connection.system,
                self.connection.component,
                mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
                mask,
                round(place.lat * 1e7),
                round(place.lon * 1e7),
                height_m,
                *(0.0,) * 6,
                math.radians(heading_deg or 0.0),
                0.0,
            )
        )

    def _hear(self, message: Message) -> None:
        self._heard_wall = time.monotonic()
        self._heard_at[message.get_msgId()] = self._heard_wall
        self.texts.hear(message)
        self._readings = updated(self._readings, message)

    def _arming_reasons(self, since: float) -> list[str]:
        return self.texts.reasons(since, is_arming_text)

    def _not_heard(self, patience_s: float) -> LinkError | LinkRefused:
        guard = self.connection.guard
        why = None if guard is None else guard.why_unconfirmed()
        if why is not None:
            return LinkRefused(f"{self.name} {why}")
        return LinkError(self._silence(patience_s))

    def _silence(self, patience_s: float) -> str:
        wanted, link = self.connection.system, self.connection.link
        others = sorted({s.system for s in self.connection.strangers.values()})
        if others:
            names = ", ".join(str(number) for number in others)
            return (
                f"{self.name} is system {wanted}, but only system {names} speaks on {link}:"
                " check --connect, or name its number with --system"
            )
        return (
            f"{link} is open but no vehicle speaks there within {patience_s:g} s:"
            f" check that {self.name} is powered and the radio is paired"
        )
