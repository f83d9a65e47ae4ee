"""Flying a closer look: out of the mission, round the place, and on with the leg where it left it.

While it looks the mission waits in the vehicle: its item stays the current one. Whoever takes the
vehicle out of its guided mode, a person or a failsafe, ends the look.
"""

from abc import ABC, abstractmethod

from geodata.position import LonLat
from surveillance.errors import LinkError, LinkRefused
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.patience import Deadline
from surveillance.patrol.leaving import Leaving
from surveillance.patrol.look import Look
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.report import Report

WORD_S, _WORD_FLOOR_S = 60.0, 5.0  # for a word after a lost link
_SLOW_FACTOR, _SLOW_S = 3.0, 60.0  # longer than this times the plan, and something is wrong


class Looking(ABC):
    """One look, stepped by whoever watches the flight."""

    def __init__(
        self, vehicle: MavlinkVehicle, order: PatrolOrder, report: Report, look: Look
    ) -> None:
        """Nothing is sent yet."""
        self._vehicle = vehicle
        self._order = order
        self._report = report
        self.look = look
        self._item = vehicle.readings.mission_item
        self._height_m = vehicle.readings.alt_home_m
        self._end = self._too_late()
        self._leaving: Leaving | None = None
        self._nobody_until: Deadline | None = None  # the end of waiting for somebody's word
        self.is_held = False
        self.is_over = False

    def begin(self) -> None:
        """Leave the mission. Raises LinkError or LinkRefused; it then flies on as it was.

        Where that cannot be seen at once `is_over` is False, and further steps see to it.
        """
        try:
            self._vehicle.set_mode(self._vehicle.firmware.guided_mode)
            self._set_off()
        except (LinkError, LinkRefused):
            self._leave(is_homeward=False, has_looked=False)
            self.step()
            raise
        self._report.event("looking", f"looking closer: {self.look.text}")

    def step(self) -> bool:
        """Go on; True when it is over. Call it only while the link is there."""
        if not self.is_over:
            self.is_over = self._step()
        return self.is_over

    def _step(self) -> bool:
        vehicle = self._vehicle
        if self._leaving is not None:
            return self._leaving.step()
        if vehicle.mode != vehicle.firmware.guided_mode:
            if not self.is_held:
                text = f"looking closer ended: the vehicle is in mode {vehicle.mode}"
                self._report.event("notice", text)
            return True
        position = vehicle.readings.position
        if self.is_held:
            self._wait_for_word()
        elif position is not None and self._lead(position):
            self._finish(position)
        elif self._end.is_over:
            self._leave_for("looking closer takes far too long", position)
        return False if self._leaving is None else self._leaving.step()

    @abstractmethod
    def _set_off(self) -> None:
        """Camera and speed, and the way there. Raises LinkError or LinkRefused."""

    @abstractmethod
    def _lead(self, position: LonLat) -> bool:
        """The next step from this position; True when it has looked all round."""

    @abstractmethod
    def _way_on_fault(self, position: LonLat) -> str | None:
        """What the straight way from here into the mission would leave or enter."""

    @abstractmethod
    def _turn_back(self, position: LonLat) -> str | None:
        """Back to where it left its mission, of which it goes on; what forbids that, or None."""

    def end(self) -> str:
        """On with the mission now, or home as was agreed: what it does, in words.

        Raises LinkRefused, and stays in the look, when no way back is open.
        """
        position = self._vehicle.readings.position
        if self._leaving is None and not self.look.goes_on:
            self._leave(is_homeward=True)
        elif self._leaving is None:
            fault = None if position is None else self._way_on_fault(position)
            if fault is None and position is not None:
                self._leave(is_homeward=False)
            else:
                self._back_first(position, fault or "its position is not known")
                return "goes back to where it left its mission, then on"
        self.step()
        is_on = self._vehicle.mode == self._vehicle.firmware.mission_mode
        return "goes on" if is_on else "returns, as was agreed with the look"

    @property
    def is_leaving(self) -> bool:
        """Has it been commanded out of the look?"""
        return self._leaving is not None

    def _back_first(self, position: LonLat | None, fault: str) -> None:
        """Raises LinkRefused when that way is not open either."""
        why = fault if position is None else self._turn_back(position)
        if why is not None:
            raise LinkRefused(
                f"no straight way leads back into its mission from here ({fault}): call again from"
                " elsewhere on its way round, or bring it home with mizugiwa recall"
            )
        self.is_held, self._end = False, self._too_late()
        text = f"the straight way on is not open ({fault}): first back to where it left"
        self._report.event("notice", text)

    def _too_late(self) -> Deadline:
        """When something is wrong with the look."""
        return Deadline(self._vehicle.clock, _SLOW_FACTOR * self.look.duration_s + _SLOW_S, 10.0)

    def go_home(self) -> None:
        """The return, now and until it is seen to be taken."""
        self._leave(is_homeward=True)
        self.step()

    def hold(self) -> bool:
        """The link is gone, and the look with it; True when that is news.

        Its own failsafe brings it home. When the link is back and it still hovers, it waits for a
        word, but not for ever.
        """
        if self.is_held or self._leaving is not None:
            return False
        self.is_held = True
        return True

    def _wait_for_word(self) -> None:
        vehicle = self._vehicle
        if self._nobody_until is None:
            self._nobody_until = Deadline(vehicle.clock, WORD_S, _WORD_FLOOR_S)
            text = (
                f"it waits in mode {vehicle.mode}: mizugiwa resume or mizugiwa recall; without a"
                f" word it is brought home in {WORD_S:.0f} s"
            )
            self._report.event("notice", text)
        elif self._nobody_until.is_over:
            self._report.event("notice", "nobody said how to go on: it is brought home")
            self._leave(is_homeward=True)

    def _finish(self, position: LonLat) -> None:
        if not self.look.goes_on:
            self._leave(is_homeward=True)
            return
        fault = self._way_on_fault(position)
        if fault is None:
            self._leave(is_homeward=False)
            return
        text = f"it looked, but the straight way on is not open ({fault}): it is brought home"
        self._report.event("notice", text)
        self._leave(is_homeward=True)

    def _leave_for(self, why: str, position: LonLat | None) -> None:
        """Something is wrong with the look: on with the mission if the way is open, else home."""
        is_open = position is not None and self._way_on_fault(position) is None
        goes_on = is_open and self.look.goes_on
        self._report.event("notice", f"{why}: it {'goes on' if goes_on else 'is brought home'}")
        self._leave(is_homeward=not goes_on)

    def _give_up(self, why: str, position: LonLat) -> None:
        """It cannot look: on with the mission, by way of where it left if need be; else home."""
        if self.look.goes_on and self._way_on_fault(position) and not self._turn_back(position):
            self._report.event("notice", f"{why}: it goes back to where it left its mission")
        else:
            self._leave_for(why, position)

    def _leave(self, is_homeward: bool, has_looked: bool = True) -> None:
        self.is_held = False
        if self._leaving is None:
            self._leaving = Leaving(
                self._vehicle, self._order, self._report, self._item, is_homeward,
                has_looked, self._watches_place,
            )  # fmt: skip
        elif is_homeward:
            self._leaving.go_home()

    @property
    def _watches_place(self) -> bool:
        """Is its camera kept on the place?"""
        return False
