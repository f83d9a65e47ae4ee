"""A vehicle and its ground station in one process, with a bad radio between them and a time that
passes only while somebody waits for it: an hour of retries takes seconds, the same every time.

Nothing of the product is replaced but the clock and the way its bytes go: reader thread,
mailboxes, time-outs and the autopilot's own 8 seconds are the real ones.
"""

import heapq
import itertools
import queue
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.clock import Clock
from simulator.autopilot import Autopilot
from simulator.vehicles.copter import Copter, CopterSpec, Place
from tests.surveillance.bench import EPOCH, FRAME

STEP_S = 0.02
BOOTED_S = 45
_READER_PATIENCE_S = 10.0  # wall
_HEARTBEAT = bytes([mavlink.MAVLINK_MSG_ID_HEARTBEAT, 0, 0])

Item = TypeVar("Item")


@dataclass(frozen=True)
class Weather:
    """Shares of messages each way, and the seconds that a message is under way."""

    loss: float = 0.0
    doubles: float = 0.0
    late: float = 0.0
    delay_s: tuple[float, float] = (0.02, 0.06)
    late_s: tuple[float, float] = (0.1, 0.4)  # more than that: others overtake it


class Way:
    """One direction: packets that arrive some time after they left, or never, or twice."""

    def __init__(self, air: "Air") -> None:
        self._air = air
        self._under_way: list[tuple[float, int, bytes]] = []
        self._numbers = itertools.count()
        self.sent = self.lost = self.doubled = 0

    def send(self, packet: bytes) -> None:
        """One whole MAVLink packet leaves now."""
        if packet[7:10] == _HEARTBEAT:  # ours come by the wall: they must not move the dice
            self._leave(packet, self._air.weather.delay_s[0])
            return
        self.sent += 1
        for _ in self._copies():
            self._leave(packet, self._delay_s())

    def arrived(self) -> Iterator[bytes]:
        """Packets whose time has come."""
        while self._under_way and self._under_way[0][0] <= self._air.t_s:
            yield heapq.heappop(self._under_way)[2]

    @property
    def is_empty(self) -> bool:
        """Is nothing under way?"""
        return not self._under_way

    def _copies(self) -> range:
        dice, weather = self._air.dice, self._air.weather
        if dice.random() < weather.loss:
            self.lost += 1
            return range(0)
        if dice.random() < weather.doubles:
            self.doubled += 1
            return range(2)
        return range(1)

    def _delay_s(self) -> float:
        dice, weather = self._air.dice, self._air.weather
        is_late = dice.random() < weather.late
        return dice.uniform(*(weather.late_s if is_late else weather.delay_s))

    def _leave(self, packet: bytes, delay_s: float) -> None:
        with self._air.lock:
            entry = (self._air.t_s + delay_s, next(self._numbers), packet)
            heapq.heappush(self._under_way, entry)


class Air:
    """A copter on the ground and the air round it. `step()` lets a moment pass."""

    def __init__(self, weather: Weather, seed: int) -> None:
        self.weather = weather
        self.dice = random.Random(seed)
        self.t_s = 0.0
        self.lock = threading.Lock()
        self.up, self.down = Way(self), Way(self)
        self.autopilot = Autopilot(Copter(CopterSpec(), Place(0.0, 0.0, 0.0)), FRAME, EPOCH, 0)
        self.autopilot._link.close()
        self.autopilot._link = Antenna(self)  # type: ignore[assignment]
        self.ground = Ground(self)
        self.clock = SteppedClock(0.0, EPOCH, 1.0, self)
        while self.t_s < BOOTED_S:
            self._pass(1.0)

    def step(self) -> None:
        """Let 20 ms pass, and our reader read all that came in them."""
        self._pass(STEP_S)
        self.ground.deliver(b"".join(self.down.arrived()))

    def settle(self) -> None:
        """Let everything that is under way arrive, and the vehicle give up what it waits for."""
        end_s = self.t_s + 10.0
        while self.t_s < end_s or not (self.up.is_empty and self.down.is_empty):
            self.step()

    def _pass(self, seconds: float) -> None:
        with self.lock:
            self.t_s += seconds
        self.autopilot.step(self.t_s)


class Antenna:
    """The vehicle's side, in the place of the simulator's TCP server."""

    is_heard = True

    def __init__(self, air: Air) -> None:
        self._air = air
        self._codec = mavlink.MAVLink(None, 1, 1)

    def poll(self) -> list[Any]:
        """What has arrived."""
        messages: list[Any] = []
        for packet in self._air.up.arrived():
            messages += self._codec.parse_buffer(packet) or []
        return messages

    def send(self, messages: list[Any]) -> None:
        """Off it goes."""
        for message in messages:
            self._air.down.send(message.pack(self._codec))
            self._codec.seq = (self._codec.seq + 1) % 256

    def close(self) -> None:
        """Nothing to close."""


class Ground:
    """Our side: a transport for a Connection, whose reader is never left behind."""

    def __init__(self, air: Air) -> None:
        self._air = air
        self._change = threading.Condition()
        self._inbox = b""
        self._is_idle = False  # the reader waits for more
        self._is_open = False

    def open(self) -> None:
        """Ready."""
        with self._change:
            self._is_open = True

    def close(self) -> None:
        """Let the reader go."""
        with self._change:
            self._is_open = False
            self._change.notify_all()

    def read(self, wait_s: float) -> bytes:
        """What arrived; called by the connection's reader thread."""
        with self._change:
            self._is_idle = True
            self._change.notify_all()
            self._change.wait_for(lambda: self._inbox or not self._is_open, wait_s)
            data, self._inbox = self._inbox, b""
            self._is_idle = False
            return data

    def write(self, data: bytes) -> None:
        """One packet, as `Connection.send` packs them."""
        self._air.up.send(data)

    def deliver(self, data: bytes) -> None:
        """Hand over what arrived, and wait until all of it has gone to the mailboxes."""
        if not data:
            return
        with self._change:
            self._inbox += data
            self._change.notify_all()
            read = self._change.wait_for(
                lambda: (self._is_idle and not self._inbox) or not self._is_open,
                _READER_PATIENCE_S,
            )
        assert read, "the reader thread has stopped reading"


@dataclass(frozen=True)
class SteppedClock(Clock):
    """A clock that stands still but for those who wait by it."""

    air: Air = field(compare=False)

    def now(self) -> datetime:
        """The time in the air."""
        return self.at0 + timedelta(seconds=self.air.t_s)

    def monotonic(self) -> float:
        """Seconds of the air."""
        return self.air.t_s

    def take(self, items: "queue.SimpleQueue[Item]", wait_s: float) -> Item | None:
        """The next item; time passes until there is one, or `wait_s` is over."""
        end_s = self.air.t_s + wait_s
        while items.empty():
            if self.air.t_s >= end_s:
                return None
            self.air.step()
        return items.get_nowait()
