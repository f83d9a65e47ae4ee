"""A sortie from the command line: flown, taken over in the air, or dived, and its document."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from surveillance.cli.cockpit import Cockpit, Launch, check_confirmation, cockpit
from surveillance.errors import LinkError, MizugiwaError
from surveillance.patrol.dive.dive import PilotedDive
from surveillance.patrol.dive.order import DiveOrder
from surveillance.patrol.dive.outcome import document as dive_document
from surveillance.patrol.fly import Patrol
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.preflight import Check
from surveillance.patrol.progress import Outcome
from surveillance.patrol.takeover import TakeOver
from surveillance.settings import Settings

Flown = tuple[Outcome, tuple[Check, ...]]


def fly_order(order: PatrolOrder, settings: Settings, launch: Launch) -> None:
    """Fly one sortie and print its document. Raises MizugiwaError unless it ends as planned."""
    check_confirmation(order, launch)
    with cockpit(order, settings, launch) as at:
        patrol = Patrol(
            at.vehicle, order, at.report, at.operator, at.board, at.logbook, launch.desk
        )
        with _failure_kept(at):
            outcome, checks = patrol.fly()
        _end(order, at, launch, (outcome, checks))


def take_over(order: PatrolOrder, passed: int, settings: Settings, launch: Launch) -> None:
    """Watch a vehicle that is in the air already, as `order` was launched, to its end.

    passed: way points reached when it was last heard. Raises MizugiwaError as `fly_order` does.
    """
    with cockpit(order, settings, launch, is_aloft=True) as at:
        taken = TakeOver(at.vehicle, order, at.report, at.operator, at.board, at.logbook)
        with _failure_kept(at):
            outcome = taken.watch(passed)
        _end(order, at, launch, (outcome, ()))


@contextmanager
def _failure_kept(at: Cockpit) -> Iterator[None]:
    """What ends a flight with an error ends its record, too; a flight never begun has none."""
    try:
        yield
    except MizugiwaError as exc:
        at.recorder.fail(str(exc))
        raise


def watch_dive(order: DiveOrder, settings: Settings, launch: Launch) -> None:
    """Watch a piloted dive and print its document. Raises MizugiwaError unless it came up."""
    check_confirmation(order.plan, launch)
    with cockpit(order.plan, settings, launch) as at:
        dive = PilotedDive(at.vehicle, order, at.report, at.operator, at.board, launch.desk)
        try:
            outcome, checks = dive.watch(at.recorder.begin)
        except MizugiwaError as exc:
            at.recorder.fail(str(exc))
            raise
        at.recorder.end_dive(outcome)
        record = {"record": at.recorder.name}
        _tell(dive_document(order, outcome, checks) | at.link_document() | record, launch)
    name = order.plan.vehicle.name
    if outcome.has_left:
        raise MizugiwaError(f"{name} is not watched any more: nobody looks at depth and tether")
    if outcome.has_dived and not outcome.surfaced:
        raise LinkError(f"{name} was not seen to come up: look for it at its last place")


def _end(order: PatrolOrder, at: Cockpit, launch: Launch, flown: Flown) -> None:
    outcome, checks = flown
    at.recorder.end(outcome)
    record = {"record": at.recorder.name}
    _tell(_document(order, outcome, checks) | at.link_document() | record, launch)
    name = order.vehicle.name
    if outcome.has_left:
        raise MizugiwaError(f"{name} flies on by itself and is not watched: nothing was commanded")
    if not (outcome.landed or outcome.is_circling):
        raise LinkError(f"{name} did not land as planned: look for it at its last place")


def _tell(document: dict[str, Any], launch: Launch) -> None:
    if launch.tells_events:
        document = {"type": "end"} | document
    print(json.dumps(document, ensure_ascii=False))


def _document(order: PatrolOrder, outcome: Outcome, checks: tuple[Check, ...]) -> dict[str, Any]:
    return {
        "vehicle": order.vehicle.name,
        "sortie": order.sortie,
        "realm": order.realm.value,
        "waypoints": outcome.waypoints,
        "waypoints_reached": outcome.waypoints_reached,
        "duration_s": round(outcome.duration_s, 1),
        "battery_left_pct": outcome.battery_left_pct,
        "landed": outcome.landed,
        "is_circling": outcome.is_circling,
        "is_watched": not outcome.has_left,
        "link_losses": outcome.link_losses,
        "violations": len(outcome.breaches),
        "violation_list": [
            {"kind": b.kind, "name": b.name, "amount_m": round(b.amount_m, 1)}
            for b in outcome.breaches
        ],
        "checks": [check.plain() for check in checks],
    }
