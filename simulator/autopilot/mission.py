"""The stored mission, and how far it is flown."""

from collections.abc import Iterator
from enum import IntEnum

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.items import Item, ItemRefused, Vocabulary, stored

_HERE = Item(mavlink.MAV_CMD_NAV_WAYPOINT)


class MissionState(IntEnum):
    """MISSION_STATE of MAVLink."""

    NONE = 1
    NOT_STARTED = 2
    ACTIVE = 3
    PAUSED = 4
    COMPLETE = 5


class Mission:
    """Items in place, one by one: a broken upload leaves a mixture of the old and the new.

    Item 0 is always home, whatever was uploaded. `changes` counts what an upload touched;
    `cuts` counts uploads that shortened it.
    """

    kind = mavlink.MAV_MISSION_TYPE_MISSION
    noun = "Mission"
    max_items = 650
    total_param = "MIS_TOTAL"

    def __init__(self, commands: Vocabulary) -> None:
        """`commands` are those that the vehicle takes."""
        self._commands = commands
        self.home = _HERE
        self._items: list[Item] = []  # from number 1 on
        self.current = 0  # the navigation item being flown
        self.state = MissionState.NOT_STARTED
        self.is_locked = False  # armed and in AUTO: it cannot be cleared
        self.changes = 0
        self.cuts = 0

    @property
    def items(self) -> tuple[Item, ...]:
        """All but home, from number 1 on."""
        return tuple(self._items)

    @property
    def count(self) -> int:
        """Items with home; 0 or 1 when there is no mission."""
        return 1 + len(self._items)

    @property
    def reported_state(self) -> MissionState:
        """The state, or NONE when there is nothing to fly."""
        return self.state if self._items else MissionState.NONE

    @property
    def total(self) -> int:
        """What the vehicle counts in MIS_TOTAL: nothing at all without a mission."""
        return self.count if self._items else 0

    def item(self, seq: int) -> Item:
        """One item; 0 is home. Raises IndexError."""
        if seq == 0:
            return self.home
        if seq < 0:
            raise IndexError(seq)
        return self._items[seq - 1]

    def navigation(self, seq: int) -> Iterator[Item]:
        """The navigation items from a number on, not following jumps."""
        return (item for item in self._items[max(0, seq - 1) :] if item.is_navigation)

    def begin(self, count: int) -> None:
        """An upload begins: cut to the new length at once."""
        if count < self.count:
            self.cuts += 1
        del self._items[max(0, count - 1) :]

    def put(self, seq: int, item: Item) -> None:
        """Replace or append one item. Raises ItemRefused."""
        kept = stored(item, self._commands)
        self.changes += 1
        if seq == 0:
            return
        if seq > len(self._items) + 1:
            raise ItemRefused(mavlink.MAV_MISSION_ERROR)
        self._items[seq - 1 : seq] = [kept]

    def finish(self) -> list[tuple[int, str]]:
        """The upload is complete: severity and text of what to say."""
        return [(mavlink.MAV_SEVERITY_INFO, "Flight plan received")]

    def clear(self) -> bool:
        """Forget all; False while it is flown."""
        if self.is_locked:
            return False
        self._items.clear()
        self.reset()
        return True

    def reset(self) -> None:
        """Fly from the beginning next time."""
        self.current = 0
