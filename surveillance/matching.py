"""Matching tracks with what vessels say of themselves on AIS.

AIS positions are moved to the time of the track; the pairs are assigned one to one. A match is a
statement about distance in sigmas; no match is only a statement while our own receiver hears
anything at all.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from geodata.position import LocalFrame
from surveillance.model import AisReport, Track
from surveillance.tracking import Motion, motion_of

Floats = NDArray[np.float64]

SILENT_AFTER = timedelta(seconds=60)
MATCH_GATE = 16.0  # squared sigmas
KEEP_GATE = 36.0  # for the vessel that the track matched before
MAX_DISTANCE_M = 600.0
LOST_AFTER = timedelta(seconds=2)  # without a sighting a track is out of view
KEEP_REPORTS = 40
MOVING_MPS = 0.5
MAX_AGE_MOVING = timedelta(seconds=120)
MAX_AGE_STILL = timedelta(seconds=420)  # at anchor a vessel reports every three minutes
POSITION_SIGMA_M = 10.0
SPEED_SIGMA_MPS = 0.7  # unknown manoeuvres since the last report
ANTENNA_SHARE = 0.2  # sigma of the antenna's place along the hull, as a share of the length


@dataclass(frozen=True, slots=True)
class Heard:
    """An AIS vessel carried to some time: metres in a frame, sigma of its place."""

    mmsi: int
    point: Floats
    sigma_m: float


@dataclass(frozen=True, slots=True)
class Match:
    """The AIS vessel of a track, or only the nearest one when none fits.

    is_contested: one would fit, but a track that was lost from view just now has it. Both may be
    the same vessel, seen again.
    """

    mmsi: int | None
    nearest_mmsi: int | None
    nearest_m: float | None
    is_contested: bool = False


class AisBook:
    """What our receiver has heard lately in one realm."""

    def __init__(self, frame: LocalFrame) -> None:
        self.frame = frame
        self._reports: dict[int, deque[AisReport]] = {}
        self._lengths: dict[int, float] = {}
        self._heard: deque[datetime] = deque(maxlen=5000)

    def take(self, reports: Iterable[AisReport]) -> None:
        """Remember reports; order does not matter."""
        for report in reports:
            self._heard.append(report.at)
            if report.length_m is not None:
                self._lengths[report.mmsi] = report.length_m
            if report.position is None:
                continue
            kept = self._reports.setdefault(report.mmsi, deque(maxlen=KEEP_REPORTS))
            kept.append(report)
            if len(kept) > 1 and kept[-2].at > report.at:  # late: put it in its place
                ordered = sorted(kept, key=lambda r: r.at)
                kept.clear()
                kept.extend(ordered)

    def heard_around(self, at: datetime) -> int:
        """How many reports our receiver took in the SILENT_AFTER before `at` (and up to now)."""
        return sum(1 for t in self._heard if at - SILENT_AFTER <= t <= at + SILENT_AFTER)

    def is_listening(self, at: datetime) -> bool:
        """Whether our receiver heard anything at all around `at`."""
        return self.heard_around(at) > 0

    def vessels_at(self, at: datetime) -> list[Heard]:
        """All vessels whose place at `at` can be told from their reports."""
        return [h for m, r in self._reports.items() if (h := self._vessel_at(m, list(r), at))]

    def _vessel_at(self, mmsi: int, reports: list[AisReport], at: datetime) -> Heard | None:
        before = [r for r in reports if r.at <= at]
        after = [r for r in reports if r.at > at]
        if before and after:
            point, sigma = self._between(before[-1], after[0], at)
        else:
            nearest = before[-1] if before else after[0]
            limit = MAX_AGE_MOVING if (nearest.speed_mps or 0.0) > MOVING_MPS else MAX_AGE_STILL
            if abs(at - nearest.at) > limit:
                return None
            point, sigma = self._carried(nearest, at)
        antenna = ANTENNA_SHARE * self._lengths.get(mmsi, 20.0)
        return Heard(mmsi, point, float(np.sqrt(sigma**2 + POSITION_SIGMA_M**2 + antenna**2)))

    def _point(self, report: AisReport) -> Floats:
        assert report.position is not None  # only reports with a place are kept
        return np.array(self.frame.point(report.position))

    def _between(self, a: AisReport, b: AisReport, at: datetime) -> tuple[Floats, float]:
        span = (b.at - a.at).total_seconds()
        share = (at - a.at).total_seconds() / span
        gap = min((at - a.at).total_seconds(), (b.at - at).total_seconds())
        point = self._point(a) * (1.0 - share) + self._point(b) * share
        return point, 0.5 * SPEED_SIGMA_MPS * gap

    def _carried(self, report: AisReport, at: datetime) -> tuple[Floats, float]:
        dt = (at - report.at).total_seconds()
        speed = report.speed_mps or 0.0
        if report.course_deg is None or speed <= MOVING_MPS:
            still_sigma = 0.1 if report.speed_mps is not None else SPEED_SIGMA_MPS
            return self._point(report), still_sigma * abs(dt)
        course = np.radians(report.course_deg)
        ahead = np.array([np.sin(course), np.cos(course)]) * speed * dt
        return self._point(report) + ahead, SPEED_SIGMA_MPS * abs(dt)


def match_tracks(tracks: list[Track], book: AisBook, at: datetime) -> dict[str, Match]:
    """Track id -> match at one time, one to one, best sum of squared sigmas."""
    vessels = book.vessels_at(at)
    if not tracks or not vessels:
        return {t.id: Match(None, None, None) for t in tracks}
    motions = [motion_of(t, book.frame).predicted(at) for t in tracks]
    places = np.array([v.point for v in vessels])
    apart = np.array([np.hypot(*(places - m.state[:2]).T) for m in motions])
    # in a busy port nearly all pairs are far too far apart: only the rest is worth a look
    cost = np.full(apart.shape, 10.0 * MATCH_GATE)
    for i, j in np.argwhere(apart <= MAX_DISTANCE_M):
        cost[i, j] = _cost(tracks[i], motions[i], vessels[j])
    rows, columns = linear_sum_assignment(cost)
    pairs = {
        tracks[r].id: vessels[c].mmsi
        for r, c in zip(rows, columns, strict=True)
        if cost[r, c] < MATCH_GATE
    }
    lost = {pairs[t.id] for t in tracks if t.id in pairs and at - t.at > LOST_AFTER}
    held_by_lost = np.array([vessel.mmsi in lost for vessel in vessels])
    nearest = apart.argmin(axis=1)
    return {
        t.id: Match(
            pairs.get(t.id),
            vessels[n].mmsi,
            float(apart[i, n]),
            t.id not in pairs and bool(np.any((cost[i] < MATCH_GATE) & held_by_lost)),
        )
        for i, (t, n) in enumerate(zip(tracks, nearest, strict=True))
    }


def _cost(track: Track, motion: Motion, vessel: Heard) -> float:
    covariance = motion.covariance[:2, :2] + np.eye(2) * vessel.sigma_m**2
    apart = vessel.point - motion.state[:2]
    distance2 = float(apart @ np.linalg.solve(covariance, apart))
    if track.mmsi == vessel.mmsi:  # what matched before may stray further before it is let go
        distance2 *= MATCH_GATE / KEEP_GATE
    return min(distance2, 10.0 * MATCH_GATE)
