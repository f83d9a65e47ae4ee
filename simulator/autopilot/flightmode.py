"""What every flight mode has, of whatever vehicle."""

from collections.abc import Iterator

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.board import Board
from simulator.autopilot.items import Item
from simulator.autopilot.mission import MissionState
from simulator.vehicles.body import Place

MOST_HOPS = 64  # commands and jumps between two navigation items
_ENDLESS_JUMP = -1


class FlightMode:
    """One flight mode. `number` and `name` are ArduPilot's for this kind of vehicle."""

    number: int
    name: str
    needs_position = True
    flies_blind = False  # takes over without a position, and makes do
    is_autopilot = False  # flies without a pilot; failsafes may ask
    is_armable = True

    def __init__(self, board: Board) -> None:
        self.board = board

    @property
    def is_landing(self) -> bool:
        """Whether it is on its way down to land and disarm."""
        return False

    @property
    def is_homing(self) -> bool:
        """Whether what is being flown ends on the ground."""
        return False

    def enter(self) -> str | None:
        """Begin; or the reason why not."""
        return None

    def leave(self) -> None:
        """Another mode takes over."""

    def pause(self) -> bool:
        """Stop and wait; False when the mode cannot."""
        return False

    def resume(self) -> bool:
        """Go on after a pause; False when the mode cannot."""
        return False

    def fly(self, dt_s: float) -> None:
        """Move the vehicle on by `dt_s` seconds."""
        raise NotImplementedError


class AutoMode(FlightMode):
    """The mode that flies the stored mission."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._jumps: dict[int, int] = {}  # item to how often it has jumped

    def start_or_resume(self) -> None:
        """Fly on at the current item, or from the first one, with all jumps to come."""
        mission = self.board.mission
        is_known = 0 < mission.current < mission.count
        is_over = mission.state is MissionState.COMPLETE
        if is_known and not is_over and self.board.params["MIS_RESTART"] != 1:
            self.advance(mission.current)
            return
        self._jumps.clear()
        self.advance(1)

    def jump_to(self, seq: int) -> None:
        """Fly on at this item, now."""
        self.advance(seq)

    def advance(self, seq: int) -> None:
        """Do the commands from `seq` on and begin the next navigation item."""
        raise NotImplementedError

    def items_from(self, seq: int) -> Iterator[tuple[int, Item]]:
        """The items from `seq` on with their numbers, told, jumps taken, until none is left.

        Whoever begins a navigation item stops there.
        """
        mission = self.board.mission
        for _ in range(MOST_HOPS):
            if not 0 < seq < mission.count:
                return
            item = mission.item(seq)
            if item.command == mavlink.MAV_CMD_DO_JUMP:
                seq = self.jumped(seq, item)
                continue
            self.board.say(mavlink.MAV_SEVERITY_INFO, f"Mission: {seq} {item.name}")
            yield seq, item
            seq += 1

    def jumped(self, seq: int, item: Item) -> int:
        """Where to go on after a jump: its target as often as it says, then behind it."""
        target, times = int(item.params[0]), int(item.params[1])
        done = self._jumps.get(seq, 0)
        if times != _ENDLESS_JUMP and done >= times:
            return seq + 1
        self._jumps[seq] = done + 1
        return target

    def has_landed(self) -> None:
        """The landing detector says so."""


class GuidedMode(FlightMode):
    """The mode that flies where a ground station says."""

    def go_to(self, place: Place) -> None:
        """Fly to a place and stay there."""
        raise NotImplementedError
