"""What people command in flight: at this terminal, or through the door from another one."""

from collections.abc import Callable, Mapping
from typing import Any

from geodata.errors import PositionError
from geodata.position import LonLat
from surveillance.control.calls import Call, Switchboard
from surveillance.errors import LinkError, LinkRefused
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.modes import PLANE
from surveillance.links.telemetry import telemetry
from surveillance.model import LinkState, Telemetry
from surveillance.patrol.clearing.clearing import Clearing
from surveillance.patrol.ditch.ditching import Ditching
from surveillance.patrol.leaving import as_planned
from surveillance.patrol.linkwatch import LinkWatch
from surveillance.patrol.look import DEFAULT_RADIUS_M, Look, left_pct, plan_look, turning_room_m
from surveillance.patrol.looking import Looking
from surveillance.patrol.looks import looking_for
from surveillance.patrol.open_ways import way_on_fault
from surveillance.patrol.operator import Wish
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.report import Report
from surveillance.patrol.safeguards import Safeguards

Said = dict[str, Any]  # an answer to a call
AGREED_PCT = 2.0  # so much less at home needs another yes


class Pilot:
    """Turns wishes and calls into commands; nothing is commanded while the link is lost."""

    def __init__(
        self,
        vehicle: MavlinkVehicle,
        order: PatrolOrder,
        report: Report,
        link: LinkWatch,
        safeguards: Safeguards,
        board: Switchboard,
    ) -> None:
        """`safeguards`: what the vehicle does by itself; `board`: where calls arrive."""
        self._vehicle = vehicle
        self._order = order
        self._report = report
        self._link = link
        self._safeguards = safeguards
        self._board = board
        self._looking: Looking | None = None
        self._ditching = Ditching(vehicle, order, report)
        self._clearing = Clearing(vehicle, order, report)
        self._reached = -1
        self._asked: dict[str, Callable[[Call], Said]] = {
            "recall": self._recall,
            "investigate": self._investigate,
            "resume": self._resume,
            "ditch": self._ditch,
            "clear": self._clear,
            "warn": self._warn,
        }

    @property
    def is_looking(self) -> bool:
        """Has it left its mission for a closer look?"""
        return self._looking is not None

    def step(self, link: LinkState, reached_item: int, wish: Wish | None) -> bool:
        """Do what is wanted; True when the person leaves the flight to the vehicle."""
        self._reached = reached_item
        self._go_on_looking(link)
        self._ditching.step(link)
        if not self._ditching.is_flown:
            self._clearing.step(link)
        if self._clearing.is_flown:
            self._looking = None
        for call in self._board.waiting():
            self._answer(call)
        return self._obey(wish)

    def command(self, mode: str) -> None:
        """Change the mode, or say why not. Raises LinkError or LinkRefused."""
        self._need_link(mode)
        try:
            self._vehicle.set_mode(mode)
        except (LinkError, LinkRefused) as exc:
            self._report.event("notice", str(exc))
            raise

    def _need_link(self, mode: str) -> None:
        """Raises LinkError without one."""
        if self._vehicle.link_age().state is LinkState.LOST:
            text = f"the link is lost: {mode} cannot be commanded; {self._link.without_link}"
            self._report.event("notice", text)
            raise LinkError(text)

    def attempt(self, mode: str) -> None:
        """The same for who has nobody to tell: a failure is in the record, the watch goes on."""
        try:
            self.command(mode)
        except (LinkError, LinkRefused):
            return

    def return_early(self, why: str) -> None:
        """End a look that the battery no longer allows. Nothing when there is none."""
        self._clearing.go_home()
        if self._looking is not None:
            self._report.event("notice", f"looking closer ended: {why}")
            self._look_home(self._looking)

    def _look_home(self, looking: Looking) -> bool:
        """The return out of a look; False while it is not seen: then it is commanded again."""
        looking.go_home()
        self._looking = None if looking.is_over else looking
        return looking.is_over

    def _go_on_looking(self, link: LinkState) -> None:
        if self._looking is None:
            return
        if link is LinkState.LOST and self._looking.hold():
            text = (
                "looking closer ended with the link: when it is back, mizugiwa resume goes on with"
                " the patrol, mizugiwa recall brings it home"
            )
            self._report.event("notice", text)
        elif link is LinkState.OK and self._looking.step():
            self._looking = None

    def _answer(self, call: Call) -> None:
        handler = self._asked.get(call.ask)
        if handler is None:
            call.answer(error=f"{call.ask!r} is nothing that a patrol can do")
            return
        try:
            call.answer(**handler(call))
        except LinkError as exc:  # it was sent, perhaps
            call.answer(error=str(exc), unknown=True)
        except LinkRefused as exc:
            call.answer(error=str(exc))

    def _recall(self, call: Call) -> Said:
        self._report.event("notice", f"recalled{_by(call)}")
        if self._looking is None:
            self.command("RTL")
        else:
            self._need_link("RTL")
            if not self._look_home(self._looking):
                raise LinkError("it is not seen to return yet: that is commanded again and again")
        self._ditching.end()
        self._clearing.end()
        return {"text": f"{self._vehicle.name} is on its way home (mode {self._vehicle.mode})"}

    def _resume(self, call: Call) -> Said:
        """On with the mission: after a look, or when something else took it out of it."""
        mission_mode = self._vehicle.firmware.mission_mode
        if self._vehicle.mode == mission_mode:
            raise LinkRefused("it is flying its mission already")
        looking = self._looking
        if looking is None or looking.is_held:
            self._check_battery()
        if looking is None:
            self._check_way_on()
            item = self._vehicle.readings.mission_item
            self.command(mission_mode)
            kept = as_planned(self._vehicle, self._order, item)
            text = "; ".join((f"on with the mission{_by(call)}", *kept))
            self._report.event("notice", text)
            return {"text": f"{self._vehicle.name} goes on (mode {self._vehicle.mode})"}
        self._need_link(mission_mode)
        does = looking.end()
        self._looking = None if looking.is_over else looking
        self._report.event("notice", f"looking closer ended{_by(call)}")
        if looking.is_leaving and not looking.is_over:
            raise LinkRefused(
                f"it does not go on yet (mode {self._vehicle.mode}): that is commanded again, and"
                " then its return"
            )
        return {"text": f"{self._vehicle.name} {does} (mode {self._vehicle.mode})"}

    def _check_way_on(self) -> None:
        """Something took it out of its mission, to anywhere. Raises LinkRefused."""
        position, item = self._state().position, self._vehicle.readings.mission_item
        fault = way_on_fault(self._order, position, item, turning_room_m(self._order))
        if fault is not None:
            raise LinkRefused(
                f"the straight way from here into its mission is not open ({fault}): bring it home"
                " with mizugiwa recall and resume from there, or ask again where the way is free"
            )

    def _warn(self, call: Call) -> Said:
        """What its station found out of it, by what others see."""
        text = "".join(c for c in str(call.fields.get("text", "")) if c.isprintable())[:500]
        self._report.event("notice", f"the station says: {text}", is_the_stations=True)
        return {"text": f"told to the patrol of {self._vehicle.name}"}

    def _ditch(self, call: Call) -> Said:
        """With `go`: put it down on open water; without: only say where that would be."""
        if not call.fields.get("go"):
            return {"text": f"{self._vehicle.name}: {self._ditching.offer().text}"}
        if self._vehicle.link_age().state is LinkState.LOST:
            raise LinkError(f"the link is lost: {self._link.without_link}")
        offer = self._ditching.begin(_by(call))
        self._looking = None
        self._clearing.end()
        return {"text": f"{self._vehicle.name} is on its way to be ditched: {offer.text}"}

    def _clear(self, call: Call) -> Said:
        """Down out of the way of aircraft."""
        if self._vehicle.link_age().state is LinkState.LOST:
            raise LinkError(f"the link is lost: {self._link.without_link}")
        text = self._clearing.begin(_by(call))
        self._looking = None
        self._ditching.end()
        return {"text": f"{self._vehicle.name} {text}"}

    def _by_wish(self, does: Callable[[Call], Said], **fields: bool) -> None:
        """What a person at the screen wants: a failure is told, the watch goes on."""
        try:
            does(Call("wish", fields))
        except (LinkError, LinkRefused) as exc:
            self._report.event("notice", f"that is not done: {exc}")

    def _check_battery(self) -> None:
        """Something took it out of its mission, perhaps its battery. Raises LinkRefused."""
        state = self._state()
        left_m = self._order.path.left_m(state.position, self._reached)
        level, reserve = left_pct(self._order, state, 0.0, left_m), self._order.vehicle.reserve_pct
        if level < reserve:
            raise LinkRefused(
                f"after the rest it would come home with {level:.0f} %; limit {reserve:.0f} %:"
                " resume with the next battery"
            )

    def _state(self) -> Telemetry:
        """Where it is. Raises LinkRefused when nobody knows."""
        state = telemetry(self._vehicle, self._report.realm, None, None)
        if state is None:
            raise LinkRefused("its position is not known")
        return state

    def _investigate(self, call: Call) -> Said:
        """With `go`: do it; without: only say what it would be."""
        look = self._plan(call)
        if not call.fields.get("go"):
            return {"text": f"{self._vehicle.name}: {look.text}", "look": look.plain()}
        _check_agreed(look, call.fields)
        looking = looking_for(self._vehicle, self._order, self._report, look)
        try:
            looking.begin()
        finally:  # also one that did not begin is seen back into its mission
            self._looking = None if looking.is_over else looking
        text = f"{self._vehicle.name} looks closer: {look.text}"
        return {"text": text, "look": look.plain()}

    def _plan(self, call: Call) -> Look:
        vehicle = self._vehicle
        if self._looking is not None:
            raise LinkRefused("it is looking closer at something already: mizugiwa resume ends it")
        if (
            vehicle.mode != vehicle.firmware.mission_mode
            or vehicle.link_age().state is not LinkState.OK
        ):
            raise LinkRefused("it looks closer only while it flies its mission, with a good link")
        if not self._safeguards.returns_from_guided:
            raise LinkRefused(
                "without a link it would hang there until its battery is empty: fly the patrol with"
                " --without-link go-on or return, which lets its own failsafe bring it home"
            )
        state = self._state()
        target, radius_m = _place_and_radius(call.fields)
        left_m = self._order.path.left_m(state.position, self._reached)
        item = vehicle.readings.mission_item
        return plan_look(self._order, state, left_m, target, radius_m, item)

    def _obey(self, wish: Wish | None) -> bool:
        if wish is Wish.LAND and self._vehicle.firmware is PLANE:
            text = "a plane does not land on the spot: return it home and land it there by hand"
            self._report.event("notice", text)
        elif wish is Wish.LAND:
            self.attempt("LAND")
        elif wish is Wish.RETURN:
            self._return()
        elif wish is Wish.DITCH:
            self._by_wish(self._ditch, go=True)
        elif wish is Wish.CLEAR:
            self._by_wish(self._clear)
        elif wish is Wish.STAY:
            self._clearing.stay()
        return wish is Wish.LEAVE

    def _return(self) -> None:
        if self._looking is None or self._vehicle.link_age().state is LinkState.LOST:
            self.attempt("RTL")
        else:
            self._look_home(self._looking)


def _check_agreed(look: Look, fields: Mapping[str, Any]) -> None:
    """It flew on while a person thought. Raises LinkRefused when that changed what was agreed."""
    if fields.get("goes_on") and not look.goes_on:
        raise LinkRefused("its battery no longer holds the rest of the patrol: ask again")
    agreed_pct = fields.get("home_pct")
    if isinstance(agreed_pct, int | float) and look.home_pct < agreed_pct - AGREED_PCT:
        raise LinkRefused(
            f"by now it would come home with {look.home_pct:.0f} %, not {agreed_pct:.0f} %: ask"
            " again"
        )


def _by(call: Call) -> str:
    """Who called, as they named themselves."""
    who = "".join(c for c in str(call.fields.get("by", "")) if c.isprintable())[:80]
    return f" by {who}" if who else ""


def _place_and_radius(fields: Any) -> tuple[LonLat, float]:
    """The target of a call. Raises LinkRefused for one that is none."""
    try:
        place = LonLat(float(fields["lon"]), float(fields["lat"]))
        return place, float(fields.get("radius_m", DEFAULT_RADIUS_M))
    except (KeyError, TypeError, ValueError, PositionError) as exc:
        raise LinkRefused(f"the place to look at is none: {exc}") from exc
