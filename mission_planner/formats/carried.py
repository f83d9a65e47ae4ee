"""Whole missions inside map formats: the items beside the line that is drawn for them.

A line on a map is what people see and may drag; the items are what flies. Each drawn line comes
with a fingerprint, so that a line that was changed afterwards is noticed.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mission_planner.errors import FormatError
from mission_planner.formats.qgc_plan import plan_document
from mission_planner.formats.qgc_read import mission_of
from mission_planner.mission import Mission

HEX_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Carried:
    """One sortie of a map file. mission: its .plan document as text; drawn: the fingerprint."""

    sortie: int
    line: BaseGeometry
    mission: str
    drawn: str


def mission_text(mission: Mission) -> str:
    """The .plan document of a mission on one line."""
    return json.dumps(plan_document(mission), allow_nan=False, separators=(",", ":"))


def fingerprint(line: BaseGeometry) -> str:
    """The same for lines whose corners agree to 1e-7 degrees; empty where one is no number."""
    corners = np.rint(shapely.get_coordinates(line) * 1e7)
    if not (np.abs(corners) <= 180e7).all():
        return ""
    corners = corners.astype("<i8")
    return hashlib.sha256(corners.tobytes()).hexdigest()[:HEX_DIGITS]


def unpacked(carried: Iterable[Carried], source: str) -> tuple[Mission, ...]:
    """The missions in the order of their sorties.

    Raises FormatError when there is none, or a line was changed after it was planned.
    """
    sorties = sorted(carried, key=lambda c: c.sortie)
    if not sorties:
        raise FormatError(f"{source} carries no mission: only what mizugiwa plan wrote does")
    numbers = [c.sortie for c in sorties]
    if numbers != list(range(1, len(sorties) + 1)):
        raise FormatError(f"{source} has the sorties {numbers}: some are missing or doubled")
    return tuple(_mission(c, f"{source}: sortie {c.sortie}") for c in sorties)


def _mission(carried: Carried, where: str) -> Mission:
    if not carried.drawn or fingerprint(carried.line) != carried.drawn:
        raise FormatError(
            f"{where}: the line was changed after it was planned, its items were not: plan again"
        )
    return mission_of(carried.mission, where)
