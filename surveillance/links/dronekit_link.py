"""A link over a dronekit.Vehicle that somebody's script has connected (extra `dronekit`).

dronekit carries the bytes and nothing else: uploads, arming, modes and limits go through our own
link, which reads back and confirms what dronekit 2.9.2 sends on trust. While we have the vehicle,
dronekit's own heartbeat is silent: it goes on when the program hangs, and the vehicle's failsafe
must notice that.
"""

import collections
import collections.abc
import importlib
import importlib.metadata
import math
import os
import queue
from typing import Any

from pymavlink import mavutil

from geodata.clock import Clock
from surveillance.errors import LinkRefused, MizugiwaError
from surveillance.links.connection import Connection

_KNOWN_VERSION = "2.9.2"  # its insides are used below
_MAVLINK2_MARKER = 0xFD


def load_dronekit() -> Any:
    """The module dronekit, made to run on this Python and to speak MAVLink 2.

    Scripts call it instead of `import dronekit`. Raises MizugiwaError when it is not installed or
    of another version.
    """
    _check_version()
    os.environ["MAVLINK20"] = "1"
    mavutil.set_dialect("ardupilotmega")  # what was imported before may speak MAVLink 1
    missing = not hasattr(collections, "MutableMapping")
    if missing:  # dronekit 2.9.2 looks for it where Python 3.10 no longer has it
        collections.MutableMapping = collections.abc.MutableMapping  # type: ignore[attr-defined]
    try:
        return importlib.import_module("dronekit")
    finally:
        if missing:
            del collections.MutableMapping  # type: ignore[attr-defined]


def _check_version() -> None:
    try:
        version = importlib.metadata.version("dronekit")
    except importlib.metadata.PackageNotFoundError:
        version = "none"
    if version != _KNOWN_VERSION:
        raise MizugiwaError(
            f"dronekit {_KNOWN_VERSION} is needed, {version} is installed: install it with"
            " pip install 'mizugiwa[dronekit]'"
        )


def dronekit_connection(vehicle: Any, clock: Clock) -> Connection:
    """Our connection over a connected dronekit.Vehicle; close it and the vehicle is the script's.

    Raises LinkRefused for a vehicle that is closed, or whose dronekit speaks MAVLink 1, which has
    no fences and no rally points.
    """
    transport = DronekitTransport(vehicle)
    system = int(vehicle._handler.target_system)
    return Connection("a dronekit vehicle", clock, system, transport=transport)


class DronekitTransport:
    """Bytes through a dronekit.Vehicle. See transports.Transport."""

    def __init__(self, vehicle: Any) -> None:
        """`vehicle`: connected, by a dronekit that `load_dronekit` returned."""
        handler = vehicle._handler
        if getattr(handler.master.mav, "protocol_marker", None) != _MAVLINK2_MARKER:
            raise LinkRefused(
                "this dronekit vehicle speaks MAVLink 1, which has no fences: connect it with"
                " surveillance.links.dronekit_link.load_dronekit().connect(...)"
            )
        if not handler._alive:
            raise LinkRefused("this dronekit vehicle is closed: connect it again")
        self._vehicle = vehicle
        self._heard: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._own: tuple[Any, Any] | None = None  # what dronekit did before we took over

    def open(self) -> None:
        """Take over from dronekit; raises OSError when it has given the link up."""
        self._check()
        if self._own is None:
            vehicle = self._vehicle
            self._own = (vehicle._heartbeat_lastsent, vehicle._heartbeat_error)
            vehicle._heartbeat_lastsent = math.inf  # never due: our own heartbeat is watched over
            vehicle._heartbeat_error = 0  # it would close the link for ever after a silence
            vehicle._handler.message_listeners.append(self._hear)

    def read(self, wait_s: float) -> bytes:
        """What the vehicle said; raises OSError when dronekit has given the link up."""
        try:
            return self._heard.get(timeout=wait_s)
        except queue.Empty:
            self._check()
            return b""

    def write(self, data: bytes) -> None:
        """Hand one packet to dronekit's writing thread; raises OSError when that has ended."""
        self._check()
        self._vehicle._handler.out_queue.put(data)

    def close(self) -> None:
        """Give the vehicle back to the script; it stays connected."""
        if self._own is None:
            return
        vehicle, (sent, error) = self._vehicle, self._own
        self._own = None
        vehicle._handler.message_listeners.remove(self._hear)
        vehicle._heartbeat_lastsent, vehicle._heartbeat_error = sent, error

    def _hear(self, _: Any, message: Any) -> None:
        """Called by dronekit's reading thread for every message, of whoever sent it."""
        self._heard.put(bytes(message.get_msgbuf()))

    def _check(self) -> None:
        if not self._vehicle._handler._alive:
            raise ConnectionError("dronekit has closed its link")
