"""The scorecard of a run: what the station holds against what there was.

A vessel counts as in view after MIN_VIEW_S in the picture. A track belongs to the vessel that most
of its sightings lie nearest to, if their median distance is at most BELONGS_M; a confirmed track
that belongs to none is false. Alerts are expected for vessels without AIS that did, in view and for
long enough to be measured, what a rule names; an alert is false when its vessel never did.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from shapely.geometry import Point

from geodata.area import Area
from geodata.position import LocalFrame
from surveillance.alerts import HEADING, STOPPED
from surveillance.demo.truth import Look, Truth
from surveillance.ellipse import CHI2_95, covariance_of
from surveillance.model import AisVerdict, Alert, AlertState, Sighting, Track, TrackState
from surveillance.rules import MIN_SPEED_MPS, reach_to_land

MIN_VIEW_S = 5.0
BELONGS_M = 100.0
MUST_ALERT_S = {HEADING: 20.0, STOPPED: 25.0}
STILL_MPS = 0.3


@dataclass(frozen=True, slots=True)
class Kept:
    """What the station's store holds after a run."""

    sightings: Sequence[tuple[Sighting, str]]  # with the id of the track it was assigned to
    tracks: Sequence[Track]
    alerts: Sequence[Alert]


@dataclass(frozen=True, slots=True)
class Miss:
    """One sighting against its vessel: metres apart, and squared sigmas of its own ellipse."""

    error_m: float
    distance2: float
    semi_major_m: float


def score(truth: Truth, kept: Kept, area: Area) -> dict[str, Any]:
    """The parts of the report that compare store and truth."""
    confirmed = {t.id: t for t in kept.tracks if t.state is not TrackState.TENTATIVE}
    by_track: dict[str, list[Sighting]] = {track_id: [] for track_id in confirmed}
    for sighting, track_id in kept.sightings:
        if track_id in by_track:
            by_track[track_id].append(sighting)
    owners = {i: owner(truth, seen, area.frame) for i, seen in by_track.items() if seen}
    misses = [
        m
        for i, vessel in owners.items()
        if vessel
        for s in by_track[i]
        if (m := miss(truth, s, vessel, area.frame))
    ]
    in_view = [v for v in truth.vessels if truth.view_s(v) >= MIN_VIEW_S]
    found = [v for v in in_view if v in owners.values()]
    return {
        "vessels": {
            "truth_in_view": len(in_view),
            "without_ais_in_view": sum(1 for v in in_view if truth.vessels[v].mmsi is None),
            "found": len(found),
            "missed": sorted(set(in_view) - set(found)),
            "false_tracks": sum(1 for v in owners.values() if v is None),
            "tracks": len(owners),
        },
        **_errors(misses),
        "dark": _dark(truth, confirmed, owners, by_track),
        "alerts": _alerts(truth, kept.alerts, owners, area),
    }


def owner(truth: Truth, sightings: Sequence[Sighting], frame: LocalFrame) -> str | None:
    """The vessel that a track follows, or None."""
    nearest: list[str] = []
    for sighting in sightings:
        picture = truth.at(sighting.at)
        if picture is None:
            continue
        here = np.array(frame.point(sighting.position))
        apart = {v: _apart(here, look, frame) for v, look in picture.looks.items()}
        nearest.append(min(apart, key=lambda v: apart[v]))
    if not nearest:
        return None
    vessel = Counter(nearest).most_common(1)[0][0]
    errors = [m.error_m for s in sightings if (m := miss(truth, s, vessel, frame))]
    return vessel if float(np.median(errors)) <= BELONGS_M else None


def miss(truth: Truth, sighting: Sighting, vessel: str, frame: LocalFrame) -> Miss | None:
    """How far a sighting lies from its vessel; None when no picture was taken at that time."""
    picture = truth.at(sighting.at)
    if picture is None:
        return None
    here = np.array(frame.point(sighting.position))
    apart = here - np.array(frame.point(picture.looks[vessel].position))
    distance2 = float(apart @ np.linalg.solve(covariance_of(sighting.ellipse), apart))
    return Miss(float(np.hypot(*apart)), distance2, sighting.ellipse.semi_major_m)


def _apart(here: np.ndarray[Any, Any], look: Look, frame: LocalFrame) -> float:
    return float(np.hypot(*(here - np.array(frame.point(look.position)))))


def _errors(misses: Sequence[Miss]) -> dict[str, Any]:
    if not misses:
        return {
            "position_error_m": {"median": None, "p95": None, "sightings": 0},
            "ellipse": {"containment": None, "median_semi_major_m": None},
        }
    errors = np.array([m.error_m for m in misses])
    inside = np.array([m.distance2 <= CHI2_95 for m in misses])
    major = np.array([m.semi_major_m for m in misses])
    return {
        "position_error_m": {
            "median": round(float(np.median(errors)), 2),
            "p95": round(float(np.quantile(errors, 0.95)), 2),
            "sightings": len(errors),
        },
        "ellipse": {
            "containment": round(float(inside.mean()), 4),
            "median_semi_major_m": round(float(np.median(major)), 2),
        },
    }


def _dark(
    truth: Truth,
    tracks: dict[str, Track],
    owners: dict[str, str | None],
    by_track: dict[str, list[Sighting]],
) -> dict[str, int]:
    """Verdicts of the found vessels, each by its longest track."""
    longest: dict[str, str] = {}
    for track_id, vessel in owners.items():
        best = longest.get(vessel) if vessel else None
        if vessel and (best is None or len(by_track[track_id]) > len(by_track[best])):
            longest[vessel] = track_id
    right = 0
    for vessel, track_id in longest.items():
        mmsi, track = truth.vessels[vessel].mmsi, tracks[track_id]
        if mmsi is None:
            right += track.ais is AisVerdict.NONE
        else:
            right += track.ais is AisVerdict.MATCHED and track.mmsi == mmsi
    dark = sum(1 for v in longest if truth.vessels[v].mmsi is None)
    return {"truth": dark, "right": right, "wrong": len(longest) - right}


def _alerts(
    truth: Truth, alerts: Sequence[Alert], owners: dict[str, str | None], area: Area
) -> dict[str, Any]:
    did = {
        (vessel, rule): seconds
        for vessel, v in truth.vessels.items()
        if v.mmsi is None
        for rule, seconds in _did(truth, vessel, area).items()
        if seconds > 0.0
    }
    expected = {pair for pair, seconds in did.items() if seconds >= MUST_ALERT_S[pair[1]]}
    still_open = [a for a in alerts if a.state is AlertState.OPEN]
    raised = [(owners.get(a.track_id), a.rule) for a in still_open]
    return {
        "expected": len(expected),
        "raised": len(expected & set(raised)),
        "false": sum(1 for pair in raised if pair not in did),
        "doubled": len(raised) - len(set(raised)),
        "withdrawn": len(alerts) - len(still_open),
        "missed": sorted(f"{vessel} {rule}" for vessel, rule in expected - set(raised)),
    }


def _did(truth: Truth, vessel: str, area: Area) -> dict[str, float]:
    """Seconds in view for which a vessel did what each rule names."""
    frame = area.frame
    land = frame.geometry_to_metres(area.land) if area.land else Point()
    zones = [frame.geometry_to_metres(z.shape) for z in area.watched]
    seconds = {HEADING: 0.0, STOPPED: 0.0}
    for picture in truth.pictures:
        look = picture.looks[vessel]
        if not look.in_view:
            continue
        here = np.array(frame.point(look.position))
        course = np.radians(look.course_deg)
        velocity = look.speed_mps * np.array([np.sin(course), np.cos(course)])
        if look.speed_mps >= MIN_SPEED_MPS and reach_to_land(here, velocity, land) is not None:
            seconds[HEADING] += truth.picture_s
        if look.speed_mps <= STILL_MPS and any(z.contains(Point(here)) for z in zones):
            seconds[STOPPED] += truth.picture_s
    return seconds
