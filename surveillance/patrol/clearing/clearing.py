"""Out of the way of crewed aircraft: told, asked, and down to a low height until they are gone.

Crewed aircraft have the right of way. Low over the sea there is nothing but a vessel, which a
patrol keeps away from anyhow; a return would climb first. A warning that nobody answers is obeyed.
"""

from datetime import datetime, timedelta

from surveillance.errors import LinkError, LinkRefused
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.patience import Deadline
from surveillance.model import LinkState
from surveillance.patrol.clearing.threat import Own, Stage, Threat, threat_of
from surveillance.patrol.leaving import Leaving
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.report import Report

LOW_M = 30.0  # above home
ANSWER_S = 15.0  # for a person to say otherwise
CALM_S = 30.0  # no aircraft near for so long: it goes on
_LOOK_S, _LOOK_FLOOR_S = 1.0, 0.05
_AGAIN_S, _AGAIN_FLOOR_S = 5.0, 0.2
_LOW_BY_M = 2.0
_DOWN_MODES = frozenset({"LAND", "AUTO_LAND"})


class Clearing:
    """The aircraft round one vehicle: watched, told, given way to."""

    def __init__(self, vehicle: MavlinkVehicle, order: PatrolOrder, report: Report) -> None:
        """A plane or a sub is told of aircraft only: neither can be lowered on the spot."""
        self._vehicle, self._order, self._report = vehicle, order, report
        self._can_sink = not order.vehicle.is_winged and order.vehicle.submersible is None
        self._told: dict[int, Stage] = {}
        self._refused: frozenset[int] = frozenset()  # a person said: stay
        self._unanswered_since: datetime | None = None
        self._near_at: datetime | None = None
        self._item: int | None = None
        self._place = order.path.home  # where it goes down
        self._height_m: float | None = None  # where it is kept while it gives way
        self._is_low = False
        self._leaving: Leaving | None = None
        self._due: Deadline | None = None
        self._again: Deadline | None = None

    @property
    def is_flown(self) -> bool:
        """Does it give way, or go back from that?"""
        return self._height_m is not None

    def step(self, link: LinkState) -> None:
        """Look round, or go on with what was begun; only while the link is there."""
        if link is not LinkState.OK or (self._due is not None and not self._due.is_over):
            return
        self._due = Deadline(self._vehicle.clock, _LOOK_S, _LOOK_FLOOR_S)
        threats = self._threats()
        self._tell(threats)
        if self._leaving is not None:
            if self._leaving.step():
                self.end()
        elif self.is_flown:
            self._lead()
        else:
            self._obey_unanswered(threats)

    def begin(self, by: str = "") -> str:
        """Go down. Raises LinkRefused where it cannot, LinkError when it is not done."""
        vehicle, r = self._vehicle, self._vehicle.readings
        if not self._can_sink:
            raise LinkRefused(
                f"{vehicle.name} is not lowered by this program: it does not hover; bring it home"
            )
        if r.position is None or not (r.armed and vehicle.is_airborne):
            raise LinkRefused(f"{vehicle.name} is not in the air, or its place is not known")
        if vehicle.mode in _DOWN_MODES:
            raise LinkRefused(f"{vehicle.name} is coming down already (mode {vehicle.mode})")
        is_on_mission = vehicle.mode == vehicle.firmware.mission_mode
        self._item = r.mission_item if is_on_mission else None
        self._leaving, self._is_low = None, False
        self._unanswered_since, self._near_at = None, vehicle.clock.now()
        height_m = min(r.alt_home_m, LOW_M)
        vehicle.set_mode(vehicle.firmware.guided_mode)
        self._height_m = height_m
        self._again = None
        self._place = r.position
        text = f"gives way{by}: down to {height_m:.0f} m where it is, until the air is clear"
        self._report.event("clearing", text)
        self._lead()
        return text

    def stay(self) -> None:
        """A person saw the aircraft and lets it go on as it does."""
        near = [n for n, stage in self._told.items() if stage is Stage.WARNING]
        self._refused |= frozenset(near)
        self._unanswered_since = None
        self._report.event("notice", "told to go on as it does: look out for the aircraft")

    def go_home(self) -> None:
        """The battery no longer allows to wait."""
        if self.is_flown:
            self._leave(is_homeward=True)

    def end(self) -> None:
        """Somebody wants it elsewhere, or it is over."""
        self._height_m, self._leaving = None, None

    def _threats(self) -> list[Threat]:
        r, now = self._vehicle.readings, self._vehicle.clock.now()
        if r.position is None or not self._vehicle.is_airborne:
            return []
        height_m = None
        if r.home_alt_amsl_m is not None:
            height_m = r.home_alt_amsl_m + r.alt_home_m
        own = Own(r.position, height_m, r.ground_speed_mps)
        found = (threat_of(aircraft, own, now) for aircraft in self._vehicle.sky.present())
        return [threat for threat in found if threat.stage is not Stage.FAR]

    def _tell(self, threats: list[Threat]) -> None:
        """Each aircraft once for each stage, and again when it has been away."""
        for threat in threats:
            address = threat.aircraft.address
            if threat.stage > self._told.get(address, Stage.FAR):
                self._told[address] = threat.stage
                self._say(threat)
        near = {threat.aircraft.address for threat in threats}
        gone = [address for address in self._told if address not in near]
        for address in gone:
            del self._told[address]
        self._refused &= frozenset(near)
        if threats:
            self._near_at = self._vehicle.clock.now()

    def _say(self, threat: Threat) -> None:
        if threat.stage is Stage.NOTICE or self.is_flown:
            self._report.event("notice", threat.text)
            return
        if not self._can_sink:
            does = "it does not give way by itself: bring it home or lead it away"
            self._report.event("notice", f"{threat.text}: {does}")
            return
        self._unanswered_since = self._unanswered_since or self._vehicle.clock.now()
        name = self._vehicle.name
        ask = f"clear the area? c, or mizugiwa clear --vehicle {name}"
        self._report.event(
            "aircraft", f"{threat.text}: {ask}; without an answer it does in {ANSWER_S:.0f} s"
        )

    def _obey_unanswered(self, threats: list[Threat]) -> None:
        warned = {t.aircraft.address for t in threats if t.stage is Stage.WARNING} - self._refused
        if not warned:
            self._unanswered_since = None
        if self._unanswered_since is None:
            return
        if self._vehicle.clock.now() - self._unanswered_since < timedelta(seconds=ANSWER_S):
            return
        self._unanswered_since = None
        if self._vehicle.readings.alt_home_m <= LOW_M + _LOW_BY_M:
            return  # low already: it goes on as it does
        try:
            self.begin(" by itself, nobody said otherwise")
        except (LinkError, LinkRefused) as exc:
            self._unanswered_since = self._vehicle.clock.now()  # tried again
            self._report.event("notice", f"it does NOT give way: {exc}")

    def _lead(self) -> None:
        vehicle, now = self._vehicle, self._vehicle.clock.now()
        if self._height_m is None or self._near_at is None:
            return
        if vehicle.mode != vehicle.firmware.guided_mode:
            self.end()
            text = f"it does not give way any more: it is in mode {vehicle.mode}"
            self._report.event("notice", text)
        elif now - self._near_at > timedelta(seconds=CALM_S):
            self._report.event("notice", "the air is clear")
            self._leave(is_homeward=self._item is None)
        else:
            self._go_low(self._height_m)

    def _go_low(self, height_m: float) -> None:
        vehicle = self._vehicle
        if self._is_low or (self._again is not None and not self._again.is_over):
            return
        if vehicle.readings.alt_home_m <= height_m + _LOW_BY_M:
            self._is_low = True
            at_m = vehicle.readings.alt_home_m
            self._report.event("notice", f"it is low, {at_m:.0f} m above home, and waits")
            return
        self._again = Deadline(vehicle.clock, _AGAIN_S, _AGAIN_FLOOR_S)
        try:
            vehicle.go_to(self._place, height_m, None)
        except (LinkError, LinkRefused) as exc:
            self._report.event("notice", f"it does NOT go down: {exc}: take it over by hand")

    def _leave(self, is_homeward: bool) -> None:
        """Through the same way out as a look: commanded again until it is seen."""
        if self._leaving is None:
            self._leaving = Leaving(
                self._vehicle, self._order, self._report, self._item, is_homeward, has_looked=False
            )
        elif is_homeward:
            self._leaving.go_home()
        if self._leaving.step():
            self.end()
