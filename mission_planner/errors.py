"""Errors of the mission planner; each message is one line that names the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mission_planner.checks import Violation


class PlannerError(Exception):
    """The plan cannot be made or read: mend what the message names. Exit code 1."""


class OptionError(PlannerError):
    """What is asked for is out of its range, unknown, or contradicts itself: change the option that
    the message names. Exit code 2.
    """


class FleetError(PlannerError):
    """A fleet file cannot be used: mend the key that the message names."""


class FormatError(PlannerError):
    """A plan file cannot be read: the message says where and why."""


class ForecastError(PlannerError):
    """A forecast cannot be used: the message names file, line and value."""


class PlanRefused(PlannerError):
    """The plan would break a safety rule: the message says which, by how much, and the remedy.

    Exit code 3. `violations` holds everything that was found, the message only the first.
    """

    def __init__(self, message: str, violations: tuple[Violation, ...] = ()) -> None:
        super().__init__(message)
        self.violations = violations
