"""A MAVLink 2 connection: one reader thread, our own heartbeat under a watchdog, mailboxes.

Only what the chosen vehicle says, to us or to everybody, reaches the mailboxes; what other
systems on the same link say is remembered by name only.
"""

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.clock import Clock
from surveillance.errors import LinkError
from surveillance.links.news import News
from surveillance.links.others import Others
from surveillance.links.patience import wall_patience
from surveillance.links.quality import LossMeter
from surveillance.links.signing.guard import Guard
from surveillance.links.tlog.recorder import Recorder
from surveillance.links.transports import Transport, transport_for

OWN_SYSTEM = 255
OWN_COMPONENT = 190  # MAV_COMP_ID_MISSIONPLANNER, what autopilots expect of a ground station
HEARTBEAT_S = 1.0
PULSE_LIMIT_S = 3.0
_PULSE_FLOOR_S = 3.0  # a fast simulated run must not stop its heartbeat for a short stall
_READ_WAIT_S = 0.1
_REOPEN_S = 1.0
_REOPEN_FLOOR_S = 0.1
_SIGNED_FLAG: int = mavlink.MAVLINK_IFLAG_SIGNED

Message = Any  # pymavlink has no type information
Listener = Callable[[Message], None]


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody else on the link: MAVLink system, component and vehicle type."""

    system: int
    component: int
    vehicle_type: int
    autopilot: int


class Mailbox:
    """Messages of some types, in the order of arrival."""

    def __init__(self, types: frozenset[str], pulse: Callable[[], None], clock: Clock) -> None:
        self.types = types
        self._pulse = pulse
        self._clock = clock
        self._queue: queue.SimpleQueue[Message] = queue.SimpleQueue()

    def put(self, message: Message) -> None:
        """Called by the reader thread."""
        self._queue.put(message)

    def get(self, wait_s: float) -> Message | None:
        """The next message, None when none came within `wait_s` wall seconds."""
        end = self._clock.monotonic() + wait_s
        while True:
            self._pulse()  # whoever waits here is not hanging
            left = end - self._clock.monotonic()
            message = self._clock.take(self._queue, min(left, _READ_WAIT_S))
            if message is not None or left <= 0.0:
                return message

    def drain(self) -> None:
        """Forget what has arrived so far."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._queue.get_nowait()


class Connection:
    """A link to one vehicle. `pulse()` must be called again and again, or our heartbeat stops.

    That is on purpose: when the program hangs, the vehicle's own failsafe must notice.
    """

    def __init__(
        self,
        link: str,
        clock: Clock,
        system: int = 1,
        component: int = 1,
        transport: Transport | None = None,
    ) -> None:
        """Name the link and the vehicle on it; raises LinkError for an unreadable link text.

        With a transport of your own, `link` is only what people call it.
        """
        self.link = link
        self.clock = clock
        self.system = system
        self.component = component
        self.strangers: dict[tuple[int, int], Stranger] = {}
        self.beats: dict[tuple[int, int], float] = {}  # their last heartbeats: wall s, monotonic
        self.losses = LossMeter()
        self.news = News()
        self.others = Others((OWN_SYSTEM, OWN_COMPONENT), system, self.news.tell)
        self.guard: Guard | None = None
        self.has_signed_vehicle = False  # the vehicle signs, whether or not we hold its key
        self._recorder: Recorder | None = None
        self._transport: Transport = transport or transport_for(link)
        self._mav: Any = mavlink.MAVLink(None, OWN_SYSTEM, OWN_COMPONENT)
        self._mav.robust_parsing = True
        self._write_lock = threading.Lock()
        self._listeners: tuple[Listener, ...] = ()
        self._mailboxes: tuple[Mailbox, ...] = ()
        self._boxes_lock = threading.Lock()
        self._halt = threading.Event()
        self._is_open = False
        self._pulsed = time.monotonic()
        self._threads = [
            threading.Thread(target=self._read, name="mavlink-reader", daemon=True),
            threading.Thread(target=self._beat, name="mavlink-heartbeat", daemon=True),
        ]

    def record(self, recorder: Recorder) -> None:
        """Keep all that goes over the link; before `start`. The caller closes the recorder."""
        self._recorder = recorder

    def sign(self, guard: Guard) -> None:
        """Sign what is sent, and hear the vehicle only where it signs; before `start`."""
        self.guard = guard
        self._mav = guard.codec

    def open(self) -> None:
        """Open the link, but neither listen nor speak yet. Raises LinkError."""
        try:
            self._transport.open()
        except OSError as exc:
            raise LinkError(
                f"nothing answers at {self.link} ({exc.strerror or exc}):"
                " check that the vehicle is on, and the address with --connect"
            ) from exc
        self._is_open = True

    def start(self) -> None:
        """Open the link unless it is, begin to listen and to send heartbeats. Raises LinkError."""
        if not self._is_open:
            self.open()
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End both threads and the link."""
        self._halt.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=5.0)
        self._transport.close()
        if self._recorder is not None:
            self._recorder.stray(bytes(self._mav.buf[self._mav.buf_index :]))  # a torn packet

    def __enter__(self) -> "Connection":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def pulse(self) -> None:
        """Say that the program is alive; the heartbeat goes on for a few seconds more."""
        self._pulsed = time.monotonic()

    def add_listener(self, listener: Listener) -> None:
        """Call `listener` in the reader thread for every message of the vehicle."""
        self._listeners = (*self._listeners, listener)

    @contextlib.contextmanager
    def listen(self, *types: str) -> Iterator[Mailbox]:
        """A mailbox for messages of these types, as long as the context lasts."""
        box = Mailbox(frozenset(types), self.pulse, self.clock)
        with self._boxes_lock:
            self._mailboxes = (*self._mailboxes, box)
        try:
            yield box
        finally:
            with self._boxes_lock:
                self._mailboxes = tuple(b for b in self._mailboxes if b is not box)

    def send(self, message: Message) -> None:
        """Send one message; a broken link swallows it, as a radio would."""
        with self._write_lock:
            if self.guard is not None:
                self.guard.codec.sign_next()
            data = message.pack(self._mav)
            self._mav.seq = (self._mav.seq + 1) % 256
            if self._is_open:
                self.others.sent(data)
                if self._recorder is not None:  # before its answer can come
                    self._recorder.packet(data)
                with contextlib.suppress(OSError):
                    self._transport.write(data)

    def _beat(self) -> None:
        period_s = wall_patience(self.clock, HEARTBEAT_S, 0.05)
        limit_s = wall_patience(self.clock, PULSE_LIMIT_S, _PULSE_FLOOR_S)
        while not self._halt.wait(period_s):
            if time.monotonic() - self._pulsed < limit_s:
                self.send(_heartbeat())

    def _read(self) -> None:
        while not self._halt.is_set():
            try:
                self.take_in(_READ_WAIT_S)
            except OSError:
                self._reopen()

    def take_in(self, wait_s: float) -> None:
        """Read once, and deal with what came. `start` has it done by a thread of its own; without
        one, whoever plays a recording does it. Raises OSError when the link is broken."""
        data = self._transport.read(wait_s)
        for message in self._mav.parse_buffer(data) or () if data else ():
            self._keep(message)
            self._dispatch(message)

    def _keep(self, message: Message) -> None:
        if self._recorder is None:
            return
        keep = self._recorder.stray if message.get_type() == "BAD_DATA" else self._recorder.packet
        keep(bytes(message.get_msgbuf()))

    def _reopen(self) -> None:
        """The link broke: try to open it again, for ever, once a second."""
        with self._write_lock:  # nobody may be in the middle of writing to what is closed
            self._is_open = False
            self._transport.close()
        while not self._halt.wait(wall_patience(self.clock, _REOPEN_S, _REOPEN_FLOOR_S)):
            with contextlib.suppress(OSError):
                self._transport.open()
                self._is_open = True
                return

    def _dispatch(self, message: Message) -> None:
        kind = message.get_type()
        if kind == "BAD_DATA" or kind.startswith("UNKNOWN_"):
            return
        sender = (message.get_srcSystem(), message.get_srcComponent())
        if sender != (self.system, self.component):
            if kind == "HEARTBEAT" and sender[0] != OWN_SYSTEM:
                self.strangers[sender] = Stranger(*sender, message.type, message.autopilot)
                self.beats[sender] = time.monotonic()
            # on a signed link the vehicle itself does not heed what is not signed
            if self.guard is None or kind == "HEARTBEAT" or message.get_signed():
                self.others.hear(message)
            return
        self.has_signed_vehicle |= bool(message.get_header().incompat_flags & _SIGNED_FLAG)
        if self.guard is not None and not self.guard.admits(message, self.news.tell):
            return
        self.losses.hear(message.get_seq())
        if not _is_for_us(message):
            self.others.overhear(message)
            return
        for listener in self._listeners:
            listener(message)
        for box in self._mailboxes:
            if kind in box.types:
                box.put(message)


def _heartbeat() -> Message:
    return mavlink.MAVLink_heartbeat_message(
        mavlink.MAV_TYPE_GCS, mavlink.MAV_AUTOPILOT_INVALID, 0, 0, mavlink.MAV_STATE_ACTIVE, 3
    )


def _is_for_us(message: Message) -> bool:
    """Answers to another ground station carry its number; 0 means everybody."""
    system = getattr(message, "target_system", 0)
    component = getattr(message, "target_component", 0)
    return system in (0, OWN_SYSTEM) and component in (0, OWN_COMPONENT)
