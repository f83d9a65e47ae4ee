"""A scanned scene as a pass for the station: counts, times, and the limits of what was seen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from geodata.coast import Land
from surveillance.model import LookedAt, Realm, SatellitePass, SightLimits
from surveillance.scan.passes.outline import of_limits, of_ring
from surveillance.scan.unseen.limits import TOLD_SHARE
from surveillance.scan.vessel import Scanned, verdicts_counted


@dataclass(frozen=True, slots=True)
class Looking:
    """How a scene was looked at just now. land: what was left out of it, None where none was."""

    known_at: datetime
    land: Land | None = None


def pass_of(
    scene: Scanned, realm: Realm, source: str, looking: Looking | None
) -> SatellitePass | None:
    """One version of what is known of a scene; None for one without a time.

    looking: None for one that is only judged anew: its version is of the newest verdict, and where
    was looked is left to the version of its scan.
    """
    known_at = _judged_at(scene) if looking is None else looking.known_at
    if scene.at is None or known_at is None:
        return None
    looked, limits = _sight(scene, looking)
    times = scene.times
    vessels = len(scene.vessels)
    judged, without_ais, unknown = verdicts_counted(scene)
    return SatellitePass(
        id=_id(scene, realm, known_at),
        at=scene.at,
        realm=realm,
        source=source,
        scene=scene.name,
        known_at=known_at,
        vessels=vessels,
        without_ais=without_ais,
        unknown=unknown + vessels - judged,
        published_at=None if times is None else times.published_at,
        picture_at=None if times is None else times.picture_at,
        looked=looked,
        limits=limits,
    )


def _sight(scene: Scanned, looking: Looking | None) -> tuple[LookedAt | None, SightLimits | None]:
    is_without_land = None if looking is None else looking.land is not None
    limits = scene.unseen
    if limits is not None:
        looked, patches = of_limits(limits, is_without_land)
        most, half = limits.over(TOLD_SHARE), limits.over(0.5)
        if most is None or half is None:
            return looked, None
        return looked, SightLimits(round(most, 1), round(half, 1), tuple(patches))
    if looking is None or not scene.looked:
        return None, None
    return of_ring(scene.looked, looking.land), None


def _judged_at(scene: Scanned) -> datetime | None:
    return max((said.known_at for thing in scene.found for said in thing.verdicts), default=None)


def _id(scene: Scanned, realm: Realm, known_at: datetime) -> str:
    text = f"{realm.value}/{scene.name}/{known_at.isoformat()}"
    return f"pass-{hashlib.sha256(text.encode()).hexdigest()[:40]}"
