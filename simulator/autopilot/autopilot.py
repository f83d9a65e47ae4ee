"""The autopilot as the world sees it: step it, read its state, close it."""

import math
from collections.abc import Callable
from datetime import datetime

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LocalFrame
from simulator.autopilot.board import FlightEvent
from simulator.autopilot.commands import from_wire
from simulator.autopilot.firmware import Kind, board_of, firmware_of
from simulator.autopilot.link import CAMERA, COMPONENT, SYSTEM, Link, Message
from simulator.autopilot.signing import Signing
from simulator.faults.faults import Faults
from simulator.vehicles.body import Body
from simulator.vehicles.state import VehicleState

_LONGEST_STEP_S = 0.05  # of the vehicle's motion

_TRANSFERRED = frozenset(
    {
        "MISSION_COUNT",
        "MISSION_ITEM",
        "MISSION_ITEM_INT",
        "MISSION_REQUEST_LIST",
        "MISSION_REQUEST",
        "MISSION_REQUEST_INT",
        "MISSION_CLEAR_ALL",
        "MISSION_ACK",
    }
)
_PARAMETERS = frozenset({"PARAM_REQUEST_LIST", "PARAM_REQUEST_READ", "PARAM_SET"})


class Autopilot:
    """Flies one vehicle and answers ground stations on 127.0.0.1, from one thread: the caller's.

    `step` is called 20 to 50 times per simulated second. `state` is a new immutable value after
    each step, so other threads may read it; its place is the true one, whatever the vehicle
    believes. `faults` may be exchanged, and added to, at any time.
    """

    def __init__(
        self,
        body: Body,
        frame: LocalFrame,
        epoch: datetime,
        port: int,
        system: int = SYSTEM,
        kind: Kind = "ardupilot",
    ) -> None:
        """`frame` is the one the vehicle moves in, `epoch` the aware time at t_s = 0.

        Port 0 takes any free port; `system` is its MAVLink number. Raises OSError when the port
        is in use.
        """
        self._board = board = board_of(kind, body, frame, epoch)
        firmware = firmware_of(board)
        self._flight, self._failsafes = firmware.flight, firmware.failsafes
        self._start_up = firmware.start_up
        self._telemetry, self._commands = firmware.telemetry, firmware.commands
        self._transfers = firmware.transfers
        self._handlers: dict[str, Callable[[Message], None]] = {
            "HEARTBEAT": self._on_heartbeat,
            "COMMAND_LONG": self._on_command,
            "COMMAND_INT": self._on_command,
            "SET_MODE": self._on_set_mode,
            "MISSION_SET_CURRENT": self._on_set_current,
            "SET_POSITION_TARGET_GLOBAL_INT": self._commands.position_target,
            "MANUAL_CONTROL": self._on_manual_control,
            "REQUEST_DATA_STREAM": self._on_stream,
            "TIMESYNC": self._on_timesync,
            "SETUP_SIGNING": self._on_setup_signing,
        }
        self._handlers |= dict.fromkeys(_TRANSFERRED, self._transfers.handle)
        self._handlers |= dict.fromkeys(_PARAMETERS, self._on_parameter)
        self.faults = Faults()
        board.system = system
        self._signing = Signing()
        self._link = Link(port, system, self._signing)
        self._link.carries = self._carries
        self.has_camera = False  # one that speaks MAVLink and beats while it is on
        self._camera_beat_s = 0.0
        self._started_s: float | None = None
        self._has_time = False
        self.state: VehicleState = self._snapshot()

    @property
    def port(self) -> int:
        """The TCP port it listens on."""
        return self._link.port

    @property
    def gimbal_pitch_deg(self) -> float:
        """Where the camera points: 0 the horizon, -90 straight down; the gimbal levels the rest."""
        return self._board.gimbal_pitch_deg

    @gimbal_pitch_deg.setter
    def gimbal_pitch_deg(self, pitch_deg: float) -> None:
        self._board.gimbal_pitch_deg = self._board.gimbal_goal_deg = pitch_deg

    @property
    def is_camera_on(self) -> bool:
        """Does the camera send pictures?"""
        return not self._board.condition.is_camera_off

    def set_up_signing(self, secret: bytes, time_units: int) -> None:
        """Give it a key of 32 bytes, as it may have kept one from before it was switched on."""
        self._signing.set_up(secret, time_units)

    def take_events(self) -> list[FlightEvent]:
        """What happened since the last call, oldest first."""
        events, self._board.events = self._board.events, []
        return events

    def step(self, t_s: float) -> None:
        """Go on to `t_s`, simulated seconds since the epoch; time never goes back."""
        board = self._board
        if self._started_s is None:
            self._started_s = board.t_s = t_s
        self.faults.step(board.body, board.condition, t_s)
        for message in self._link.poll():
            self._receive(message)
        missing_s = max(0.0, t_s - board.t_s)
        parts = math.ceil(missing_s / _LONGEST_STEP_S - 1e-9)
        for _ in range(parts):
            self._move(missing_s / parts)
        board.t_s, board.uptime_s = max(t_s, board.t_s), max(0.0, t_s - self._started_s)
        self._learn_time()
        self._start_up.step(self._flight.mode)
        self._failsafes.step()
        self._transfers.step()
        if self._link.is_heard:
            self._telemetry.step()
        self.state = self._snapshot()  # first: who was told of it finds it so
        self._tell()

    def rest(self, t_s: float) -> None:
        """Stand disarmed until `t_s`, at once, and find a full and sound battery then."""
        board = self._board
        board.t_s = max(board.t_s, t_s)
        self.faults.rest(board.t_s)
        board.uptime_s = board.t_s - (self._started_s or 0.0)
        board.body.change_battery()
        board.condition.voltage_share = 1.0
        self._failsafes.change_battery()

    def _carries(self, is_up: bool) -> bool:
        return self.faults.carries(is_up)

    def close(self) -> None:
        """Hang up on all ground stations."""
        self._link.close()

    def _move(self, dt_s: float) -> None:
        board = self._board
        on_ground = board.body.on_ground
        self._flight.fly(dt_s)
        board.t_s += dt_s
        board.turn_gimbal(dt_s)
        self._flight.moved(dt_s, on_ground)

    def _learn_time(self) -> None:
        """The first time that the satellites tell goes into the signatures."""
        board = self._board
        if not self._has_time and board.uptime_s >= board.boot.origin_s:
            self._has_time = True
            self._signing.satellites_say(board.epoch_s + board.t_s)

    def _tell(self) -> None:
        """Answers and telemetry first, then texts, as the real autopilot's queues do."""
        board = self._board
        if board.reached is not None:
            board.send(mavlink.MAVLink_mission_item_reached_message(board.reached))
            board.reached = None
        messages = board.outbox + board.texts
        board.outbox, board.texts = [], []
        self._link.send(messages)
        if self.has_camera and self.is_camera_on and board.uptime_s >= self._camera_beat_s:
            self._camera_beat_s = board.uptime_s + 1.0
            self._link.send([_camera_beat()], CAMERA)

    @property
    def astray_m(self) -> tuple[float, float]:
        """East and north, by which a false satellite signal has moved the place it believes in."""
        return self._board.body.astray_m

    def _snapshot(self) -> VehicleState:
        board, body, drag = self._board, self._board.body, self.faults.drag_mps
        east_m, north_m = body.true_place
        return VehicleState(
            t_s=board.t_s,
            east_m=east_m,
            north_m=north_m,
            alt_m=body.alt_m,
            heading_deg=body.heading_deg,
            pitch_deg=body.pitch_deg,
            roll_deg=body.roll_deg,
            ve=body.ve - drag[0] if not body.on_ground else body.ve,
            vn=body.vn - drag[1] if not body.on_ground else body.vn,
            vu=body.vu,
            armed=body.armed,
            mode=self._flight.mode.name,
            battery_pct=body.battery_pct,
        )

    # messages from the ground

    def _receive(self, message: Message) -> None:
        handler = self._handlers.get(message.get_type())
        if handler and self._is_for_me(message):
            handler(message)

    def _on_manual_control(self, message: Message) -> None:
        if message.target == int(self._board.params["MAV_SYSID"]):  # its only address
            self._commands.manual_control(message)

    def _is_for_me(self, message: Message) -> bool:
        """Addressed to this system and component, to everybody, or to nobody in particular."""
        system = getattr(message, "target_system", 0)
        component = getattr(message, "target_component", 0)
        return system in (0, self._board.system) and component in (0, COMPONENT)

    def _on_heartbeat(self, message: Message) -> None:
        if self._board.is_ground_station(message.get_srcSystem()):
            self._board.gcs_heard_s = self._board.t_s

    def _on_command(self, message: Message) -> None:
        waiting = len(self._board.outbox)
        result = self._commands.execute(from_wire(message))
        ack = mavlink.MAVLink_command_ack_message(
            message.command, result, 0, 0, message.get_srcSystem(), message.get_srcComponent()
        )
        self._board.outbox.insert(waiting, ack)  # the answer comes before its consequences

    def _on_set_mode(self, message: Message) -> None:
        if message.base_mode & mavlink.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED:
            self._commands.choose(message.custom_mode)

    def _on_set_current(self, message: Message) -> None:
        self._commands.set_current(message.seq)

    def _on_stream(self, message: Message) -> None:
        rate_hz = message.req_message_rate if message.start_stop else 0
        self._telemetry.stream(message.req_stream_id, rate_hz)

    def _on_timesync(self, message: Message) -> None:
        if message.tc1 == 0:
            now_ns = round(self._board.uptime_s * 1e9)
            self._board.send(mavlink.MAVLink_timesync_message(now_ns, message.ts1))

    def _on_setup_signing(self, message: Message) -> None:
        board = self._board
        if board.body.armed:
            board.say(mavlink.MAV_SEVERITY_WARNING, "ERROR: Won't setup signing when armed")
        else:
            self.set_up_signing(bytes(message.secret_key), message.initial_timestamp)

    def _on_parameter(self, message: Message) -> None:
        for answer in self._board.params.answer(message):
            self._board.send(answer)


def _camera_beat() -> Message:
    return mavlink.MAVLink_heartbeat_message(
        mavlink.MAV_TYPE_CAMERA,
        mavlink.MAV_AUTOPILOT_INVALID,
        0,
        0,
        mavlink.MAV_STATE_ACTIVE,
        3,
    )
