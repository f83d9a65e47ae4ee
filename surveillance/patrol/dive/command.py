"""All that is ever commanded in a piloted dive: at a gate, or when a person asks for it."""

from surveillance.control.calls import Switchboard
from surveillance.errors import LinkError, LinkRefused
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.patience import Deadline
from surveillance.model import LinkState
from surveillance.patrol.dive.gates import Gates, Level, Passing
from surveillance.patrol.dive.order import DiveOrder, OnBreach
from surveillance.patrol.operator import Wish
from surveillance.patrol.report import Report

_HOLDS = frozenset({"ALT_HOLD", "POSHOLD", "SURFACE"})
_FAR_SHARE, _FAR_M = 0.05, 1.0  # beyond the depth limit, at least: it comes up, whatever was chosen
_AGAIN_S, _AGAIN_FLOOR_S = 10.0, 2.0  # a mode that was not reached is commanded again
_UP = "it rises where it is and nothing brings it home: look what is above, and steer it"


class DiveCommand:
    """Commands a mode, or says why not; the pilot's sticks stay his."""

    def __init__(
        self, vehicle: MavlinkVehicle, order: DiveOrder, report: Report, board: Switchboard
    ) -> None:
        """Nothing is sent yet."""
        self._vehicle, self._order = vehicle, order
        self._report, self._board = report, board
        self._is_far = False
        self._wanted: str | None = None  # commanded, but not reached yet
        self._because: str | None = None  # the gate whose breach wants it; None: a person does
        self._again: Deadline | None = None
        self.is_recalled = False
        self.commanded: list[str] = []

    def passed(self, passing: Passing) -> None:
        """A gate's level changed: say it, and do what was chosen for it."""
        if passing.level is Level.CLEAR:
            self._report.event("gate", f"{passing.name} clear again: {passing.text}")
        elif passing.level is Level.NEAR:
            self._report.event("gate", f"{passing.name} NEAR its limit: {passing.text}")
        elif passing.name == "tether":
            # no mode pulls it back: all that helps is to steer it home
            text = f"TETHER at its end: {passing.text}: steer it home, nothing is commanded"
            self._report.event("gate", text)
        else:
            self._beyond(passing)

    def _beyond(self, passing: Passing) -> None:
        text = f"{passing.name.upper()} LIMIT BROKEN: {passing.text}"
        if self._order.on_breach is OnBreach.TELL:
            self._report.event("gate", f"{text}: the pilot must act, nothing is commanded")
        elif self._order.on_breach is OnBreach.SURFACE:
            self._report.event("gate", f"{text}: surfacing, {_UP}")
            self._want("SURFACE", passing.name)
        elif self._vehicle.mode in _HOLDS:
            self._report.event("gate", f"{text}: steer it up, it is in {self._vehicle.mode}")
        else:
            self._report.event("gate", f"{text}: its depth is held, steer it up")
            self._want("ALT_HOLD", passing.name)

    def watch_depth(self, gates: Gates, depth_m: float) -> None:
        """Held but steered deeper: far enough beyond the limit it is brought up all the same."""
        limit = self._order.max_depth_m
        too_deep = depth_m - limit > max(_FAR_M, _FAR_SHARE * limit)
        if gates.level("depth") is not Level.BEYOND:
            self._is_far = False
        elif too_deep and not self._is_far and self._order.on_breach is not OnBreach.TELL:
            self._is_far = True
            text = f"{depth_m:.1f} m deep, far beyond the limit of {limit:g} m: surfacing, {_UP}"
            self._report.event("gate", text)
            self._want("SURFACE", "depth")

    def go_on(self, gates: Gates) -> None:
        """Command again what was not reached, every ten seconds, as long as its cause lasts."""
        if self._wanted is None or self._again is None:
            return
        if self._is_in(self._wanted):
            self.commanded.append(self._wanted)
            self._wanted = None
        elif self._because is not None and gates.level(self._because) is not Level.BEYOND:
            self._wanted = None
        elif self._again.is_over:
            self._try(self._wanted, is_told=False)

    def answer(self, wish: Wish | None, is_down: bool) -> bool:
        """Calls from other terminals and the person at this one; True: they stop watching."""
        for call in self._board.waiting():
            if call.ask != "recall":
                call.answer(error="a pilot steers this dive: ask him")
                continue
            try:
                call.answer(text=self._recall(is_down))
            except (LinkError, LinkRefused) as exc:
                call.answer(error=str(exc))
        if wish in (Wish.LAND, Wish.RETURN):
            self._report.event("notice", f"surfacing: {_UP}")
            self._want("SURFACE", None)
        return wish is Wish.LEAVE

    def _recall(self, is_down: bool) -> str:
        self.is_recalled = True
        if not is_down:
            return f"{self._vehicle.name} is not to dive: the watch ends once it is disarmed"
        self._report.event("notice", f"recalled: surfacing, {_UP}")
        self._command("SURFACE")
        return f"{self._vehicle.name} is coming up (mode {self._vehicle.mode}): {_UP}"

    def _command(self, mode: str) -> None:
        """Raises LinkError or LinkRefused."""
        if self._vehicle.link_age().state is LinkState.LOST:
            raise LinkError(f"the link is lost: {mode} cannot be commanded")
        self._vehicle.set_mode(mode)
        self.commanded.append(mode)

    def _want(self, mode: str, because: str | None) -> None:
        """Command it until the vehicle is in it; the watch goes on, whatever comes of it.

        What is to come up is not held down by another gate.
        """
        if self._wanted == "SURFACE" and mode != "SURFACE":
            return
        self._wanted, self._because = mode, because
        self._try(mode, is_told=True)

    def _try(self, mode: str, is_told: bool) -> None:
        try:
            self._command(mode)
        except (LinkError, LinkRefused) as exc:
            self._again = Deadline(self._vehicle.clock, _AGAIN_S, _AGAIN_FLOOR_S)
            if is_told:
                text = f"{mode} NOT reached, tried again every {_AGAIN_S:g} s, the pilot must act"
                self._report.event("notice", f"{text}: {exc}")
        else:
            self._wanted = None

    def _is_in(self, mode: str) -> bool:
        now = self._vehicle.mode
        return now in _HOLDS if mode == "ALT_HOLD" else now == mode
