"""The stored rally points: where to come back to instead of home."""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.items import Item, ItemRefused, check_place

_FRAMES = (mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT, mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT_INT)
_ALT_LIMIT_M = 32_767.0


class Rally:
    """Rally points, replaced in place like the mission's items."""

    kind = mavlink.MAV_MISSION_TYPE_RALLY
    noun = "Rally"
    max_items = 65
    total_param = "RALLY_TOTAL"

    def __init__(self) -> None:
        self.points: list[Item] = []

    @property
    def count(self) -> int:
        """Rally points stored."""
        return len(self.points)

    @property
    def total(self) -> int:
        """What the vehicle counts in RALLY_TOTAL."""
        return len(self.points)

    def item(self, seq: int) -> Item:
        """One point. Raises IndexError."""
        return self.points[seq]

    def begin(self, count: int) -> None:
        """An upload begins: cut to the new length at once."""
        del self.points[count:]

    def put(self, seq: int, item: Item) -> None:
        """Replace or append one point. Raises ItemRefused."""
        if item.command != mavlink.MAV_CMD_NAV_RALLY_POINT:
            raise ItemRefused(mavlink.MAV_MISSION_UNSUPPORTED)
        if item.frame not in _FRAMES:
            raise ItemRefused(mavlink.MAV_MISSION_UNSUPPORTED_FRAME)
        check_place(item)
        if not abs(item.z) <= _ALT_LIMIT_M:
            raise ItemRefused(mavlink.MAV_MISSION_INVALID_PARAM7)
        alt_m = float(round(item.z))  # kept in whole metres
        kept = Item(item.command, _FRAMES[0], x=item.x, y=item.y, z=alt_m)
        self.points[seq : seq + 1] = [kept]

    def finish(self) -> list[tuple[int, str]]:
        """The upload is complete: severity and text of what to say."""
        return [(mavlink.MAV_SEVERITY_INFO, "Rally points received")]

    def clear(self) -> bool:
        """Forget all."""
        self.points.clear()
        return True
