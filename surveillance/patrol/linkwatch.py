"""The vehicle's link in flight: late after 3 s, lost after 5 s, and what is then likely.

Nothing is commanded when the link comes back: the state is read again and told, and the person
decides. What the vehicle did meanwhile was its own, approved, decision.
"""

from dataclasses import replace
from datetime import timedelta

from geodata.position import LonLat
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.patience import Deadline
from surveillance.model import LinkState, SourceState, Telemetry
from surveillance.patrol.lost import airborne_s, search_hint
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.report import Report

_FIRST_RADIUS_M = 20.0
_GROWTH = 0.3  # of the way it may have flown since
_STREAMS_S, _STREAMS_FLOOR_S = 6.0, 1.0  # without a position before we ask for the streams again


class LinkWatch:
    """Says when the link is late, lost and back, and where the drone should be meanwhile."""

    def __init__(
        self, vehicle: MavlinkVehicle, order: PatrolOrder, report: Report, without_link: str
    ) -> None:
        """`without_link`: what the vehicle does by itself when it hears nobody."""
        self.without_link = without_link
        self.losses = 0
        self.left_m = 0.0  # of the mission, when the link was last there
        self._vehicle = vehicle
        self._order = order
        self._is_told_down = False
        self._path = order.path
        self._cruise_mps = order.vehicle.cruise_mps
        self._report = report
        self._state = LinkState.OK
        self._heartbeats = 0
        self._positions = 0
        self._streams_due: Deadline | None = None
        report.link(SourceState.OK, f"{vehicle.name} is heard")

    def step(self, reached_item: int) -> LinkState:
        """Look at the link; returns its state by now."""
        age = self._vehicle.link_age()
        r = self._vehicle.readings
        if age.state is LinkState.OK:
            if r.position is not None:
                self.left_m = self._path.left_m(r.position, reached_item)
            # lost ends with a heartbeat: only then are mode and armed state those of now
            if self._state is LinkState.LOST and r.heartbeats == self._heartbeats:
                return LinkState.LOST
            self._back(age.state)
            self._keep_streams()
        elif age.state is not self._state:
            if age.state is LinkState.LATE and self._state is LinkState.OK:
                self._report.link(SourceState.SILENT, f"nothing heard for {age.seconds:.0f} s")
                self._state = LinkState.LATE
            elif age.state is LinkState.LOST:
                self._lost(age.seconds, reached_item)
        elif self._state is LinkState.LOST:
            self._tell_down(age.seconds)
        return self._state

    def predicted(self, state: Telemetry, reached_item: int) -> tuple[Telemetry, float]:
        """Where the drone should be by now, and how far off that may be in metres."""
        silent_s = self._vehicle.link_age().seconds
        at = self._vehicle.clock.now()
        if state.at == self._vehicle.readings.position_at:
            # in the vehicle's time, as what it says when it is back: else a clock of ours that is
            # ahead would leave the ghost on the map beside, and instead of, the drone
            at = state.at + timedelta(seconds=silent_s)
        flown_m = (state.ground_speed_mps or self._cruise_mps) * silent_s
        place = self._path.predicted(state.position, reached_item, flown_m)
        ghost = replace(state, at=at, position=place, link=self._state)
        return ghost, _FIRST_RADIUS_M + _GROWTH * flown_m

    def last_seen(self) -> str:
        """The last place and height heard of."""
        r = self._vehicle.readings
        if r.position is None:
            return "its place was never known"
        return f"last heard of at {spoken(r.position)}, {r.alt_home_m:.0f} m above home"

    def expected(self, seconds: float, reached_item: int) -> LonLat | None:
        """Where it should be after so long without a word; None: nobody can say."""
        position = self._vehicle.readings.position
        if position is None:
            return None
        flown_m = self._vehicle.readings.ground_speed_mps * seconds
        return self._path.predicted(position, reached_item, flown_m)

    def _lost(self, seconds: float, reached_item: int) -> None:
        self._state = LinkState.LOST
        self.losses += 1
        self._heartbeats = self._vehicle.readings.heartbeats
        text = f"link LOST, nothing heard for {seconds:.0f} s: {self.last_seen()}"
        place = self.expected(seconds, reached_item)
        if place is not None:
            text += f"; should be at {spoken(place)} by now"
        self._report.link(SourceState.LOST, text)
        self._report.event("link_lost", f"{text}; {self.without_link}")

    def _tell_down(self, seconds: float) -> None:
        """Once in a silence that is longer than its battery lasts."""
        longest_s = airborne_s(self._order, self._vehicle.readings)
        if longest_s is None or seconds <= longest_s or self._is_told_down:
            return
        self._is_told_down = True
        text = (
            f"it must be down by now: nothing heard for {seconds / 60:.0f} min, its battery held"
            f" {longest_s / 60:.0f} min at most: {self.last_seen()}"
        )
        self._report.event("notice", f"{text}; {search_hint(self._order, self._vehicle.readings)}")

    def _back(self, state: LinkState) -> None:
        if self._state is state:
            return
        was_lost = self._state is LinkState.LOST
        self._state = state
        r = self._vehicle.readings
        level = "unknown" if r.battery_pct is None else f"{r.battery_pct:.0f} %"
        text = f"mode {self._vehicle.mode}, mission item {r.mission_item}, battery {level}"
        self._report.link(SourceState.OK, f"heard again: {text}")
        if was_lost:
            self._is_told_down = False
            self._report.event(
                "link_back", f"link is back: {text}; nothing was commanded (Ctrl-C to decide)"
            )

    def _keep_streams(self) -> None:
        """A vehicle that is heard but tells no position has forgotten our requests."""
        positions = self._vehicle.readings.positions
        if self._streams_due is None or positions != self._positions:
            self._positions = positions
            self._streams_due = Deadline(self._vehicle.clock, _STREAMS_S, _STREAMS_FLOOR_S)
        elif self._streams_due.is_over:
            self._streams_due = None
            self._vehicle.ask_for_missing()


def spoken(place: LonLat) -> str:
    """A place as people read it out."""
    north = "N" if place.lat >= 0 else "S"
    east = "E" if place.lon >= 0 else "W"
    return f"{abs(place.lat):.5f} {north} {abs(place.lon):.5f} {east}"
