"""Alerts: what is written for the inbox, and when an alert is withdrawn.

One alert per track and rule. Words accuse nobody: they say what was seen and why it was shown.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

import numpy as np

from geodata.position import LocalFrame
from surveillance.matching import Match
from surveillance.model import AisVerdict, Alert, AlertState, Track
from surveillance.rules import HeadingForShore, StoppedInZone
from surveillance.tracking import motion_of

HEADING = "heading_for_shore"
STOPPED = "stopped_in_watched_zone"
SAME_THING_M = 200.0
SAME_THING_AFTER = timedelta(seconds=5)

Finding = HeadingForShore | StoppedInZone


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else belongs to the reasons: the AIS match and how well our receiver hears."""

    match: Match
    ais_reports: int


def make_alert(track: Track, finding: Finding, around: Circumstances) -> Alert:
    """A new alert for what a track does."""
    text_en, text_ja = _texts(track, finding)
    return Alert(
        id=str(uuid4()),
        at=track.at,
        realm=track.realm,
        rule=HEADING if isinstance(finding, HeadingForShore) else STOPPED,
        severity="high",
        track_id=track.id,
        position=track.position,
        state=AlertState.OPEN,
        text_en=text_en,
        text_ja=text_ja,
        reasons=_reasons(track, finding, around),
        evidence=track.evidence,
    )


def withdrawn(alert: Alert, track: Track) -> Alert:
    """The alert taken back because an AIS report matches the track after all."""
    return replace(
        alert,
        state=AlertState.WITHDRAWN,
        reasons=(*alert.reasons, f"withdrawn: AIS report of {track.mmsi} matches"),
    )


def is_same_thing(alert: Alert, of: Track | None, track: Track, frame: LocalFrame) -> bool:
    """Whether an open alert is already about this track: its own, or one that was lost from view
    nearby (one vessel seen again under a new track must not raise its alert twice)."""
    if alert.track_id == track.id:
        return True
    if of is None or track.first_at - of.at < SAME_THING_AFTER:
        return False
    now = motion_of(of, frame).predicted(track.at).state
    east, north = frame.point(track.position)
    return bool(np.hypot(now[0] - east, now[1] - north) <= SAME_THING_M)


def _texts(track: Track, finding: Finding) -> tuple[str, str]:
    size_en = "" if track.length_m is None else f"about {track.length_m:.0f} m, "
    size_ja = "" if track.length_m is None else f"約{track.length_m:.0f} m、"
    if isinstance(finding, HeadingForShore):
        speed = f"{finding.speed_mps:.1f} ± {finding.speed_sigma_mps:.1f} m/s"
        return (
            f"Vessel, {size_en}no AIS match, heading for the shore at {speed},"
            f" land {finding.reach_m:.0f} m ahead",
            f"AIS対応なしの船舶（{size_ja}{speed}）が海岸へ向かっている。"
            f"陸まで{finding.reach_m:.0f} m",
        )
    return (
        f"Vessel, {size_en}no AIS match, stopped in {finding.zone}",
        f"AIS対応なしの船舶（{size_ja}停止中）が監視区域「{finding.zone}」にいる",
    )


def _reasons(track: Track, finding: Finding, around: Circumstances) -> tuple[str, ...]:
    span = (track.at - track.first_at).total_seconds()
    if isinstance(finding, HeadingForShore):
        doing = f"{finding.shore_m:.0f} m from the shore, straight way meets land"
    else:
        doing = f"speed at most {finding.speed_limit_mps:.1f} m/s (95 %)"
    nearest = around.match.nearest_m
    ais = "no AIS vessel near" if nearest is None else f"nearest AIS vessel {nearest:.0f} m away"
    return (
        doing,
        ais,
        f"our AIS receiver took {around.ais_reports} reports within a minute",
        f"seen {track.sightings} times in {span:.0f} s",
    )


def verdict(match: Match, is_listening: bool) -> AisVerdict:
    """What the match says: a silent receiver cannot tell that nothing matches."""
    if match.mmsi is not None:
        return AisVerdict.MATCHED
    return AisVerdict.NONE if is_listening else AisVerdict.UNKNOWN
