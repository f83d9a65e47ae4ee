"""Where vessels that send AIS were at one moment, with the error of that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from geodata.position import LocalFrame, LonLat, destination
from surveillance.model import AisReport

Floats = NDArray[np.float64]

AROUND = timedelta(minutes=30)  # reports farther from the overpass say nothing of a place
FIX_SIGMA_M = 15.0  # of a receiver of satellites, and of where its antenna stands
COARSE_SIGMA_M = 75.0  # of a place told in tenths of a minute, as message 27 does
# manoeuvres that nobody told, as a random walk of the acceleration: 9 m after a minute, 104 m after
# five, 294 m after ten
_UNKNOWN_MANOEUVRES = 0.02
UNKNOWN_SPEED_MPS = 4.0  # one standard deviation on each axis where a report does not say it
_TOLD_SPEED_MPS = 0.3
_AT_REST_MPS = 0.5
_CONTRADICTS = 5.0  # standard deviations between two reports of what should be one vessel


@dataclass(frozen=True, slots=True, eq=False)
class Sender:
    """One vessel at the moment asked for.

    point: east, north in the metres of a frame; velocity in m/s, its error velocity_sigma_mps.
    sigma_m: one standard deviation of the place on each axis. gap_s: to the nearest report.
    rest_s: heard only before the moment, or only after it, it was not heard in so many seconds of
    the log on the other side; None: it was heard on both.
    speed_mps, course_deg, heading_deg: as told, None where they are not.
    """

    mmsi: int
    point: Floats
    velocity: Floats
    sigma_m: float
    gap_s: float
    velocity_sigma_mps: float = _TOLD_SPEED_MPS
    speed_mps: float | None = None
    course_deg: float | None = None
    heading_deg: float | None = None
    name: str | None = None
    length_m: float | None = None
    rest_s: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Guess:
    """A vessel carried from one report."""

    report: AisReport
    point: Floats
    velocity: Floats
    sigma_m: float
    velocity_sigma_mps: float


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
        self._ends = [kept[n].at for kept in self._reports.values() for n in (0, -1)]

    def reports(self) -> list[AisReport]:
        """All with a place, vessel by vessel, each in order of time."""
        return [report for kept in self._reports.values() for report in kept]

    def heard_around(self, at: datetime, within: timedelta = AROUND) -> list[list[AisReport]]:
        """The reports of each vessel that was heard so near to a moment, in order of time."""
        near = (
            [report for report in kept if abs(report.at - at) <= within]
            for kept in self._reports.values()
        )
        return [kept for kept in near if kept]

    def at(self, moment: datetime, frame: LocalFrame) -> tuple[Sender, ...]:
        """Every vessel that was heard half an hour before or after.

        One whose reports before and after contradict each other, as of two vessels with one number
        or after a jump, is told twice.
        """
        found = []
        for kept in self.heard_around(moment):
            before = [report for report in kept if report.at <= moment]
            after = [report for report in kept if report.at > moment]
            guesses = [_carried(report, moment, frame) for report in (*before[-1:], *after[:1])]
            groups = [guesses] if _agree(guesses) else [[guess] for guess in guesses]
            rest_s = self._rest_s(moment, bool(before)) if len(guesses) == 1 else None
            found += [replace(self._sender(group, moment), rest_s=rest_s) for group in groups]
        return tuple(found)

    def _rest_s(self, moment: datetime, is_after: bool) -> float:
        """How much of the log there is after a moment, or before it."""
        rest = max(self._ends) - moment if is_after else moment - min(self._ends)
        return min(AROUND, rest).total_seconds() if rest > timedelta() else 0.0

    def _sender(self, guesses: list[_Guess], moment: datetime) -> Sender:
        weights = np.array([1.0 / guess.sigma_m**2 for guess in guesses])
        shares = (weights / weights.sum())[:, None]
        nearest = min(guesses, key=lambda guess: abs(guess.report.at - moment))
        report = nearest.report
        name, length_m = self._about[report.mmsi]
        return Sender(
            mmsi=report.mmsi,
            point=(shares * [guess.point for guess in guesses]).sum(axis=0),
            velocity=(shares * [guess.velocity for guess in guesses]).sum(axis=0),
            sigma_m=float(np.hypot(_fix_sigma_m(report), weights.sum() ** -0.5)),
            gap_s=abs((report.at - moment).total_seconds()),
            velocity_sigma_mps=nearest.velocity_sigma_mps,
            speed_mps=report.speed_mps,
            course_deg=report.course_deg,
            heading_deg=report.heading_deg,
            name=name,
            length_m=length_m,
        )


def _agree(guesses: list[_Guess]) -> bool:
    if len(guesses) < 2:
        return True
    apart = float(np.linalg.norm(guesses[0].point - guesses[1].point))
    sigmas = [np.hypot(guess.sigma_m, _fix_sigma_m(guess.report)) for guess in guesses]
    return apart <= _CONTRADICTS * float(np.linalg.norm(sigmas))


def _carried(report: AisReport, moment: datetime, frame: LocalFrame) -> _Guess:
    """A vessel that went on as it said, forward or back in time."""
    assert report.position is not None
    seconds = (moment - report.at).total_seconds()
    sigma_m = max(1.0, _UNKNOWN_MANOEUVRES * abs(seconds) ** 1.5)
    here, speed, course = report.position, report.speed_mps, report.course_deg
    if speed is not None and (course is not None or speed <= _AT_REST_MPS):
        there = destination(here, course or 0.0, speed * seconds)
        ahead = destination(here, course or 0.0, speed)
        velocity = np.subtract(frame.point(ahead), frame.point(here))
        return _Guess(report, np.array(frame.point(there)), velocity, sigma_m, _TOLD_SPEED_MPS)
    unknown_mps = UNKNOWN_SPEED_MPS if speed is None else speed
    drifted_m = float(np.hypot(sigma_m, unknown_mps * seconds))
    return _Guess(report, np.array(frame.point(here)), np.zeros(2), drifted_m, unknown_mps)


def _fix_sigma_m(report: AisReport) -> float:
    assert report.position is not None
    return COARSE_SIGMA_M if _is_coarse(report.position) else FIX_SIGMA_M


def _is_coarse(place: LonLat) -> bool:
    """Both numbers are whole tenths of a minute: by chance that is one place in a million."""
    tenths = np.array([place.lon, place.lat]) * 600.0
    return bool((np.abs(tenths - np.rint(tenths)) < 1e-4).all())
