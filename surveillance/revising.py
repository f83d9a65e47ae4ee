"""What a newer judgement of a sighting changes of its track.

A satellite picture is judged hours later, beside AIS that our own receiver never heard.
"""

from dataclasses import dataclass, replace

from surveillance.model import AisVerdict, Judgement, Track
from surveillance.tracking import first_covariance


@dataclass(frozen=True, slots=True)
class Revision:
    """The newest judgement of a sighting, the one before it, and the track it belongs to."""

    track: Track
    now: Judgement
    before: Judgement | None = None

    @property
    def takes_back(self) -> bool:
        """Whether the track's match came from the judgement before, and the newest lacks it."""
        before, track = self.before, self.track
        if before is None or before.ais is not AisVerdict.MATCHED:
            return False
        is_its = track.ais is AisVerdict.MATCHED and track.mmsi == before.mmsi
        return is_its and self.now.ais is not AisVerdict.MATCHED


def revised(revision: Revision) -> Track:
    """The track as the newest judgement has it.

    A match of our own receiver is never taken away by one that lacks it, and a judgement that
    cannot say anything changes no verdict. Only the place of a track that was seen once moves.
    """
    track, now = revision.track, revision.now
    is_said = now.ais is AisVerdict.MATCHED or (
        now.ais is AisVerdict.NONE and track.ais is not AisVerdict.MATCHED
    )
    if is_said or revision.takes_back:
        mmsi = now.mmsi if now.ais is AisVerdict.MATCHED else None
        track = replace(track, ais=now.ais, mmsi=mmsi)
    if track.sightings == 1:
        covariance = tuple(float(v) for v in first_covariance(now.ellipse).ravel())
        track = replace(track, position=now.position, covariance=covariance)
    return track
