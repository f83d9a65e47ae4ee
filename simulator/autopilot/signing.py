"""MAVLink 2 signing as ArduPilot does it: one key, one table of streams for all ground stations.

Like ArduPilot it takes any key from SETUP_SIGNING while disarmed, signs from then on and refuses
what is not signed; a key and a time of all zeros switch it off. It starts one minute after the
stored time, does not go on with the clock but by one for each packet, and takes over the time of
its satellites once, and any later one it hears. The door of the simulator stands for a radio: what
ArduPilot lets pass unsigned on its first serial port (USB) does not pass here.
"""

import hashlib
import hmac
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.errors import KeyFileError

KEY_BYTES = 32
_EPOCH_S = datetime(2015, 1, 1, tzinfo=UTC).timestamp()
_UNITS_PER_S = 100_000
_MINUTE = 60 * _UNITS_PER_S
_MOST_STREAMS = 16
_SIGNATURE_BYTES = 6
_UNSIGNED_TAKEN = frozenset({mavlink.MAVLINK_MSG_ID_RADIO_STATUS, mavlink.MAVLINK_MSG_ID_RADIO})


def read_signing_key(path: Path) -> bytes:
    """The 32 bytes in a file; a line of text is a passphrase, and its SHA-256 the key.

    Raises KeyFileError.
    """
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise KeyFileError(f"signing key {path} cannot be read: {exc.strerror}") from exc
    try:
        text = data.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        text = "\0"
    if text and text.isprintable():
        return hashlib.sha256(text.encode()).digest()
    if len(data) != KEY_BYTES:
        raise KeyFileError(
            f"signing key {path} is neither a line of text nor {KEY_BYTES} bytes: {len(data)} bytes"
        )
    return data


class Signing:
    """The key of one vehicle, and what it has heard signed with it."""

    def __init__(self) -> None:
        self.secret: bytes | None = None
        self.time_units = 0  # of 10 microseconds since 2015
        self._streams: dict[tuple[int, int, int], int] = {}

    def set_up(self, secret: bytes, time_units: int) -> None:
        """Take a key, as from SETUP_SIGNING; zeros switch signing off."""
        is_off = time_units == 0 and not any(secret)
        self.secret = None if is_off else secret
        self.time_units = time_units + _MINUTE

    def satellites_say(self, unix_s: float) -> None:
        """The time when the satellites were found."""
        self.time_units = max(self.time_units, int(unix_s - _EPOCH_S) * _UNITS_PER_S)

    def is_good(self, packet: bytes, system: int, component: int) -> bool:
        """Is a signed packet's signature right, and its time new?"""
        if self.secret is None:
            return False
        body, signature = packet[:-_SIGNATURE_BYTES], packet[-_SIGNATURE_BYTES:]
        wanted = hashlib.sha256(self.secret + body).digest()[:_SIGNATURE_BYTES]
        if not hmac.compare_digest(wanted, signature):
            return False
        stream = (body[-7], system, component)
        time_units = int.from_bytes(body[-6:], "little")
        if stream not in self._streams:
            if len(self._streams) >= _MOST_STREAMS or time_units + _MINUTE < self.time_units:
                return False
        elif time_units <= self._streams[stream]:
            return False
        self._streams[stream] = time_units
        self.time_units = max(self.time_units, time_units)
        return True


class Codec(mavlink.MAVLink):  # type: ignore[misc]  # pymavlink's classes carry no type hints
    """pymavlink's packer and parser with the vehicle's signing.

    What is refused comes out of the parser as BAD_DATA.
    """

    seq: int

    def __init__(self, system: int, component: int, signing: Signing) -> None:
        super().__init__(None, system, component)
        self.robust_parsing = True
        self.signing.link_id = 1
        self.signing.allow_unsigned_callback = lambda codec, number: number in _UNSIGNED_TAKEN
        self._ours = signing

    def pack_next(self, message: Any) -> bytes:
        """The bytes of a message; each carries the next sequence number, so losses can be seen."""
        self._follow()
        self.signing.timestamp = self._ours.time_units
        data: bytes = message.pack(self)
        self.seq = (self.seq + 1) % 256
        if self.signing.sign_outgoing:
            self._ours.time_units += 1
        return data

    def decode(self, msgbuf: bytearray) -> Any:
        """Called by pymavlink for every packet; the key may have changed since the last."""
        self._follow()
        return super().decode(msgbuf)

    def check_signature(self, msgbuf: bytearray, srcSystem: int, srcComponent: int) -> bool:
        """Called by pymavlink for every signed packet."""
        return self._ours.is_good(bytes(msgbuf), srcSystem, srcComponent)

    def _follow(self) -> None:
        self.signing.secret_key = self._ours.secret
        self.signing.sign_outgoing = self._ours.secret is not None
