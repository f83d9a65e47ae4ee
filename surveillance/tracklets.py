"""A source's own short identities: which sightings of one flight are the same thing.

Matching is done in the sea plane, with constant velocity: on open sea the water moves in the
picture as much as the vessels do. Nothing is believed before it was seen in three of five pictures,
or more often when it is faint, at places that one thing could have been; waves do not manage that.
The station makes tracks out of these; a tracklet ends when its thing has been out of sight for a
few seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from geodata.position import LocalFrame, LonLat

Floats = NDArray[np.float64]
Thing = TypeVar("Thing")

_FAR = 1e6  # cost of a pair that cannot be


@dataclass(frozen=True, slots=True)
class TrackletOptions:
    """confirm_hits in the last confirm_window pictures, with scores that add up to confirm_score,
    confirm; forget_s ends a tracklet out of sight.

    gate: squared distance in sigmas (two dimensions; 11.8 holds 99.7 %). speed_mps: one sigma of
    the speed of vessels, acceleration_mps2 of its change.
    """

    confirm_hits: int = 3
    confirm_window: int = 5
    confirm_score: float = 1.6
    forget_s: float = 6.0
    gate: float = 11.8
    speed_mps: float = 4.0
    acceleration_mps2: float = 0.3


@dataclass(frozen=True, slots=True)
class Observation(Generic[Thing]):
    """A placed detection: covariance (2, 2) in square metres, east and north; score in [0, 1]."""

    position: LonLat
    covariance: Floats
    score: float
    thing: Thing


@dataclass(frozen=True, slots=True)
class Settled(Generic[Thing]):
    """An observation whose fate is known: part of a tracklet, or of none (None)."""

    thing: Thing
    tracklet: int | None


@dataclass(slots=True)
class _Tracklet(Generic[Thing]):
    state: Floats  # east, north, velocity east, velocity north
    covariance: Floats
    at: datetime  # of the state
    seen_at: datetime
    number: int | None = None  # given on confirmation
    scores: list[float] = field(default_factory=list)  # of each picture; 0 where not seen
    held: list[Thing] = field(default_factory=list)


class Tracklets(Generic[Thing]):
    """Feed it the observations of each picture in turn."""

    def __init__(self, options: TrackletOptions | None = None) -> None:
        self._options = options or TrackletOptions()
        self._open: list[_Tracklet[Thing]] = []
        self._frame: LocalFrame | None = None
        self._last: datetime | None = None
        self._count = 0

    def step(self, at: datetime, seen: list[Observation[Thing]]) -> list[Settled[Thing]]:
        """The observations, of this and of earlier pictures, that are settled by this picture."""
        settled: list[Settled[Thing]] = []
        if self._last is not None and at < self._last:  # the source's clock jumped back
            settled.extend(self.finish())
        self._last = at
        if not seen and not self._open:
            return settled
        points = self._points(seen)
        for tracklet in self._open:
            _predict(tracklet, at, self._options.acceleration_mps2)
        pairs = self._match(seen, points)
        taken = {j: i for i, j in pairs}
        for tracklet in self._open:
            tracklet.scores.append(0.0)
        for number, observation in enumerate(seen):
            if number in taken:
                tracklet = self._open[taken[number]]
                _update(tracklet, points[number], observation.covariance)
                tracklet.scores[-1] = observation.score
                tracklet.seen_at = at
                tracklet.held.append(observation.thing)
            else:
                self._open.append(self._begin(at, points[number], observation))
        settled.extend(self._settle(at))
        return settled

    def finish(self) -> Iterator[Settled[Thing]]:
        """End of the source: what is still held was never confirmed."""
        for tracklet in self._open:
            yield from (Settled(thing, tracklet.number) for thing in tracklet.held)
        self._open = []

    def _points(self, seen: Iterable[Observation[Thing]]) -> list[Floats]:
        points = []
        for observation in seen:
            if self._frame is None:
                self._frame = LocalFrame(observation.position)
            points.append(np.array(self._frame.point(observation.position)))
        return points

    def _begin(
        self, at: datetime, point: Floats, observation: Observation[Thing]
    ) -> _Tracklet[Thing]:
        state = np.array([point[0], point[1], 0.0, 0.0])
        covariance = np.zeros((4, 4))
        covariance[:2, :2] = observation.covariance
        covariance[2:, 2:] = np.eye(2) * self._options.speed_mps**2
        return _Tracklet(state, covariance, at, at, None, [observation.score], [observation.thing])

    def _match(self, seen: list[Observation[Thing]], points: list[Floats]) -> list[tuple[int, int]]:
        """Pairs (tracklet, observation) inside the gate, least sum of squared distances."""
        if not self._open or not seen:
            return []
        cost = np.full((len(self._open), len(seen)), _FAR)
        for i, tracklet in enumerate(self._open):
            for j, observation in enumerate(seen):
                away = points[j] - tracklet.state[:2]
                spread = tracklet.covariance[:2, :2] + observation.covariance
                square = float(away @ np.linalg.solve(spread, away))
                if square <= self._options.gate:
                    # a confirmed tracklet comes first: a newcomer must not take its sighting
                    cost[i, j] = square + (0.0 if tracklet.number is not None else 2.0)
        rows, columns = linear_sum_assignment(cost)
        return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if cost[i, j] < _FAR]

    def _settle(self, at: datetime) -> Iterator[Settled[Thing]]:
        options = self._options
        kept: list[_Tracklet[Thing]] = []
        for tracklet in self._open:
            if tracklet.number is None and self._is_believed(tracklet.scores):
                self._count += 1
                tracklet.number = self._count
            forgotten = (at - tracklet.seen_at).total_seconds() > options.forget_s
            failed = tracklet.number is None and len(tracklet.scores) >= options.confirm_window
            if tracklet.number is not None or failed or forgotten:
                yield from (Settled(thing, tracklet.number) for thing in tracklet.held)
                tracklet.held = []
            if not failed and not forgotten:
                kept.append(tracklet)
        self._open = kept

    def _is_believed(self, scores: list[float]) -> bool:
        last = scores[-self._options.confirm_window :]
        hits = sum(score > 0.0 for score in last)
        return hits >= self._options.confirm_hits and sum(last) >= self._options.confirm_score


def _predict(tracklet: _Tracklet[Thing], at: datetime, acceleration_mps2: float) -> None:
    """Move the state on to `at` with constant velocity."""
    dt = (at - tracklet.at).total_seconds()
    move = np.eye(4)
    move[0, 2] = move[1, 3] = dt
    gain = np.array([[dt * dt / 2, 0], [0, dt * dt / 2], [dt, 0], [0, dt]]) * acceleration_mps2
    tracklet.state = move @ tracklet.state
    tracklet.covariance = move @ tracklet.covariance @ move.T + gain @ gain.T
    tracklet.at = at


def _update(tracklet: _Tracklet[Thing], point: Floats, covariance: Floats) -> None:
    """Kalman update with a place and its covariance."""
    prior = tracklet.covariance
    gain = np.linalg.solve(prior[:2, :2] + covariance, prior[:2, :]).T
    tracklet.state = tracklet.state + gain @ (point - tracklet.state[:2])
    tracklet.covariance = prior - gain @ prior[:2, :]
