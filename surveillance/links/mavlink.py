"""A vehicle behind a MAVLink connection: what it is, what it says, what we ask of it."""

import threading
import time
from dataclasses import dataclass, replace

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.clock import Clock
from geodata.position import LonLat
from mission_planner.mission import MissionItem
from surveillance.aircraft.sky import Sky
from surveillance.errors import LinkError, LinkRefused
from surveillance.links.commands import TRIES, Order, accept, achieve, await_state, insist
from surveillance.links.connection import Connection, Message
from surveillance.links.modes import COPTER, Firmware, enum_name
from surveillance.links.orders import (
    aim_orders,
    circle_order,
    go_to_message,
    never_sure,
    release_order,
    reposition_order,
    speed_order,
    streams_of,
    take_off_order,
    watch_order,
)
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
_FEW_TRIES = 2  # who flies meanwhile must not wait long, nor be taken back into a mode for long
_FRESH = 2  # heartbeats: one may be on its way already
_ALOFT = frozenset({mavlink.MAV_LANDED_STATE_IN_AIR, mavlink.MAV_LANDED_STATE_TAKEOFF})
_TOLD = _ALOFT | {mavlink.MAV_LANDED_STATE_ON_GROUND, mavlink.MAV_LANDED_STATE_LANDING}


class DisarmedItself(LinkError):
    """Armed but left on the ground for too long; nothing is wrong with it: launch again."""


@dataclass(frozen=True, slots=True)
class LinkAge:
    """How long ago the vehicle was heard, in seconds of the clock, and what that means."""

    seconds: float
    state: LinkState


class MavlinkVehicle:
    """One vehicle. Every command is confirmed by the vehicle's state."""

    def __init__(self, connection: Connection, name: str, firmware: Firmware = COPTER) -> None:
        """Listen to the connection; `name` is what people call the vehicle."""
        self.connection = connection
        self.name = name
        self.firmware = firmware
        self.texts = TextLog()
        self.sky = Sky(connection.clock)  # what a receiver on board, or ours, hears
        self._streams = streams_of(firmware)
        self._readings = Readings(first_item=1 if firmware.is_px4 else 0)
        self._readings_lock = threading.Lock()  # the reader thread and `forget_progress`
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
        is_ours = r.autopilot == self.firmware.autopilot
        if not is_ours or r.vehicle_type not in self.firmware.types:
            kind = enum_name("MAV_TYPE", r.vehicle_type or 0, "MAV_TYPE_")
            maker = enum_name("MAV_AUTOPILOT", r.autopilot or 0, "MAV_AUTOPILOT_")
            raise LinkRefused(
                f"{self.name} is registered as {self.firmware.maker} {self.firmware.noun}, but a"
                f" {kind} with"
                f" autopilot {maker} answers on {self.connection.link}: check --vehicle and"
                " --connect"
            )

    def request_streams(self) -> None:
        """Ask for the messages that we live on until they come; raises LinkError otherwise.

        Home and wind are exceptions: they may come later, or never.
        """
        wanted = set(self._streams) - never_sure(self.firmware)
        began = time.monotonic()

        def is_complete() -> bool:
            return all(self._heard_at.get(number, 0.0) >= began for number in wanted)

        for _ in range(_STREAM_ROUNDS):
            self._ask_for([n for n in self._streams if self._heard_at.get(n, 0.0) < began])
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
        self._ask_for([n for n in self._streams if self._heard_at.get(n, 0.0) < oldest])

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
                    self._streams[number] * 1e6,
                    *(0.0,) * 5,
                )
            )

    def set_mode(self, name: str, afresh: bool = False) -> None:
        """Change the flight mode and see it in the heartbeat.

        afresh: only heartbeats from now on count, for a mode that may change without our having
        heard of it. Raises LinkRefused when this kind of vehicle has no such mode.
        """
        number = self.firmware.mode_number(name)
        if number is None:
            raise LinkRefused(f"{self.name} is a {self.firmware.noun}: it has no mode {name}")
        params = self.firmware.mode_params(number)
        order = Order(mavlink.MAV_CMD_DO_SET_MODE, params, f"mode {name}")
        enough = self._readings.heartbeats + _FRESH if afresh else 0

        def is_set() -> bool:
            return self._readings.mode == number and self._readings.heartbeats >= enough

        achieve(self.connection, order, is_set, STATE_S)

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
        enough = self._readings.heartbeats + _FRESH

        def is_disarmed() -> bool:
            return not self._readings.armed and self._readings.heartbeats >= enough

        achieve(self.connection, order, is_disarmed, STATE_S)

    @property
    def is_height_told(self) -> bool:
        """Has it said enough for `is_airborne` to be more than a guess?"""
        r = self._readings
        return r.landed_state in _TOLD or (r.heartbeats > 0 and r.heights > 0)

    @property
    def is_airborne(self) -> bool:
        """Has it left the ground?"""
        r = self._readings
        return r.landed_state in _ALOFT or (r.armed and r.alt_home_m > _LEFT_GROUND_M)

    @property
    def is_on_mission(self) -> bool:
        """Does it fly its mission? PX4 tells no state of it: there the mode says so."""
        is_told = self._readings.mission_state == mavlink.MISSION_STATE_ACTIVE
        return self.mode == self.firmware.mission_mode and (self.firmware.is_px4 or is_told)

    def is_mission_complete(self, last_seq: int) -> bool:
        """Has it done everything? `last_seq`: the last item, by which it shows where PX4 flies."""
        if self.firmware.is_px4:
            return self._readings.reached_item >= last_seq
        return bool(self._readings.mission_state == mavlink.MISSION_STATE_COMPLETE)

    def start_mission(self) -> None:
        """Start the mission in its mode; on the ground, see it leave the ground.

        PX4 begins by itself in that mode.
        """
        was_airborne = self.is_airborne

        def is_started() -> bool:
            if not (was_airborne or self._readings.armed):
                raise DisarmedItself(f"{self.name} disarmed itself before the take-off")
            return self.is_on_mission and (was_airborne or self.is_airborne)

        if not self.firmware.is_px4:
            order = Order(mavlink.MAV_CMD_MISSION_START, (), "start the mission")
            achieve(self.connection, order, is_started, TAKE_OFF_S)
        elif not await_state(self.connection, is_started, TAKE_OFF_S):
            raise LinkError(f"{self.name} did not take off within {TAKE_OFF_S:g} s")

    def set_mission_item(self, seq: int) -> None:
        """Make `seq`, in the plan's own numbers, the item that the mission starts with."""
        name = f"mission item {seq}"

        def is_set() -> bool:
            return self._readings.mission_item == seq

        if self.firmware.is_px4:
            c, wire_seq = self.connection, seq - self._readings.first_item
            message = mavlink.MAVLink_mission_set_current_message(c.system, c.component, wire_seq)
            insist(c, message, name, is_set)
        else:
            order = Order(mavlink.MAV_CMD_DO_SET_MISSION_CURRENT, (float(seq),), name)
            achieve(self.connection, order, is_set, STATE_S)

    def take_off(self, height_m: float, patience_s: float) -> None:
        """Climb to a height above home, for a mission without its own take-off."""
        achieve(
            self.connection,
            take_off_order(self.firmware, self._readings, height_m),
            lambda: self._readings.alt_home_m >= 0.95 * height_m,
            patience_s,
        )

    def aim(self, pitch_deg: float) -> None:
        """Turn the camera to a pitch, 0 the horizon; the nose gives the direction.

        Raises LinkRefused or, as PX4 without a gimbal, LinkError.
        """
        for order in aim_orders(self.firmware, pitch_deg):
            accept(self.connection, order, _FEW_TRIES if self.firmware.is_px4 else TRIES)

    def set_speed(self, speed_mps: float) -> None:
        """Fly at this speed over ground from now on, in the present mode."""
        accept(self.connection, speed_order(speed_mps))

    def go_to(
        self,
        place: LonLat,
        height_m: float,
        heading_deg: float | None,
        speed_mps: float | None = None,
    ) -> None:
        """Fly to a place, height above home, nose where told.

        ArduPilot does so in GUIDED only, at the speed it has, and never answers. PX4 goes into its
        hold mode; its answer is waited for: raises LinkRefused or LinkError.
        """
        if self.firmware.is_px4:
            order = reposition_order(self._readings, place, height_m, heading_deg, speed_mps)
            accept(self.connection, order, _FEW_TRIES)
        else:
            self.connection.send(go_to_message(self.connection, place, height_m, heading_deg))

    def circle(self, place: LonLat, height_m: float, radius_m: float) -> None:
        """A plane: circle a place in GUIDED. Raises LinkRefused or LinkError."""
        accept(self.connection, circle_order(place, height_m, radius_m))

    def watch_place(self, place: LonLat, height_m: float) -> None:
        """Keep the camera on a place. Raises LinkRefused, as without a gimbal, or LinkError."""
        accept(self.connection, watch_order(place, height_m))

    def release_place(self) -> None:
        """End `watch_place`. Raises LinkRefused or LinkError."""
        accept(self.connection, release_order())

    def repeat(self, item: MissionItem) -> None:
        """Do a setting of the mission once more. Raises LinkRefused or LinkError."""
        accept(self.connection, Order(item.command, item.params, "a setting of the mission"))

    def _hear(self, message: Message) -> None:
        self._heard_wall = time.monotonic()
        self._heard_at[message.get_msgId()] = self._heard_wall
        self.texts.hear(message)
        self.sky.hear(message)
        with self._readings_lock:
            self._readings = updated(self._readings, message)

    def forget_progress(self) -> None:
        """It holds another mission: what it reached of the old one counts no more."""
        with self._readings_lock:
            self._readings = replace(self._readings, reached_item=-1)

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
