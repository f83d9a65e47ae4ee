"""Where vessels that send AIS were at one moment, with the error of that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from geodata.position import LocalFrame
from surveillance.model import AisReport

Floats = NDArray[np.float64]

AROUND = timedelta(minutes=30)  # reports farther from the overpass say nothing of a place
FIX_SIGMA_M = 15.0  # of a receiver of satellites, and of where its antenna stands
# manoeuvres that nobody told, as a random walk of the acceleration: 9 m after a minute, 104 m after
# five, 294 m after ten
_UNKNOWN_MANOEUVRES = 0.02
_UNKNOWN_SPEED_MPS = 4.0  # one standard deviation where a report does not say its speed


@dataclass(frozen=True, slots=True, eq=False)
class Sender:
    """One vessel at the moment asked for.

    point: east, north in the metres of a frame; velocity in m/s. sigma_m: one standard deviation
    on each axis. gap_s: to the nearest report.
    """

    mmsi: int
    point: Floats
    velocity: Floats
    sigma_m: float
    gap_s: float
    name: str | None = None
    length_m: float | None = None


class Log:
    """Reports of many vessels, as they were heard."""

    def __init__(self, reports: Iterable[AisReport]) -> None:
        """Their order does not matter."""
        self._reports: dict[int, list[AisReport]] = {}
        self._about: dict[int, tuple[str | None, float | None]] = {}
        for report in reports:
            name, length_m = self._about.get(report.mmsi, (None, None))
            self._about[report.mmsi] = (report.name or name, report.length_m or length_m)
            if report.position is not None:
                self._reports.setdefault(report.mmsi, []).append(report)
        for kept in self._reports.values():
            kept.sort(key=lambda report: report.at)

    def heard_around(self, at: datetime, within: timedelta = AROUND) -> list[list[AisReport]]:
        """The reports of each vessel that was heard so near to a moment, in order of time."""
        near = (
            [report for report in kept if abs(report.at - at) <= within]
            for kept in self._reports.values()
        )
        return [kept for kept in near if kept]

    def at(self, moment: datetime, frame: LocalFrame) -> tuple[Sender, ...]:
        """Every vessel that was heard half an hour before or after."""
        return tuple(self._sender(kept, moment, frame) for kept in self.heard_around(moment))

    def _sender(self, kept: list[AisReport], moment: datetime, frame: LocalFrame) -> Sender:
        before = [report for report in kept if report.at <= moment]
        after = [report for report in kept if report.at > moment]
        ends = [*before[-1:], *after[:1]]
        guesses = [_carried(report, moment, frame) for report in ends]
        weights = np.array([1.0 / sigma_m**2 for _, _, sigma_m in guesses])
        shares = weights / weights.sum()
        point, velocity = (
            sum((s * g[k] for s, g in zip(shares, guesses, strict=True)), np.zeros(2))
            for k in (0, 1)
        )
        name, length_m = self._about[kept[0].mmsi]
        gap_s = min(abs((report.at - moment).total_seconds()) for report in ends)
        sigma_m = float(np.hypot(FIX_SIGMA_M, weights.sum() ** -0.5))
        return Sender(kept[0].mmsi, point, velocity, sigma_m, gap_s, name, length_m)


def _carried(
    report: AisReport, moment: datetime, frame: LocalFrame
) -> tuple[Floats, Floats, float]:
    """Place, velocity and error of a vessel that went on as it said, forward or back in time."""
    assert report.position is not None
    point = np.array(frame.point(report.position))
    seconds = (moment - report.at).total_seconds()
    sigma_m = max(1.0, _UNKNOWN_MANOEUVRES * abs(seconds) ** 1.5)
    if report.speed_mps is None or (report.course_deg is None and report.speed_mps > 0.0):
        return point, np.zeros(2), float(np.hypot(sigma_m, _UNKNOWN_SPEED_MPS * seconds))
    towards = np.radians(report.course_deg or 0.0)
    velocity = report.speed_mps * np.array([np.sin(towards), np.cos(towards)])
    return point + velocity * seconds, velocity, sigma_m
