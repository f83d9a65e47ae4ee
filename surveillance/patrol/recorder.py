"""Keeps the record of one sortie while it is flown: written at the launch and at every event.

A program that is killed in flight leaves a record without an end, with all that was known by then.
"""

from collections.abc import Sequence

from geodata.clock import Clock
from surveillance.errors import RecordError
from surveillance.links.connection import Message
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.patience import Deadline
from surveillance.model import LinkState, PatrolEvent, Telemetry, Value
from surveillance.papers.check import Check
from surveillance.papers.papers import Papers
from surveillance.patrol.dive.outcome import DiveOutcome
from surveillance.patrol.limits import Breach
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.planned import people_of, place_of, planned_of, specials_of
from surveillance.patrol.progress import Outcome
from surveillance.patrol.report import Report
from surveillance.records.shelf import Shelf
from surveillance.records.sortie import (
    Dived,
    End,
    Event,
    Item,
    LimitBroken,
    Moment,
    People,
    SortieRecord,
)

PLACE_EVERY_S = 10.0  # of flight: so old is the place in the record of a program that is killed


class Recorder:
    """Hears what the patrol tells; writes nothing before `begin`."""

    def __init__(self, shelf: Shelf, order: PatrolOrder, papers: Papers | None, clock: Clock):
        """`papers`: None when nobody was asked for them."""
        self._shelf = shelf
        self._order = order
        self._papers = papers
        self._clock = clock
        self._record: SortieRecord | None = None
        self._events: list[Event] = []
        self._highest_m: float | None = None
        self._battery_pct: float | None = None
        self._vehicle: MavlinkVehicle | None = None
        self._report: Report | None = None
        self._passed = 0
        self._broken_before: tuple[LimitBroken, ...] = ()  # while an earlier program watched
        self._broken: tuple[LimitBroken, ...] = ()
        self._is_aloft: bool | None = None  # until the vehicle has said so
        self._take_off: Moment | None = None
        self._landing: Moment | None = None
        self._last_heard: Moment | None = None
        self._place_due: Deadline | None = None
        self._is_failing = False

    @property
    def name(self) -> str | None:
        """Of the record; None before the launch."""
        return None if self._record is None else self._record.id

    def watch(self, vehicle: MavlinkVehicle, report: Report) -> None:
        """Note when this vehicle leaves the ground and when it is back on it.

        `report`: told when the disk fails in flight, which must not end the flight.
        """
        self._vehicle, self._report = vehicle, report
        vehicle.connection.add_listener(self._look)

    def begin(self, checks: Sequence[Check]) -> None:
        """Before the launch. Raises RecordError when the record cannot be kept."""
        order, now = self._order, self._clock.now()
        planned, outing = planned_of(order, now)
        is_dive = order.vehicle.submersible is not None  # no aircraft: without an aircraft's papers
        try:
            name = self._shelf.reserve(order.vehicle.name, order.sortie, now)
            self._record = SortieRecord(
                id=name,
                realm=order.realm,
                vehicle=order.vehicle.name,
                kind=order.vehicle.kind,
                sortie=order.sortie,
                sorties=order.sorties,
                began_at=now,
                planned=planned,
                specials=() if is_dive else specials_of(outing),
                people=People() if is_dive else people_of(self._papers, outing),
                battery_begin_pct=self._level(),
                checks=tuple(Item(name=c.name, is_good=c.is_good, text=c.text) for c in checks),
            )
            self._shelf.write(self._latest(self._record))
        except OSError as exc:
            raise RecordError(
                f"cannot write the record of the sortie in {self._shelf.folder}: {exc.strerror}:"
                f"{'' if is_dive else ' the law asks for it;'} make room, or set MIZUGIWA_HOME"
            ) from exc

    def take_up(self) -> None:
        """Go on with the record of a flight that is found in the air.

        Only with one of this realm and this plan that says nothing of its end on the ground; when
        there is none, that is said. What this program has heard already counts beside it.
        """
        record = self._unfinished()
        if record is None:
            if self._report is not None:
                text = "no record of this sortie is open: complete its flight log by hand"
                self._report.event("notice", text)
            return
        self._events = [*record.events, *self._events]
        self._take_off = record.take_off or self._take_off
        if self._landing is None and not self._is_aloft:
            self._landing = record.landing
        heights = [h for h in (record.highest_m, self._highest_m) if h is not None]
        self._highest_m = max(heights, default=None)
        self._last_heard = self._last_heard or record.last_heard
        if self._battery_pct is None:
            self._battery_pct = record.battery_end_pct
        self._passed = record.waypoints_reached
        self._broken = self._broken_before = record.limits_broken
        opened = {"end": End.OPEN, "end_text": "", "ended_at": None}
        self._record = record.model_copy(update=opened)
        self._keep()

    def _unfinished(self) -> SortieRecord | None:
        """The record that was written last of this sortie, if its flight may still go on."""
        order, (planned, _) = self._order, planned_of(self._order, self._clock.now())
        wanted = (order.vehicle.name, order.sortie, order.realm, planned.plan_sha256)
        for record in self._shelf.latest_first():
            plan = record.planned.plan_sha256
            if (record.vehicle, record.sortie, record.realm, plan) == wanted:
                return record if record.may_go_on else None
        return None

    def passed(self, count: int) -> None:
        """So many way points are reached."""
        self._passed = count
        self._keep()

    def broke(self, breaches: Sequence[Breach]) -> None:
        """All limits that were broken so far while this program watched."""
        self._broken = (*self._broken_before, *(_broken(breach) for breach in breaches))

    def hear(self, value: Value) -> None:
        """An event or a state of the vehicle."""
        if isinstance(value, Telemetry):
            higher = self._highest_m is None or value.alt_home_m > self._highest_m
            self._highest_m = value.alt_home_m if higher else self._highest_m
            if value.battery_pct is not None:
                self._battery_pct = value.battery_pct
            if value.link is LinkState.OK:  # others are predicted
                self._last_heard = Moment(at=value.at, place=place_of(value.position))
                self._keep_now_and_then()
        elif isinstance(value, PatrolEvent) and value.kind != "check":
            self._events.append(Event(at=value.at, kind=value.kind, text=value.text))
            self._keep()

    def end(self, outcome: Outcome) -> None:
        """The flight is over, or left to itself."""
        self._passed = outcome.waypoints_reached
        self.broke(outcome.breaches)
        how = End.LANDED if outcome.landed else End.FAILED
        how = End.CIRCLING if outcome.is_circling else how
        how = End.LEFT if outcome.has_left else how
        self._close(
            how,
            self._events[-1].text if self._events else "",
            battery_end_pct=outcome.battery_left_pct,
        )

    def end_dive(self, outcome: DiveOutcome) -> None:
        """The dive is over, or left to itself."""
        far = outcome.farthest
        self._broken = tuple(
            LimitBroken(kind="gate", name=n, amount_m=round(t.worst_m, 1), at=None, place=None)
            for n, t in outcome.gates.items()
        )
        how = End.FAILED if outcome.has_dived and not outcome.surfaced else End.SURFACED
        self._close(
            End.LEFT if outcome.has_left else how,
            self._events[-1].text if self._events else "",
            battery_end_pct=outcome.battery_left_pct,
            dive=Dived(
                deepest_m=round(outcome.deepest_m, 1),
                under_water_s=round(outcome.under_water_s, 1),
                farthest_m=None if far is None else round(far.range_m, 1),
                farthest_error_m=None if far is None else round(far.error_m, 1),
                commanded=outcome.commanded,
            ),
        )

    def fail(self, why: str) -> None:
        """The sortie ended with an error. Nothing when it was never begun."""
        self._close(End.FAILED, why)

    def _close(self, how: End, text: str, **more: object) -> None:
        if self._record is None:
            return
        closed = {"end": how, "end_text": text, "ended_at": self._clock.now(), **more}
        self._record = self._latest(self._record).model_copy(update=closed)
        self._write(self._record)

    def _keep_now_and_then(self) -> None:
        """Nothing may happen for many minutes, and then the program is killed."""
        if self._place_due is None or self._place_due.is_over:
            self._keep()

    def _keep(self) -> None:
        if self._record is not None:
            self._write(self._latest(self._record))

    def _write(self, record: SortieRecord) -> None:
        """Said once when it fails: a full disk must not end a flight."""
        self._place_due = Deadline(self._clock, PLACE_EVERY_S, 0.0)
        try:
            self._shelf.write(record)
            self._is_failing = False
        except OSError as exc:
            if not self._is_failing and self._report is not None:
                self._is_failing = True
                self._report.event(
                    "notice",
                    f"the record of the sortie cannot be written ({exc.strerror}): make room, and"
                    " write down by hand what the screen says",
                )

    def _latest(self, record: SortieRecord) -> SortieRecord:
        fresh = {
            "take_off": self._take_off,
            "landing": self._landing,
            "last_heard": self._last_heard,
            "highest_m": self._highest_m,
            "battery_end_pct": self._battery_pct,
            "events": tuple(self._events),
            "waypoints_reached": self._passed,
            "limits_broken": self._broken,
        }
        return record.model_copy(update=fresh)

    def _level(self) -> float | None:
        return None if self._vehicle is None else self._vehicle.readings.battery_pct

    def _look(self, message: Message) -> None:
        """In the reader thread, after the vehicle has read the message.

        A moment is what was heard to change: how it is found is none.
        """
        vehicle = self._vehicle
        if vehicle is None or not vehicle.is_height_told:
            return
        was_aloft, is_aloft = self._is_aloft, vehicle.is_airborne
        if is_aloft == was_aloft:
            return
        self._is_aloft = is_aloft
        position = vehicle.readings.position
        moment = Moment(
            at=self._clock.now(), place=place_of(position) if position is not None else None
        )
        if is_aloft:
            self._landing = None
            self._take_off = self._take_off or (moment if was_aloft is False else None)
        elif was_aloft:
            self._landing = moment


def _broken(breach: Breach) -> LimitBroken:
    return LimitBroken(
        kind=breach.kind,
        name=breach.name,
        amount_m=round(breach.amount_m, 1),
        at=breach.at,
        place=place_of(breach.position) if breach.position is not None else None,
    )
