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
    reasons = _reasons(track, finding, around)
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
        reasons_en=tuple(english for english, _ in reasons),
        reasons_ja=tuple(japanese for _, japanese in reasons),
        evidence=track.evidence,
    )


def withdrawn(alert: Alert, track: Track) -> Alert:
    """The alert taken back because an AIS report matches the track after all."""
    return replace(
        alert,
        state=AlertState.WITHDRAWN,
        reasons_en=(*alert.reasons_en, f"withdrawn: the AIS report of {track.mmsi} matches"),
        reasons_ja=(*alert.reasons_ja, f"取り下げ：AIS（MMSI {track.mmsi}）と一致"),
    )


def opened_again(alert: Alert) -> Alert:
    """The alert put back: what had explained its track does not match after all."""
    return replace(
        alert,
        state=AlertState.OPEN,
        reasons_en=(*alert.reasons_en, "open again: with all AIS known since, no report matches"),
        reasons_ja=(*alert.reasons_ja, "再開：その後のAISと照合して一致なし"),
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


def _reasons(track: Track, finding: Finding, around: Circumstances) -> tuple[tuple[str, str], ...]:
    """The facts behind an alert, each in English and Japanese."""
    span = (track.at - track.first_at).total_seconds()
    nearest = around.match.nearest_m
    return (
        _doing(finding),
        ("no AIS vessel near", "付近にAIS船舶なし")
        if nearest is None
        else (f"nearest AIS vessel {nearest:.0f} m away", f"最も近いAIS船舶まで{nearest:.0f} m"),
        (
            f"our AIS receiver took {around.ais_reports} reports within a minute",
            f"AIS受信機は1分間に{around.ais_reports}件受信",
        ),
        (
            f"seen {track.sightings} times in {span:.0f} s",
            f"{span:.0f}秒間に{track.sightings}回探知",
        ),
    )


def _doing(finding: Finding) -> tuple[str, str]:
    if isinstance(finding, HeadingForShore):
        return (
            f"{finding.shore_m:.0f} m from the shore, straight way meets land",
            f"海岸まで{finding.shore_m:.0f} m、直進すると陸に達する",
        )
    return (
        f"speed at most {finding.speed_limit_mps:.1f} m/s (95 %)",
        f"速力は最大{finding.speed_limit_mps:.1f} m/s（95 %）",
    )


def verdict(match: Match, is_listening: bool) -> AisVerdict:
    """What the match says: a silent receiver cannot tell that nothing matches, and a vessel that
    may be one which was lost from view just now is not called one without AIS."""
    if match.mmsi is not None:
        return AisVerdict.MATCHED
    is_known = is_listening and not match.is_contested
    return AisVerdict.NONE if is_known else AisVerdict.UNKNOWN
