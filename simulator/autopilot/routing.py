"""What the autopilot passes on from one ground station to the others, as ArduPilot does.

Each station's connection is a channel. Heartbeats go to every channel that their sender does not
live on; messages to nobody in particular, or to everybody, to all that have spoken; a message to
one system to where that one was heard; what is for the vehicle itself to nobody.
"""

from collections.abc import Sequence
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

_NOT_PASSED_ON = frozenset(
    {
        mavlink.MAVLINK_MSG_ID_RADIO,
        mavlink.MAVLINK_MSG_ID_RADIO_STATUS,
        mavlink.MAVLINK_MSG_ID_ADSB_VEHICLE,
    }
)
_MOST_ROUTES = 20


class Routing:
    """Who was heard on which channel. A channel is any object that stays the same."""

    def __init__(self, system: int, component: int) -> None:
        self._me = (system, component)
        self._routes: list[tuple[int, int, object]] = []

    def forget(self, channel: object) -> None:
        """A station hung up. (A real autopilot keeps the route: its channels stay.)"""
        self._routes = [route for route in self._routes if route[2] is not channel]

    def onward(self, message: Any, source: object, channels: Sequence[object]) -> list[object]:
        """The channels, of all that are open, that a message goes on to."""
        sender = (message.get_srcSystem(), message.get_srcComponent())
        if sender == self._me:
            return []
        self._learn(sender, source)
        number = message.get_msgId()
        if number in _NOT_PASSED_ON:
            return []
        if number == mavlink.MAVLINK_MSG_ID_HEARTBEAT:
            homes = [c for s, k, c in self._routes if (s, k) == sender]
            return [c for c in channels if c is not source and all(c is not h for h in homes)]
        system = getattr(message, "target_system", 0)
        component = getattr(message, "target_component", 0)
        if (system, component) == self._me:
            return []
        reached = [c for s, k, c in self._routes if self._is_for(system, component, s, k)]
        return [c for c in channels if c is not source and any(c is r for r in reached)]

    def _is_for(self, system: int, component: int, heard: int, heard_component: int) -> bool:
        if system == 0:
            return True
        is_mine = system == self._me[0]
        return system == heard and (component in (0, heard_component) or not is_mine)

    def _learn(self, sender: tuple[int, int], source: object) -> None:
        is_known = any((s, k) == sender and c is source for s, k, c in self._routes)
        if sender[0] != 0 and not is_known and len(self._routes) < _MOST_ROUTES:
            self._routes.append((*sender, source))
