"""Fly one sortie: fail closed before the launch, nothing commanded unasked after it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from surveillance.control.calls import Switchboard
from surveillance.errors import LinkError, LinkRefused, MizugiwaError, Refused
from surveillance.links.commands import await_state
from surveillance.links.compare import digest, told
from surveillance.links.items import ListKind, WireItem
from surveillance.links.mavlink import DisarmedItself, MavlinkVehicle
from surveillance.links.texts import is_plan_text
from surveillance.links.transfer import store, verify
from surveillance.links.version import FirmwareVersion, read_version
from surveillance.patrol.company import company_check
from surveillance.patrol.ditch.offer import ditch_checks
from surveillance.patrol.guarding import read_safeguards, set_safeguards
from surveillance.patrol.homing import circle_checks
from surveillance.patrol.logbook import Logbook
from surveillance.patrol.operator import Operator
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.paperwork import EMPTY_DESK, Desk, Paperwork
from surveillance.patrol.preflight import Check, Evidence, fence_height_m, red, run_checks
from surveillance.patrol.progress import Outcome, Progress
from surveillance.patrol.readiness import Readiness
from surveillance.patrol.report import Report
from surveillance.patrol.safeguards import Chosen, Safeguards
from surveillance.patrol.signed import refuse_unsigned, signing_checks
from surveillance.patrol.vehicle_items import (
    Lists,
    fence_item,
    firmware_item,
    identity_item,
    lists_of,
    plan_item,
)

LAUNCH_TRIES = 3
CALL_OFF_TRIES = 5
PLAN_TEXTS_S = 2.0


@dataclass(frozen=True, slots=True)
class Prepared:
    """A vehicle that holds the plan and is ready, waiting for a person."""

    lists: Lists
    safeguards: Safeguards
    checks: tuple[Check, ...]

    @property
    def fence_id(self) -> str:
        """A short name of the fence in the vehicle."""
        return "F-" + digest(dict(self.lists)[ListKind.FENCE])


class Patrol:
    """One sortie, from the first word with the vehicle to the ground."""

    def __init__(
        self,
        vehicle: MavlinkVehicle,
        order: PatrolOrder,
        report: Report,
        operator: Operator,
        board: Switchboard,
        logbook: Logbook,
        desk: Desk = EMPTY_DESK,
    ) -> None:
        """Nothing is sent yet. `board`: for callers from outside. `desk`: papers and forecast.

        Raises PlannerError when papers are asked for and the mission's way is not known.
        """
        self._vehicle = vehicle
        self._order = order
        self._report = report
        self._operator = operator
        self._board = board
        self._logbook = logbook
        self._desk = desk
        self._paperwork = Paperwork(order, desk)
        self._readiness = Readiness(vehicle, operator, self._judge)

    def fly(self) -> tuple[Outcome, tuple[Check, ...]]:
        """The whole sequence; the flight's outcome and the checks before it.

        Raises LinkRefused when a check, the vehicle or the person says no, LinkError when the
        link fails.
        """
        count = len(self._order.path.waypoints)
        self._report.event(
            "started",
            f"sortie {self._order.sortie} of {self._order.sorties}: {count} waypoints,"
            f" about {self._order.duration_s / 60:.0f} min {self._order.wind_text}",
        )
        try:
            prepared = self._prepare()
            self._confirm(prepared)
            self._logbook.begin(prepared.checks)
            try:
                self._launch()
            except MizugiwaError:
                if self._vehicle.readings.armed:  # on its way home, or nobody knows where
                    self._watch(prepared)
                raise
            outcome = self._watch(prepared)
        except Refused as exc:
            self._tell_news()
            self._report.event("refused", str(exc))
            raise
        except MizugiwaError as exc:
            self._tell_news()
            self._report.event("ended", str(exc))
            raise
        self._report.event("ended", _last_word(outcome, prepared.safeguards))
        return outcome, prepared.checks

    def _tell_news(self) -> None:
        self._report.news(self._vehicle.connection.news.take())

    def _watch(self, prepared: Prepared) -> Outcome:
        return Progress(
            self._vehicle, self._order, self._report, self._operator, prepared.safeguards,
            self._board, self._logbook,
        ).watch()  # fmt: skip

    def _prepare(self) -> Prepared:
        """Everything before a person is asked; the vehicle stays disarmed."""
        vehicle = self._vehicle
        vehicle.identify()
        refuse_unsigned(vehicle)
        vehicle.request_streams()
        version = read_version(vehicle.connection)
        if vehicle.readings.armed:
            raise LinkRefused(
                f"{vehicle.name} is armed (mode {vehicle.mode}): a plan is uploaded only while it"
                " is disarmed: land it first, or watch it again with mizugiwa resume --in-air"
            )
        vehicle.set_mode(
            vehicle.firmware.guided_mode
        )  # the vehicle's own checks depend on the mode
        lists = self._upload()
        if (vehicle.readings.mission_item or 0) > 1:
            vehicle.set_mission_item(1)
        self._readiness.wait()
        safeguards = self._set_safeguards()
        checks = (
            *self._vehicle_items(version, lists),
            *self._readiness.wait(),
            *signing_checks(vehicle.connection),
            company_check(vehicle.connection),
            *safeguards.checks(),
            *circle_checks(self._order, safeguards, vehicle.readings),
            *ditch_checks(self._order),
        )
        self._operator.show_checks(checks)
        self._tell_news()
        for check in checks:
            self._report.event("check", f"{check.name}: {check.text}", is_said=False)
        self._refuse_red(checks)
        return Prepared(lists, safeguards, checks)

    def _vehicle_items(self, version: FirmwareVersion | None, lists: Lists) -> tuple[Check, ...]:
        """What is looked at once: who it is, and that it holds what was checked."""
        vehicle, order, papers = self._vehicle, self._order, self._desk.papers
        craft = papers.aircraft(vehicle.name) if papers is not None else None
        return (
            identity_item(vehicle.readings, vehicle.connection.system),
            firmware_item(version, craft.firmware if craft else None, order.realm),
            fence_item(order),
            plan_item(lists, self._differences),
        )

    def _differences(self, kind: ListKind, items: Sequence[WireItem]) -> tuple[str, ...]:
        """Between a list that was checked and what the vehicle holds now."""
        return verify(self._vehicle.connection, kind, items, self._has_home)

    def _judge(self, evidence: Evidence) -> tuple[Check, ...]:
        """What is looked at until it is good, and once more after a person has confirmed."""
        papers = self._paperwork.items(self._vehicle.clock.now())
        return (*run_checks(self._order, evidence), *papers)

    def _upload(self) -> Lists:
        """Fence, rally points, mission, each read back and compared."""
        lists = lists_of(self._order.mission, self._has_home)
        began = time.monotonic()
        if not self._has_home:  # PX4 would speak of the old mission when it gets the new fence
            store(self._vehicle.connection, ListKind.MISSION, (), self._has_home)
            began = time.monotonic()
        for kind, items in lists:
            store(self._vehicle.connection, kind, items, self._has_home)
        self._vehicle.forget_progress()
        self._heed_plan_texts(began)
        counts = ", ".join(f"{kind.name.lower()} {len(items)}" for kind, items in lists)
        self._report.event("uploaded", f"items uploaded, read back and equal: {counts}")
        return lists

    @property
    def _has_home(self) -> bool:
        """Is item 0 of a mission in the vehicle its home?"""
        return not self._vehicle.firmware.is_px4

    def _heed_plan_texts(self, began: float) -> None:
        """PX4 takes a mission that it will not fly, and says so in words only, a moment later."""
        vehicle = self._vehicle
        if self._has_home:
            return
        said: list[str] = []

        def has_spoken() -> bool:
            said[:] = vehicle.texts.reasons(began, is_plan_text)
            return bool(said)

        if await_state(vehicle.connection, has_spoken, PLAN_TEXTS_S):
            raise LinkRefused(f"{vehicle.name} does not fly this plan: {'; '.join(said)}")

    def _set_safeguards(self) -> Safeguards:
        connection = self._vehicle.connection
        held = read_safeguards(connection, self._vehicle.firmware)
        height_m = fence_height_m(self._order, self._vehicle.readings)
        if height_m is None:
            raise LinkRefused("the height of home is not known: wait for a better position fix")
        order = self._order
        chosen = Chosen(height_m, order.circle_m, order.without_link)
        changed = set_safeguards(connection, held, chosen, self._vehicle.firmware)
        for name, value in changed.items():
            was = f"{held.values[name]:g}" if name in held.values else "unknown"
            self._report.event("check", f"parameter {name} was {was}, set to {value:g}")
        return read_safeguards(connection, self._vehicle.firmware)

    def _confirm(self, prepared: Prepared) -> None:
        """A person names the vehicle; what they were shown must still be true afterwards."""
        order, vehicle = self._order, self._vehicle
        question = (
            f"Launch {vehicle.name} (system {vehicle.connection.system}), sortie {order.sortie}"
            f" of {order.sorties}, fence {prepared.fence_id}? Type the vehicle's name"
        )
        if not self._operator.confirm(question, vehicle.name, vehicle.connection.pulse):
            raise LinkRefused(f"launch of {order.name} was not confirmed: nothing was armed")
        for kind, items in prepared.lists:
            found = self._differences(kind, items)
            if found:
                raise LinkRefused(
                    f"the {kind.name.lower()} in the vehicle was changed while we waited:"
                    f" {told(found)}: close other ground stations and start again"
                )
        vehicle.request_streams()  # a battery level of ten minutes ago is not looked at
        self._refuse_red((*self._readiness.look(), company_check(vehicle.connection)))
        if read_safeguards(vehicle.connection, vehicle.firmware) != prepared.safeguards:
            raise LinkRefused(
                f"parameters of the fence or a failsafe of {vehicle.name} were changed while we"
                " waited: close other ground stations and start again"
            )

    def _launch(self) -> None:
        """Arm and take off; every failure ends on the ground or on the way home."""
        vehicle = self._vehicle
        self._operator.launching()
        for tries_left in reversed(range(LAUNCH_TRIES)):
            try:
                vehicle.set_mode(vehicle.firmware.arming_mode)
                self._heed_call_off()
                vehicle.arm()
                self._report.event("armed", f"{vehicle.name} is armed")
                self._heed_call_off()
                self._take_off()
                return
            except DisarmedItself as exc:  # a slow link outlasted its patience on the ground
                self._report.event("notice", str(exc))
                if not tries_left:
                    raise
            except LinkError as exc:  # it may be armed without our knowing
                self._call_off(str(exc))
                raise
            except LinkRefused as exc:
                if vehicle.readings.armed:
                    self._call_off(str(exc))
                raise

    def _take_off(self) -> None:
        vehicle, path = self._vehicle, self._order.path
        if not path.starts_with_take_off:
            height_m = path.waypoints[0].alt_m
            climb_s = 15.0 + 2.0 * height_m / self._order.vehicle.climb_mps
            vehicle.take_off(height_m, climb_s)
        vehicle.set_mode(vehicle.firmware.mission_mode)
        vehicle.start_mission()

    def _heed_call_off(self) -> None:
        if self._operator.has_called_off() or self._board.is_called_off:
            raise LinkRefused(f"launch of {self._order.name} was called off: it did not take off")
        self._refuse_red((company_check(self._vehicle.connection),))

    def _call_off(self, reason: str) -> None:
        """The launch failed half way: disarm on the ground, come home from the air."""
        self._report.event("notice", f"launch failed: {reason}")
        for tries_left in reversed(range(CALL_OFF_TRIES)):
            try:
                if self._vehicle.is_airborne:
                    self._vehicle.set_mode("RTL")
                    self._report.event("rtl", "sent home after the failed launch")
                else:
                    self._vehicle.disarm()
                return
            except (LinkError, LinkRefused) as exc:
                text = f"could not call it off, it may be armed: keep away from it: {exc}"
                self._report.event("notice", f"{text}: tried again" if tries_left else text)

    def _refuse_red(self, checks: tuple[Check, ...]) -> None:
        bad = [f"{check.name}: {check.text}" for check in red(checks)]
        if bad:
            raise LinkRefused(f"{self._vehicle.name} is not ready to fly: {'; '.join(bad)}")


def _last_word(outcome: Outcome, safeguards: Safeguards) -> str:
    reached = f"{outcome.waypoints_reached} of {outcome.waypoints} waypoints"
    if outcome.has_left:
        return f"not watched any more, {reached}: {safeguards.without_link}"
    if outcome.is_circling:
        return f"handed over circling, {reached}, {len(outcome.breaches)} limits broken"
    if not outcome.landed:
        return f"ended in the air, {reached}"
    return f"landed, {reached}, {len(outcome.breaches)} limits broken"
