"""The one picture of a station: values in, new versions of tracks and alerts out.

No I/O, no clock of its own, not thread-safe: the station's single writer calls it, stores what it
gives and only then acknowledges. After a crash `restore` puts it where the store says it was.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import shapely

from geodata.area import Area
from surveillance.alerts import (
    Circumstances,
    Finding,
    is_same_thing,
    make_alert,
    opened_again,
    verdict,
    withdrawn,
)
from surveillance.matching import MAX_AGE_STILL, AisBook, Match, match_tracks
from surveillance.model import (
    AisReport,
    AisVerdict,
    Alert,
    AlertState,
    PatrolEvent,
    Realm,
    Sighting,
    Track,
    TrackState,
    Value,
)
from surveillance.revising import Revision, revised
from surveillance.rules import heading_for_shore, stopped_in_zone
from surveillance.tracking import Tracker, motion_of
from surveillance.whereabouts.own_place import OwnPlace

ACTIVE = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Changes:
    """New versions after some values: tracks, alerts, and which track a sighting belongs to.

    notices: what is to be known of our own aircraft.
    """

    tracks: tuple[Track, ...] = ()
    alerts: tuple[Alert, ...] = ()
    assigned: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[PatrolEvent, ...] = ()


class Picture:
    """Tracks, AIS and alerts of one area in one realm."""

    def __init__(self, area: Area, realm: Realm) -> None:
        self.area = area
        self.realm = realm
        self.frame = area.frame
        self._tracker = Tracker(self.frame, realm)
        self._book = AisBook(self.frame)
        self._alerts: dict[str, Alert] = {}
        self._matches: dict[str, Match] = {}
        self._own_places: dict[str, OwnPlace] = {}
        land = area.land if area.land is not None else shapely.MultiPolygon()
        self._land = self.frame.geometry_to_metres(land)
        self._zones = [(z.name, self.frame.geometry_to_metres(z.shape)) for z in area.watched]
        shapely.prepare(self._land)

    def restore(
        self,
        tracks: Iterable[Track],
        alerts: Iterable[Alert],
        reports: Iterable[AisReport],
        tracklets: Mapping[str, str],
    ) -> None:
        """Go on from what the store holds: latest tracks and alerts, recent AIS, and which track
        each tracklet was assigned to."""
        self._tracker.restore(tracks, tracklets)
        self._alerts = {a.id: a for a in alerts}
        self._book.take(reports)

    def take(self, values: Sequence[Value]) -> Changes:
        """Take values of this picture's realm; others are the caller's mistake (ValueError)."""
        strangers = {v.realm for v in values} - {self.realm}
        if strangers:
            names = ", ".join(sorted(strangers))
            raise ValueError(f"this picture is {self.realm}; it takes no {names} values")
        reports = [v for v in values if isinstance(v, AisReport)]
        self._book.take(reports)
        moments: dict[datetime, list[Sighting]] = {}
        for value in values:
            if isinstance(value, Sighting):
                moments.setdefault(value.at, []).append(value)
        assigned: dict[str, str] = {}
        alerts: dict[str, Alert] = {}
        judged: set[str] = set()
        notices: list[PatrolEvent] = []
        # moment by moment: what comes out does not depend on how values were packed into batches
        for at in sorted(moments):
            notices += self._place(moments[at], at)
            now = self._tracker.take(moments[at])
            assigned |= now
            seen = set(now.values())
            self._judge(seen, at)
            alerts |= self._ruled(seen)
            judged |= seen
        late = self._judge_again(reports)
        alerts |= self._ruled(late)
        tracks = tuple(self._tracker.tracks[track_id] for track_id in sorted(judged | late))
        return Changes(tracks, tuple(alerts.values()), assigned, tuple(notices))

    def tick(self, now: datetime) -> Changes:
        """What only time brings: tracks that end."""
        return Changes(tracks=tuple(self._tracker.end_old(now)))

    def revise(self, revisions: Iterable[Revision]) -> Changes:
        """What newer judgements of sightings change: tracks and the alerts about them.

        A track that has ended, which only the revision knows, stays ended.
        """
        tracks: dict[str, Track] = {}
        alerts: dict[str, Alert] = {}
        for revision in revisions:
            track_id = revision.track.id
            old = self._tracker.tracks.get(track_id) or tracks.get(track_id) or revision.track
            revision = replace(revision, track=old)
            if revision.takes_back and self._matches_itself(old):
                continue
            new = revised(revision)
            if new == old:
                continue
            tracks[track_id] = new
            if track_id in self._tracker.tracks:
                self._tracker.tracks[track_id] = new
            changed = self._opened_again(new) if revision.takes_back else self._rule(new)
            alerts |= {alert.id: alert for alert in changed}
        return Changes(tracks=tuple(tracks.values()), alerts=tuple(alerts.values()))

    def _matches_itself(self, track: Track) -> bool:
        """Whether our own receiver, too, heard the vessel that the track is said to be."""
        return match_tracks([track], self._book, track.at)[track.id].mmsi == track.mmsi

    def _opened_again(self, track: Track) -> list[Alert]:
        mine = [a for a in self._alerts.values() if a.track_id == track.id]
        changed = [opened_again(a) for a in mine if a.state is AlertState.WITHDRAWN]
        self._alerts |= {a.id: a for a in changed}
        return changed

    def _place(self, seen: Sequence[Sighting], at: datetime) -> Iterator[PatrolEvent]:
        """Whether those who see are where they say, by the ships that say where they are."""
        for source in sorted({s.source for s in seen}):
            own = self._own_places.setdefault(source, OwnPlace(self.frame))
            text = own.see([s for s in seen if s.source == source], self._book)
            if text is not None:
                yield PatrolEvent(at, self.realm, source, "notice", text)

    def _judge(self, seen: set[str], at: datetime) -> None:
        """AIS verdicts of the tracks seen just now; others seen lately take part in the
        assignment, so that one AIS vessel is not given away twice, but keep their verdict: it is
        about where they were when they were seen."""
        tracks = self._tracker.tracks.values()
        active = [t for t in tracks if t.id in seen or abs(at - t.at) <= ACTIVE]
        matches = match_tracks(active, self._book, at)
        for track_id in seen:
            self._settle(track_id, matches[track_id])

    def _judge_again(self, reports: list[AisReport]) -> set[str]:
        """Tracks without a match for which a report that came late may be the one."""
        if not reports:
            return set()
        since = min(r.at for r in reports) - MAX_AGE_STILL
        waiting = [
            t
            for t in self._tracker.tracks.values()
            if t.ais is not AisVerdict.MATCHED and t.at >= since
        ]
        again = set()
        for track in waiting:
            match = match_tracks([track], self._book, track.at)[track.id]
            if match.mmsi is not None and not self._is_taken(match.mmsi, track):
                self._settle(track.id, match)
                again.add(track.id)
        return again

    def _is_taken(self, mmsi: int, track: Track) -> bool:
        """Whether another track was that vessel at the time when this one was seen."""
        return any(
            t.mmsi == mmsi and t.id != track.id and t.first_at <= track.at <= t.at + ACTIVE
            for t in self._tracker.tracks.values()
        )

    def _settle(self, track_id: str, match: Match) -> None:
        track = self._tracker.tracks[track_id]
        self._matches[track_id] = match
        ais = verdict(match, self._book.is_listening(track.at))
        self._tracker.tracks[track_id] = replace(track, ais=ais, mmsi=match.mmsi)

    def _ruled(self, judged: set[str]) -> dict[str, Alert]:
        """New versions of alerts that come from tracks just judged, by their id."""
        tracks = [self._tracker.tracks[track_id] for track_id in sorted(judged)]
        return {alert.id: alert for track in tracks for alert in self._rule(track)}

    def _rule(self, track: Track) -> list[Alert]:
        mine = [a for a in self._alerts.values() if a.track_id == track.id]
        if track.state is not TrackState.CONFIRMED and not mine:
            return []  # one that has ended raises nothing new, and may be explained still
        changed: list[Alert] = []
        if track.ais is AisVerdict.MATCHED:
            changed = [withdrawn(a, track) for a in mine if a.state is AlertState.OPEN]
        elif track.ais is AisVerdict.NONE:
            changed = [a for finding in self._findings(track) if (a := self._new(track, finding))]
        self._alerts |= {a.id: a for a in changed}
        return changed

    def _findings(self, track: Track) -> list[Finding]:
        motion = motion_of(track, self.frame)
        span_s = (track.at - track.first_at).total_seconds()
        found = (
            heading_for_shore(motion, span_s, self._land),
            stopped_in_zone(motion, span_s, self._zones),
        )
        return [f for f in found if f is not None]

    def _new(self, track: Track, finding: Finding) -> Alert | None:
        match = self._matches.get(track.id, Match(None, None, None))
        alert = make_alert(track, finding, Circumstances(match, self._book.heard_around(track.at)))
        tracks = self._tracker.tracks
        for old in self._alerts.values():
            if old.rule != alert.rule:
                continue
            if old.state is AlertState.WITHDRAWN and old.track_id == track.id:
                return replace(alert, id=old.id)  # its ground is back: the same alert opens again
            is_open = old.state is AlertState.OPEN
            if is_open and is_same_thing(old, tracks.get(old.track_id), track, self.frame):
                return None
        return alert
