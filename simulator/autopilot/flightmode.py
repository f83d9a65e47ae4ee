"""What every flight mode has, of whatever vehicle."""

from simulator.autopilot.board import Board
from simulator.vehicles.body import Place


class FlightMode:
    """One flight mode. `number` and `name` are ArduPilot's for this kind of vehicle."""

    number: int
    name: str
    needs_position = True
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

    def start_or_resume(self) -> None:
        """Fly on at the current item, or from the first one."""
        raise NotImplementedError

    def jump_to(self, seq: int) -> None:
        """Fly on at this item, now."""
        raise NotImplementedError

    def has_landed(self) -> None:
        """The landing detector says so."""


class GuidedMode(FlightMode):
    """The mode that flies where a ground station says."""

    def go_to(self, place: Place) -> None:
        """Fly to a place and stay there."""
        raise NotImplementedError
