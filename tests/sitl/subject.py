"""A vehicle under test: through the product's own link, and by raw messages where codes matter."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LonLat
from surveillance.errors import LinkError
from surveillance.links.commands import Order, accept
from surveillance.links.connection import Connection
from surveillance.links.items import ListKind, WireItem
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.transfer import store, verify
from surveillance.links.transports import transport_for
from tests.sitl.dialects import DIALECTS
from tests.sitl.sources import Source
from tests.sitl.wire import Wire

OPEN_S = 60.0  # wall; a real program needs some time to start
READY_S = 120.0  # of the vehicle: arducopter.txt: armable 42 s after its start
LAND_S = 300.0
_TOLD = 8
_STRAY_S = 0.5  # the link goes by the state: the answer to its last command may still be coming


class Subject:
    """One autopilot. Times are seconds of its own boot clock."""

    def __init__(self, name: str, source: Source, folder: Path) -> None:
        self.name, self.dialect, self.source = name, DIALECTS[name], source
        self._folder = folder
        self._starts = 0
        self.stored: tuple[WireItem, ...] = ()
        self.start()

    def start(self) -> None:
        """Switch it on and connect."""
        self._starts += 1
        folder = self._folder / str(self._starts)
        folder.mkdir()
        link, clock = self.source.start(folder)
        end = time.monotonic() + OPEN_S
        while True:
            self.wire = Wire(transport_for(link))
            self.connection = Connection(link, clock, transport=self.wire)
            self.vehicle = MavlinkVehicle(self.connection, self.name, self.dialect.firmware)
            with suppress(LinkError):
                self.connection.start()
                break
            if time.monotonic() > end:
                raise AssertionError(f"{self.name} does not answer at {link}")
            time.sleep(0.2)
        self._at = 0
        self._streams = False
        self.vehicle.identify(60.0)
        self._tell_the_time()

    def stop(self) -> None:
        """Hang up and switch it off."""
        self.connection.close()
        self.source.stop()

    def restart(self) -> None:
        """Off and on again."""
        self.stop()
        self.start()

    def _tell_the_time(self) -> None:
        for number in (
            mavlink.MAVLINK_MSG_ID_SYSTEM_TIME,
            mavlink.MAVLINK_MSG_ID_EXTENDED_SYS_STATE,
        ):
            every = (float(number), 200_000.0)
            order = Order(mavlink.MAV_CMD_SET_MESSAGE_INTERVAL, every, "tell the time")
            accept(self.connection, order)
        self.until(lambda: self.wire.boot_s > 0.0, 10.0, "clock of the vehicle")

    # waiting

    @property
    def now_s(self) -> float:
        """Seconds since the vehicle booted, by its own clock."""
        return self.wire.boot_s

    def until(self, is_so: Callable[[], bool], within_s: float, what: str) -> float:
        """Wait; how many seconds it took. Fails when it takes longer than `within_s`."""
        began = self.now_s
        wall_s = 20.0 + 4.0 * within_s / self.connection.clock.speedup
        end = time.monotonic() + wall_s  # a vehicle that tells no time any more
        while not is_so():
            if self.now_s - began > within_s or time.monotonic() > end:
                raise AssertionError(f"no {what} within {within_s:g} s: {self.state()}")
            self.connection.pulse()
            time.sleep(0.003)
        return self.now_s - began

    def let(self, seconds: float) -> None:
        """Let so many seconds of the vehicle pass."""
        began = self.now_s
        self.until(lambda: self.now_s - began >= seconds, 2.0 * seconds + 5.0, "passing of time")

    def state(self) -> str:
        """What is known of it, for a failed test."""
        said = [m.text for m in self.wire.heard if m.get_type() == "STATUSTEXT"][-_TOLD:]
        r = self.vehicle.readings
        return (
            f"{self.name}, {self.source.told}: {self.vehicle.mode}, armed {r.armed},"
            f" {r.alt_home_m:.1f} m high, item {r.mission_item}, {self.now_s:.0f} s, said {said}"
        )

    def mark(self) -> None:
        """Forget what was heard so far."""
        self._at = len(self.wire.heard)

    def expect(self, kinds: str, within_s: float = 5.0, **fields: Any) -> Any:
        """The next message of one of these types with these fields; those before are forgotten."""
        found: list[Any] = []

        def is_here() -> bool:
            while self._at < len(self.wire.heard) and not found:
                message = self.wire.heard[self._at]
                self._at += 1
                if message.get_type() in kinds.split() and _agrees(message, fields):
                    found.append(message)
            return bool(found)

        self.until(is_here, within_s, f"{kinds} {fields}")
        return found[0]

    def text(self, start: str, within_s: float = 5.0) -> str:
        """The next text that begins so."""
        while True:
            message = self.expect("STATUSTEXT", within_s)
            if message.text.startswith(start):
                return str(message.text)

    # speaking

    def command(self, command: int, *params: float) -> int:
        """The MAV_RESULT of a COMMAND_LONG."""
        self.let(_STRAY_S)
        self.mark()
        filled = [*params, *([0.0] * (7 - len(params)))]
        self.connection.send(mavlink.MAVLink_command_long_message(1, 1, command, 0, *filled))
        return int(self.expect("COMMAND_ACK", command=command).result)

    def order_mode(self, name: str) -> int:
        """The MAV_RESULT of a change of mode."""
        number = self.dialect.firmware.mode_number(name)
        assert number is not None
        params = self.dialect.firmware.mode_params(number)
        return self.command(mavlink.MAV_CMD_DO_SET_MODE, *params)

    def order_arm(self) -> int:
        """The MAV_RESULT of arming."""
        return self.command(mavlink.MAV_CMD_COMPONENT_ARM_DISARM, 1.0)

    def offer(self, count: int, kind: ListKind = ListKind.MISSION) -> None:
        """Begin an upload."""
        self.mark()
        self.connection.send(mavlink.MAVLink_mission_count_message(1, 1, count, kind))

    def give(self, item: WireItem, kind: ListKind = ListKind.MISSION) -> None:
        """Send one item."""
        self.connection.send(item.message(1, 1, kind))

    def asked(self, kind: ListKind = ListKind.MISSION, within_s: float = 5.0) -> Any:
        """The next request or acknowledgement of an upload."""
        kinds = "MISSION_REQUEST MISSION_REQUEST_INT MISSION_ACK"
        return self.expect(kinds, within_s, mission_type=kind)

    def upload(
        self, items: Sequence[WireItem], kind: ListKind = ListKind.MISSION, stop_at: int = -1
    ) -> int | None:
        """The MAV_MISSION_RESULT; None: it asked for item `stop_at`, which was not sent."""
        self.offer(len(items), kind)
        return self.finish(items, kind, stop_at)

    def finish(
        self, items: Sequence[WireItem], kind: ListKind = ListKind.MISSION, stop_at: int = -1
    ) -> int | None:
        """The same for an upload that has begun: whatever it asks for is sent.

        A request that was repeated before we answered is not answered twice: ArduPilot would take
        the double for an item out of turn.
        """
        answered: dict[int, int] = {}  # by number of the item: messages heard before it was sent
        while True:
            message = self.asked(kind)
            if message.get_type() == "MISSION_ACK":
                return int(message.type)
            if message.seq == stop_at:
                return None
            if self._at > answered.get(message.seq, 0):
                answered[message.seq] = len(self.wire.heard)
                self.give(items[message.seq], kind)

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Nothing is heard of the ground station."""
        self.wire.is_muted = True
        try:
            yield
        finally:
            self.wire.is_muted = False

    # states

    @property
    def home(self) -> LonLat:
        """Where it stands or was launched; known once it is ready."""
        place = self.vehicle.readings.home or self.vehicle.readings.position
        assert place is not None, "the vehicle has not told where it is"
        return place

    def ready(self) -> None:
        """Wait until it could be armed."""
        if not self._streams:
            self.vehicle.request_streams()
        self._streams = True
        firmware = self.dialect.firmware
        is_sub = firmware.noun == "sub"  # without a place it takes no mode that needs one
        self.vehicle.set_mode(firmware.arming_mode if is_sub else firmware.guided_mode)
        self.until(self._is_ready, READY_S, "readiness")
        self.until(lambda: self.vehicle.readings.home is not None, 30.0, "home")

    def _is_ready(self) -> bool:
        r = self.vehicle.readings
        is_placed = bool((r.ekf_flags or 0) & mavlink.EKF_POS_HORIZ_ABS)
        return bool(r.is_prearm_good) and is_placed and r.position is not None

    def store_mission(self, items: tuple[WireItem, ...]) -> None:
        """Store a mission and remember it: home moves when the vehicle is armed."""
        store(self.connection, ListKind.MISSION, items, self.has_home)
        self.stored = items

    def mission_faults(self, items: tuple[WireItem, ...]) -> tuple[str, ...]:
        """What differs between a mission and the vehicle's."""
        return verify(self.connection, ListKind.MISSION, items, self.has_home)

    @property
    def has_home(self) -> bool:
        """Is item 0 of its missions its home?"""
        return not self.dialect.firmware.is_px4

    def land(self) -> None:
        """Bring a copter down where it is and see it disarm."""
        self.vehicle.set_mode("LAND")
        self.until(lambda: not self.vehicle.readings.armed, LAND_S, "landing")


def _agrees(message: Any, fields: dict[str, Any]) -> bool:
    return all(getattr(message, name, None) == value for name, value in fields.items())
