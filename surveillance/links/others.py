"""Other ground stations on the link: that they are there, and what they do to our vehicle.

A radio, or several stations on one port, lets us hear them themselves. Where each has a link of its
own an autopilot passes on their heartbeats, and little else; then only its answers to them show.
"""

from collections import deque
from collections.abc import Callable
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from surveillance.links.modes import enum_name

_OWN_PACKETS = 256  # a radio may play our own words back to us; that many are known again
_HARMLESS_COMMANDS = frozenset(
    {
        mavlink.MAV_CMD_GET_HOME_POSITION,
        mavlink.MAV_CMD_GET_MESSAGE_INTERVAL,
        mavlink.MAV_CMD_SET_MESSAGE_INTERVAL,
        mavlink.MAV_CMD_REQUEST_MESSAGE,
        *range(
            mavlink.MAV_CMD_REQUEST_PROTOCOL_VERSION,
            mavlink.MAV_CMD_REQUEST_FLIGHT_INFORMATION + 1,
        ),
    }
)
_COMMANDS = frozenset({"COMMAND_LONG", "COMMAND_INT", "COMMAND_ACK"})
_ACTS = {
    "SET_MODE": "changes its mode",
    "PARAM_SET": "sets its parameters",
    "MISSION_COUNT": "writes a plan into it",
    "MISSION_ITEM": "writes a plan into it",
    "MISSION_ITEM_INT": "writes a plan into it",
    "MISSION_WRITE_PARTIAL_LIST": "writes a plan into it",
    "MISSION_CLEAR_ALL": "writes a plan into it",
    "MISSION_SET_CURRENT": "changes its present mission item",
    "SET_POSITION_TARGET_GLOBAL_INT": "steers it",
    "SET_POSITION_TARGET_LOCAL_NED": "steers it",
    "RC_CHANNELS_OVERRIDE": "steers it",
    "MANUAL_CONTROL": "steers it",
    "SETUP_SIGNING": "gives it a signing key",
}
# what the vehicle answers to another station shows what that one does; so does a COMMAND_ACK
_ANSWERS = {
    "MISSION_REQUEST": "writes a plan into it",
    "MISSION_REQUEST_INT": "writes a plan into it",
    "MISSION_ACK": "writes a plan into it",
}


class Others:
    """Fed by the reader thread; the tuples may be read by any other."""

    def __init__(self, own: tuple[int, int], system: int, tell: Callable[[str], None]) -> None:
        """own: our system and component; system: the vehicle's. tell: gets each thing once."""
        self.stations: tuple[tuple[int, int], ...] = ()
        self.acts: tuple[str, ...] = ()
        self.has_double = False  # somebody else uses our own number
        self._own = own
        self._system = system
        self._tell = tell
        self._sent: deque[bytes] = deque(maxlen=_OWN_PACKETS)

    def sent(self, packet: bytes) -> None:
        """We have sent this: when it comes back it is nobody else's."""
        self._sent.append(packet)

    def hear(self, message: Any) -> None:
        """A message of somebody who is not the vehicle."""
        sender = (message.get_srcSystem(), message.get_srcComponent())
        if sender[0] == self._system or self._is_echo(sender, message):
            return
        if message.get_type() == "HEARTBEAT":
            if message.type == mavlink.MAV_TYPE_GCS:
                self._meet(sender)
            return
        act = _act(message, _ACTS)
        if act is not None and getattr(message, "target_system", 0) in (0, self._system):
            self._note(sender, act)

    def overhear(self, message: Any) -> None:
        """The vehicle's answer to somebody else."""
        act = _act(message, _ANSWERS)
        to = (getattr(message, "target_system", 0), getattr(message, "target_component", 0))
        if act is not None and to[0] not in (0, self._system):
            self._note(to, act)

    def _is_echo(self, sender: tuple[int, int], message: Any) -> bool:
        return sender == self._own and bytes(message.get_msgbuf()) in tuple(self._sent)

    def _meet(self, sender: tuple[int, int]) -> None:
        if sender == self._own:
            if not self.has_double:
                self.has_double = True
                self._tell(
                    f"another ground station uses our own number, {sender[0]}: the vehicle cannot"
                    " tell us apart: give it another number, or close it"
                )
        elif sender not in self.stations:
            self.stations = (*self.stations, sender)
            self._tell(f"{_name(sender)} is on the link: it can command the vehicle, too")

    def _note(self, sender: tuple[int, int], act: str) -> None:
        text = f"{_name(sender)} interferes with the vehicle: it {act}"
        if text not in self.acts:
            self.acts = (*self.acts, text)
            self._tell(text)


def _act(message: Any, acts: dict[str, str]) -> str | None:
    kind = message.get_type()
    if kind not in _COMMANDS:
        return acts.get(kind)
    if message.command in _HARMLESS_COMMANDS:
        return None
    return f"commands {enum_name('MAV_CMD', message.command, 'MAV_CMD_')}"


def _name(sender: tuple[int, int]) -> str:
    return f"another ground station (system {sender[0]}, component {sender[1]})"
