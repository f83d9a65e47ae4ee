"""pymavlink's packer and parser with a key: signs what goes out, judges what comes in.

pymavlink remembers the time of a packet before it has looked at the signature, so one forged
packet from the future would make it refuse the true vehicle for ever. Here the signature comes
first, as in the autopilots. Nothing is thrown away while parsing: a message that is not to be
trusted is still a whole packet for the recording, and a stranger who shows himself.
"""

import hashlib
import hmac
from enum import StrEnum
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from surveillance.links.signing.key import SigningKey
from surveillance.links.signing.ledger import MINUTE, Ledger

LINK_ID = 0
_SIGNATURE_BYTES = 6
_SIGNED_FLAG: int = mavlink.MAVLINK_IFLAG_SIGNED


class Trust(StrEnum):
    """What a signature says of a message."""

    GOOD = "good"
    NONE = "none"  # unsigned
    FORGED = "forged"  # signed with another key, or changed on its way
    OLD = "old"  # signed well, but said before: a copy, or overtaken


class SigningCodec(mavlink.MAVLink):  # type: ignore[misc]  # pymavlink has no type information
    """One per connection. `parse_buffer` may run in one thread and `sign` in another."""

    def __init__(self, system: int, component: int, key: SigningKey, ledger: Ledger) -> None:
        super().__init__(None, system, component)
        self.robust_parsing = True
        self.signing.secret_key = key.secret
        self.signing.link_id = LINK_ID
        self.signing.sign_outgoing = True
        self.signing.allow_unsigned_callback = lambda codec, number: True
        self._ledger = ledger
        self._heard: dict[tuple[int, int, int], int] = {}  # link, system, component
        self._old: Any = None  # the packet that was found old last

    def sign_next(self) -> None:
        """To be called before each message is packed: its time is above all earlier ones."""
        self.signing.timestamp = self._ledger.next()

    def trust(self, message: Any) -> Trust:
        """What is to be made of a message, straight after it was parsed."""
        if message.get_signed():
            return Trust.GOOD
        if not message.get_header().incompat_flags & _SIGNED_FLAG:
            return Trust.NONE
        return Trust.OLD if message.get_msgbuf() is self._old else Trust.FORGED

    def check_signature(self, msgbuf: bytearray, srcSystem: int, srcComponent: int) -> bool:
        """Called by pymavlink for every signed packet."""
        said = hashlib.sha256(self.signing.secret_key + msgbuf[:-_SIGNATURE_BYTES]).digest()
        if not hmac.compare_digest(said[:_SIGNATURE_BYTES], bytes(msgbuf[-_SIGNATURE_BYTES:])):
            return False
        time_units = int.from_bytes(msgbuf[-12:-_SIGNATURE_BYTES], "little")
        stream = (msgbuf[-13], srcSystem, srcComponent)
        least = self._heard.get(stream, self._ledger.last - MINUTE - 1)
        self._ledger.saw(time_units)
        if time_units <= least:
            self._old = msgbuf
            return False
        self._heard[stream] = time_units
        return True
