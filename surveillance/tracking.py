"""Tracks on the sea plane: a Kalman filter per thing, sightings assigned one to one.

State: east, north (m), velocity east, north (m/s) in one LocalFrame; constant velocity with white
acceleration. Positions that one camera gives in a row share the error of its attitude, which
drifts over about a second, so each further position counts less than a fresh one would.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from geodata.position import LocalFrame
from surveillance.ellipse import covariance_of
from surveillance.model import AisVerdict, Ellipse, Realm, Sighting, Track, TrackState

Floats = NDArray[np.float64]

GATE = 16.0  # squared sigmas; a true pair falls outside once in 3,000
OWN_GATE = 30.0  # for a sighting whose source already calls it the same thing
ACCELERATION_PSD = 0.002  # m2/s3: a boat that keeps its course wanders by 0.25 m/s in 30 s
FIRST_SPEED_SIGMA_MPS = 8.0
ERROR_MEMORY_S = 0.4  # correlation time of the attitude error
REJOIN_AFTER_S = 8.0  # out of sight for longer, a track is taken up again only
REJOIN_SIGMA_M = 50.0  # while its place is still known this well: else it would take strangers
# a place that comes so much later than the track was seen is history (an outbox of an hour, a
# satellite picture): it says nothing of where the thing is, and what it shows may be another
HISTORY_S = 60.0
CONFIRM_SIGHTINGS = 5
CONFIRM_SPAN = timedelta(seconds=2)
END_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Motion:
    """A track in metres: state (4,), covariance (4, 4) at a time."""

    at: datetime
    state: Floats
    covariance: Floats

    def predicted(self, at: datetime) -> "Motion":
        """The motion carried on to `at`; an earlier time leaves it as it is."""
        dt = (at - self.at).total_seconds()
        if dt <= 0.0:
            return self
        step = np.eye(4)
        step[0, 2] = step[1, 3] = dt
        q = ACCELERATION_PSD
        noise = np.zeros((4, 4))
        for i in (0, 1):
            noise[i, i] = q * dt**3 / 3.0
            noise[i, i + 2] = noise[i + 2, i] = q * dt**2 / 2.0
            noise[i + 2, i + 2] = q * dt
        return Motion(at, step @ self.state, step @ self.covariance @ step.T + noise)


def motion_of(track: Track, frame: LocalFrame) -> Motion:
    """The track in metres of a frame."""
    east, north = frame.point(track.position)
    state = np.array([east, north, track.velocity_east_mps, track.velocity_north_mps])
    return Motion(track.at, state, np.array(track.covariance).reshape(4, 4))


def moved(track: Track, motion: Motion, frame: LocalFrame) -> Track:
    """The track with a new motion."""
    return replace(
        track,
        at=motion.at,
        position=frame.lonlat(float(motion.state[0]), float(motion.state[1])),
        velocity_east_mps=float(motion.state[2]),
        velocity_north_mps=float(motion.state[3]),
        covariance=tuple(float(v) for v in motion.covariance.ravel()),
    )


def start_track(sighting: Sighting, frame: LocalFrame) -> Track:
    """A tentative track of a first sighting."""
    covariance = first_covariance(sighting.ellipse)
    return Track(
        id=str(uuid4()),
        at=sighting.at,
        first_at=sighting.at,
        realm=sighting.realm,
        position=sighting.position,
        velocity_east_mps=0.0,
        velocity_north_mps=0.0,
        covariance=tuple(float(v) for v in covariance.ravel()),
        sightings=1,
        state=TrackState.TENTATIVE,
        ais=AisVerdict.UNKNOWN,
        evidence=sighting.evidence,
        length_m=sighting.length_m,
        score=sighting.score,
    )


def first_covariance(ellipse: Ellipse) -> Floats:
    """(4, 4) of a track that was seen once."""
    covariance = np.zeros((4, 4))
    covariance[:2, :2] = covariance_of(ellipse)
    covariance[2, 2] = covariance[3, 3] = FIRST_SPEED_SIGMA_MPS**2
    return covariance


def updated(motion: Motion, point: Floats, covariance: Floats) -> Motion:
    """The motion after a measured point (Joseph form, which stays symmetric and positive)."""
    gain = motion.covariance[:, :2] @ np.linalg.inv(motion.covariance[:2, :2] + covariance)
    state = motion.state + gain @ (point - motion.state[:2])
    keep = np.eye(4)
    keep[:, :2] -= gain
    after = keep @ motion.covariance @ keep.T + gain @ covariance @ gain.T
    return Motion(motion.at, state, after)


def repeat_factor(dt_s: float) -> float:
    """How much wider a position counts when the one before is dt_s old and shares its error.

    Variance of a mean of first-order correlated errors: (1 + r) / (1 - r), r = exp(-dt / memory).
    """
    shared = float(np.exp(-max(dt_s, 0.05) / ERROR_MEMORY_S))
    return (1.0 + shared) / (1.0 - shared)


def with_sighting(track: Track, sighting: Sighting, frame: LocalFrame) -> Track:
    """The track after one more sighting."""
    motion = motion_of(track, frame)
    dt_s = (sighting.at - track.at).total_seconds()
    covariance = covariance_of(sighting.ellipse) * repeat_factor(dt_s)
    point = np.array(frame.point(sighting.position))
    track = moved(track, updated(motion.predicted(sighting.at), point, covariance), frame)
    count = track.sightings + 1
    confirmed = count >= CONFIRM_SIGHTINGS and track.at - track.first_at >= CONFIRM_SPAN
    return replace(
        track,
        sightings=count,
        state=TrackState.CONFIRMED if confirmed else track.state,
        evidence=sighting.evidence or track.evidence,
        score=max(track.score, sighting.score),
        length_m=_mean_length(track, sighting),
    )


def _mean_length(track: Track, sighting: Sighting) -> float | None:
    if sighting.length_m is None or track.length_m is None:
        return track.length_m if sighting.length_m is None else sighting.length_m
    weight = 1.0 / min(track.sightings + 1, 20)
    return track.length_m + weight * (sighting.length_m - track.length_m)


class Tracker:
    """The tracks of one realm. Not thread-safe: the station's writer owns it."""

    def __init__(self, frame: LocalFrame, realm: Realm) -> None:
        self.frame = frame
        self.realm = realm
        self.tracks: dict[str, Track] = {}
        self._by_tracklet: dict[str, str] = {}
        self._last_in: dict[str, tuple[datetime, str]] = {}

    def restore(self, tracks: Iterable[Track], tracklets: Mapping[str, str]) -> None:
        """Go on with tracks read back from the store; tracklets: tracklet -> track id."""
        self.tracks = {t.id: t for t in tracks if t.state is not TrackState.ENDED}
        self._by_tracklet = {k: v for k, v in tracklets.items() if v in self.tracks}

    def take(self, sightings: Iterable[Sighting]) -> dict[str, str]:
        """Take sightings in the order of their time; gives sighting id -> track id."""
        pictures: dict[tuple[datetime, str], list[Sighting]] = {}
        for sighting in sightings:
            pictures.setdefault((sighting.at, sighting.source), []).append(sighting)
        assigned: dict[str, str] = {}
        for key in sorted(pictures):
            assigned |= self._take_picture(sorted(pictures[key], key=lambda s: s.id))
        return assigned

    def end_old(self, now: datetime) -> list[Track]:
        """End tracks that nobody has seen for long; gives them back."""
        ended = [
            replace(t, state=TrackState.ENDED)
            for t in self.tracks.values()
            if now - t.at > END_AFTER
        ]
        for track in ended:
            del self.tracks[track.id]
            self._last_in.pop(track.id, None)
        gone = {t.id for t in ended}
        self._by_tracklet = {k: v for k, v in self._by_tracklet.items() if v not in gone}
        return ended

    def _take_picture(self, sightings: list[Sighting]) -> dict[str, str]:
        """Assign what one source saw at one time: at most one sighting per track."""
        tracks = list(self.tracks.values())
        column = {track.id: n for n, track in enumerate(tracks)}
        cost = self._distances2(sightings, tracks)
        assigned: dict[str, str] = {}
        for row, sighting in enumerate(sightings):
            known = self._by_tracklet.get(sighting.tracklet or "")
            if known is None or known not in column or known in assigned.values():
                continue
            if cost[row, column[known]] < OWN_GATE:
                assigned[sighting.id] = known
        rows = [n for n, s in enumerate(sightings) if s.id not in assigned]
        columns = [n for n, t in enumerate(tracks) if t.id not in assigned.values()]
        for row, col in _nearest(cost, rows, columns):
            assigned[sightings[row].id] = tracks[col].id
        for sighting in sightings:
            track_id = self._apply(sighting, assigned.get(sighting.id))
            assigned[sighting.id] = track_id
            if sighting.tracklet:
                self._by_tracklet[sighting.tracklet] = track_id
        return assigned

    def _distances2(self, sightings: list[Sighting], tracks: list[Track]) -> Floats:
        """(sightings, tracks) squared sigmas apart; infinite where they must not be joined."""
        if not tracks:
            return np.empty((len(sightings), 0))
        at = sightings[0].at
        motions = [motion_of(t, self.frame).predicted(at) for t in tracks]
        spread = np.array([m.covariance[:2, :2] for m in motions])
        gap_s = np.array([(at - t.at).total_seconds() for t in tracks])
        is_past = gap_s < -HISTORY_S
        picture = (at, sightings[0].source)
        # one picture that came in several batches still shows each thing once
        is_in_it = np.array([self._last_in.get(t.id) == picture for t in tracks])
        is_lost = (gap_s > REJOIN_AFTER_S) & (np.linalg.eigvalsh(spread)[:, 1] > REJOIN_SIGMA_M**2)
        points = np.array([self.frame.point(s.position) for s in sightings])
        own = np.array([covariance_of(s.ellipse) for s in sightings])
        apart = points[:, None] - np.array([m.state[:2] for m in motions])[None]
        both = np.linalg.inv(own[:, None] + spread[None])
        square = np.einsum("sti,stij,stj->st", apart, both, apart)
        return np.where(is_lost | is_past | is_in_it, np.inf, square)

    def _apply(self, sighting: Sighting, track_id: str | None) -> str:
        if track_id is None:
            track = start_track(sighting, self.frame)
        else:
            track = with_sighting(self.tracks[track_id], sighting, self.frame)
        self.tracks[track.id] = track
        self._last_in[track.id] = (sighting.at, sighting.source)
        return track.id


def _nearest(cost: Floats, rows: list[int], columns: list[int]) -> list[tuple[int, int]]:
    """Pairs (row, column) inside the gate with the least sum of squared sigmas."""
    if not rows or not columns:
        return []
    part = np.minimum(cost[np.ix_(rows, columns)], GATE * 10.0)
    found = zip(*linear_sum_assignment(part), strict=True)
    return [(rows[r], columns[c]) for r, c in found if part[r, c] < GATE]
