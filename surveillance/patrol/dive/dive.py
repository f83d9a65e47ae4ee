"""A piloted dive from the first word with the vehicle to its document: nothing is uploaded."""

from collections.abc import Callable

from surveillance.control.calls import Switchboard
from surveillance.errors import LinkRefused, MizugiwaError, Refused
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.patrol.dive.checks import dive_checks
from surveillance.patrol.dive.order import DiveOrder
from surveillance.patrol.dive.outcome import DiveOutcome
from surveillance.patrol.dive.safeguards import DiveSafeguards, read_dive_safeguards
from surveillance.patrol.dive.track import DiveTrack
from surveillance.patrol.dive.watch import DiveWatch
from surveillance.patrol.operator import Operator
from surveillance.patrol.paperwork import EMPTY_DESK, Desk, dive_papers
from surveillance.patrol.preflight import Check, red
from surveillance.patrol.readiness import Readiness
from surveillance.patrol.report import Report
from surveillance.patrol.signed import refuse_unsigned, signing_checks


class PilotedDive:
    """One dive. The pilot arms and steers from his own console."""

    def __init__(
        self,
        vehicle: MavlinkVehicle,
        order: DiveOrder,
        report: Report,
        operator: Operator,
        board: Switchboard,
        desk: Desk = EMPTY_DESK,
    ) -> None:
        """Nothing is sent yet. `board`: for callers from outside. `desk`: papers."""
        self._vehicle, self._order, self._report = vehicle, order, report
        self._operator, self._board = operator, board
        self._readiness = Readiness(
            vehicle,
            operator,
            lambda seen: (
                *dive_checks(order, seen),
                *dive_papers(order.plan, desk, vehicle.clock.now()),
            ),
        )
        self._track = DiveTrack(order, vehicle.clock)
        vehicle.connection.add_listener(lambda m: self._track.hear(m, vehicle.readings))

    def watch(
        self, begin: Callable[[tuple[Check, ...]], None] = lambda checks: None
    ) -> tuple[DiveOutcome, tuple[Check, ...]]:
        """The whole sequence; the outcome, and the checks before it.

        begin: gets the checks once the person has confirmed, before anything is watched.
        Raises LinkRefused when a check or the person says no, LinkError when the link fails.
        """
        order = self._order
        self._report.event(
            "started",
            f"piloted dive of {order.plan.vehicle.name}, planned for"
            f" {order.plan.duration_s / 60:.0f} min; beyond a limit: {order.on_breach}",
        )
        try:
            safeguards, checks = self._prepare()
            self._confirm(safeguards)
            begin(checks)
            watch = DiveWatch(
                self._vehicle, order, self._report, self._operator, self._board, self._track,
                safeguards.without_link,
            )  # fmt: skip
            outcome = watch.watch()
        except Refused as exc:
            self._tell_news()
            self._report.event("refused", str(exc))
            raise
        except MizugiwaError as exc:
            self._tell_news()
            self._report.event("ended", str(exc))
            raise
        self._report.event("ended", _last_word(outcome))
        return outcome, checks

    def _prepare(self) -> tuple[DiveSafeguards, tuple[Check, ...]]:
        """Everything before a person is asked; nothing is commanded."""
        vehicle = self._vehicle
        vehicle.identify()
        refuse_unsigned(vehicle)
        vehicle.request_streams()
        safeguards = read_dive_safeguards(vehicle.connection)
        checks = (
            *self._readiness.wait(),
            *signing_checks(vehicle.connection),
            *safeguards.checks(),
        )
        self._operator.show_checks(checks)
        self._tell_news()
        for check in checks:
            self._report.event("check", f"{check.name}: {check.text}", is_said=False)
        self._refuse_red(checks)
        return safeguards, checks

    def _confirm(self, safeguards: DiveSafeguards) -> None:
        """A person names the vehicle; what they were shown must still be true afterwards."""
        vehicle, order = self._vehicle, self._order
        question = (
            f"Watch the dive of {vehicle.name} (system {vehicle.connection.system}), to"
            f" {order.max_depth_m:g} m, beyond it: {order.on_breach}? Type the vehicle's name"
        )
        if not self._operator.confirm(question, vehicle.name, vehicle.connection.pulse):
            raise LinkRefused(f"the dive {order.plan.name} was not confirmed: nothing is watched")
        vehicle.request_streams()  # a battery level of ten minutes ago is not looked at
        self._refuse_red((*self._readiness.look(), *signing_checks(vehicle.connection)))
        if read_dive_safeguards(vehicle.connection) != safeguards:
            raise LinkRefused(
                f"failsafe parameters of {vehicle.name} were changed while we waited: start again"
            )
        self._operator.launching()

    def _tell_news(self) -> None:
        self._report.news(self._vehicle.connection.news.take())

    def _refuse_red(self, checks: tuple[Check, ...]) -> None:
        bad = [f"{check.name}: {check.text}" for check in red(checks)]
        if bad:
            raise LinkRefused(f"{self._vehicle.name} is not ready to dive: {'; '.join(bad)}")


def _last_word(outcome: DiveOutcome) -> str:
    if outcome.has_left:
        return "not watched any more: nobody looks at depth and tether"
    if not outcome.has_dived:
        return "there was no dive"
    return (
        f"deepest {outcome.deepest_m:.1f} m, {outcome.under_water_s / 60:.0f} min under water,"
        f" {sum(t.times for t in outcome.gates.values())} limits broken"
    )
