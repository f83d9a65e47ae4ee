"""Watching for the moment when it cannot come home, asking, and putting it down once told to.

Nothing is ditched here unless a person said yes. What the vehicle's own failsafe does at a low
battery stays its own: it ends the ditching, and is told.
"""

from datetime import datetime, timedelta

from geodata.position import distance_m
from surveillance.errors import LinkError, LinkRefused
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.patience import Deadline
from surveillance.model import LinkState
from surveillance.patrol.ditch.offer import Ditches, Offer
from surveillance.patrol.ditch.power import power_of
from surveillance.patrol.linkwatch import spoken
from surveillance.patrol.orbiting import ARRIVED_M
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.report import Report

HOLDS = timedelta(seconds=3.0)  # a battery sags for a moment, a gust passes
_LOOK_S, _LOOK_FLOOR_S = 1.0, 0.05
_AGAIN_S, _AGAIN_FLOOR_S = 1.0, 0.2  # a lost target is sent again
LANDING = "LAND"


class Ditching:
    """The ditching of one copter: offered, wanted, flown."""

    def __init__(self, vehicle: MavlinkVehicle, order: PatrolOrder, report: Report) -> None:
        """Nothing for a plane or a sub: a plane does not land on the spot."""
        self._vehicle, self._report = vehicle, report
        is_copter = not order.vehicle.is_winged and order.vehicle.submersible is None
        self._ditches = Ditches(order) if is_copter else None
        self._order = order
        self._since: datetime | None = None
        self._is_told = False
        self._due: Deadline | None = None
        self._flown: Offer | None = None
        self._height_m = 0.0
        self._again: Deadline | None = None

    @property
    def is_flown(self) -> bool:
        """Is it on its way to a ditch point?"""
        return self._flown is not None

    def step(self, link: LinkState) -> None:
        """Look at the battery, or go on with what was begun; only while the link is there."""
        if link is not LinkState.OK:
            return
        if self._flown is not None:
            self._lead(self._flown)
        elif self._due is None or self._due.is_over:
            self._due = Deadline(self._vehicle.clock, _LOOK_S, _LOOK_FLOOR_S)
            self._look()

    def offer(self) -> Offer:
        """Where it would be put down now. Raises LinkRefused while it can come home."""
        found = self._found()
        if found is None:
            raise LinkRefused("home is in reach, or no open water is: it is not put down")
        return found

    def begin(self, by: str = "") -> Offer:
        """Fly there. Raises LinkRefused while it can come home, LinkError when it is not done."""
        offer = self.offer()
        self._height_m = self._vehicle.readings.alt_home_m
        self._vehicle.set_mode(self._vehicle.firmware.guided_mode)
        self._flown, self._again = offer, None
        self._report.event("notice", f"told to ditch{by}: on the way to {spoken(offer.place)}")
        return offer

    def end(self) -> None:
        """Somebody wants it elsewhere."""
        self._flown = None

    def _found(self) -> Offer | None:
        r = self._vehicle.readings
        power = power_of(self._order.vehicle, r)
        if self._ditches is None or r.position is None or power is None:
            return None
        return self._ditches.offer(r.position, power)

    def _look(self) -> None:
        is_landing = self._vehicle.mode == LANDING
        is_up = self._vehicle.readings.armed and self._vehicle.is_airborne
        found = None if is_landing or not is_up else self._found()
        now = self._vehicle.clock.now()
        if found is None:
            self._since, self._is_told = None, False
            return
        self._since = self._since or now
        if not self._is_told and now - self._since >= HOLDS:
            self._is_told = True
            ask = f"ditch it there? Ctrl-C and d, or mizugiwa ditch --vehicle {self._vehicle.name}"
            self._report.event("ditch", f"{found.text}: {ask}; until then it goes on as it does")

    def _lead(self, offer: Offer) -> None:
        vehicle = self._vehicle
        if vehicle.mode != vehicle.firmware.guided_mode:
            self._flown = None
            text = f"not on its way to the ditch point any more: it is in mode {vehicle.mode}"
            self._report.event("notice", text)
            return
        if self._again is not None and not self._again.is_over:
            return
        self._again = Deadline(vehicle.clock, _AGAIN_S, _AGAIN_FLOOR_S)
        position = vehicle.readings.position
        try:
            if position is not None and distance_m(position, offer.place) <= ARRIVED_M:
                self._land(offer)
            else:
                vehicle.go_to(offer.place, self._height_m, None)
        except (LinkError, LinkRefused) as exc:
            self._report.event("notice", f"at the ditch point, but not landing: {exc}")

    def _land(self, offer: Offer) -> None:
        self._vehicle.set_mode(LANDING)  # returns once its heartbeat says so
        self._flown = None
        self._report.event("notice", f"landing on the water at {spoken(offer.place)}")
