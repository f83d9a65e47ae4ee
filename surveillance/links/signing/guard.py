"""Who may speak in the vehicle's name on a signed link: only who holds the key."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from surveillance.links.signing.codec import SigningCodec, Trust
from surveillance.links.signing.key import SigningKey
from surveillance.links.signing.ledger import Ledger

# radios put these in by themselves and hold no key; nobody acts on them
_UNSIGNED_BY_NATURE = frozenset({mavlink.MAVLINK_MSG_ID_RADIO_STATUS, mavlink.MAVLINK_MSG_ID_RADIO})
_SAID = {
    Trust.NONE: "without a signature",
    Trust.FORGED: "with a wrong signature",
}


class Guard:
    """Judges every message in the vehicle's name. Called by the reader thread.

    is_confirmed: a heartbeat of the vehicle with a good signature was heard. refused: how many
    messages in its name were not taken, by what was wrong with them.
    """

    def __init__(self, codec: SigningCodec, key_name: str) -> None:
        """`codec` packs and parses the link; `key_name` may be said."""
        self.codec = codec
        self.key_name = key_name
        self.is_confirmed = False
        self.refused: Counter[Trust] = Counter()

    def admits(self, message: Any, tell: Callable[[str], None]) -> bool:
        """May this message be acted on? `tell` gets a sentence the first time that one may not,
        once the vehicle is known to sign."""
        trust = self.codec.trust(message)
        if trust is Trust.GOOD:
            if message.get_type() == "HEARTBEAT" and not self.is_confirmed:
                self.is_confirmed = True
                self.refused.clear()  # until now it may just have had no key, or no time
            return True
        if message.get_msgId() in _UNSIGNED_BY_NATURE:
            return False
        self.refused[trust] += 1
        if self.is_confirmed and trust in _SAID and self.refused[trust] == 1:
            tell(
                f"messages {_SAID[trust]} come in the name of system {message.get_srcSystem()}:"
                " they are ignored, and somebody may be imitating the vehicle"
            )
        return False

    def why_unconfirmed(self) -> str | None:
        """Why no good heartbeat came though the vehicle speaks, and the remedy; None if silent."""
        if self.refused[Trust.FORGED]:
            return (
                f"signs with another key than ours ({self.key_name}): name its key with"
                " --signing-key, or give it ours with mizugiwa sign"
            )
        if self.refused[Trust.NONE]:
            return (
                "does not sign its messages, but a signing key was given: give it the key with"
                " mizugiwa sign over a cable"
            )
        if self.refused[Trust.OLD]:
            return (
                "signs with a time long gone by: wait for its position fix, and set this"
                " computer's clock right"
            )
        return None


def make_guard(key: SigningKey, ledger: Ledger, system: int, component: int) -> Guard:
    """A guard for a link on which we are `system` and `component`."""
    return Guard(SigningCodec(system, component, key, ledger), key.name)
