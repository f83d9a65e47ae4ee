"""What was found on one satellite picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from geodata.position import LonLat
from surveillance.scan.ais.sight import Sight
from surveillance.scan.times import Times
from surveillance.scan.unseen.limits import Limits

LIKELY = 0.5  # from this probability of no AIS on a vessel counts as one without


class Kind(StrEnum):
    """What a bright thing on the sea is taken for."""

    VESSEL = "vessel"
    GHOST = "ghost"  # a faint second picture of a vessel
    STANDING = "standing"  # a platform, a rock, a raft: it was there before and will be tomorrow


@dataclass(frozen=True, slots=True)
class Dark:
    """How probable it is that a vessel sends no AIS, 0 to 1; None: that cannot be said.

    reasons: what it rests on, as data: names with figures or words.
    """

    p: float | None
    reasons: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """How probable it is that a thing stands where it is and is no vessel, 0 to 1.

    reasons: what it rests on, as data: what stands there, how far off, how often it was seen.
    """

    p: float
    reasons: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """One thing on a picture.

    px: column and row of its middle; pixel (0, 0) covers 0..1 both ways. box_px: x0, y0, x1, y1.
    score: in [0, 1], for ranking. position, sigma_m (one standard deviation on each axis): None
    where the picture has no place. shown_sigma_m: of the place where the picture shows it, which
    for a radar is not where it is when it moves; None: the same. Lengths in metres; None where
    there is no scale.
    heading_deg: of its axis, modulo 180 unless is_bow_known. measured: what a reader may want to
    see besides, by name. parent, order: of a ghost, the number of the vessel that it is one of, and
    which one: positive when it lies later on the track.
    standing: None where nothing that stands is known near; a vessel beside it has one, too.
    at: the second in which it was seen; None: that of its scene.
    shown: as the picture alone shows it; None: that is what this is. verdicts: what was said of it
    beside AIS, the newest, which this is, last.
    """

    px: tuple[float, float]
    box_px: tuple[float, float, float, float]
    score: float
    kind: Kind = Kind.VESSEL
    position: LonLat | None = None
    sigma_m: float | None = None
    shown_sigma_m: float | None = None
    length_m: float | None = None
    width_m: float | None = None
    heading_deg: float | None = None
    is_bow_known: bool = False
    speed_mps: float | None = None
    dark: Dark | None = None
    standing: Standing | None = None
    parent: int | None = None
    order: int | None = None
    at: datetime | None = None
    measured: Mapping[str, Any] = field(default_factory=dict)
    shown: Found | None = None
    verdicts: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A thing as it was judged with the AIS that was known at a time."""

    known_at: datetime
    thing: Found


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scene that was looked at.

    shape: rows and columns. looked: corners of what was looked at, an open ring; empty without
    places. at: of the overpass; None where the picture does not say. sensor: as a reader calls it.
    notes: what a person should know of it, one sentence each. times: None for a scene that no
    catalogue brought. sight: how a radar showed it; None: everything where it was, at once.
    unseen: what it could not show; None where that is not known. cloud_pct: share of an optical
    scene under cloud, as its catalogue says; None where it says nothing.
    """

    name: str
    sensor: str
    at: datetime | None
    shape: tuple[int, int]
    looked: tuple[LonLat, ...]
    found: tuple[Found, ...]
    notes: tuple[str, ...] = ()
    times: Times | None = None
    sight: Sight | None = None
    unseen: Limits | None = None
    cloud_pct: float | None = None

    @property
    def vessels(self) -> tuple[Found, ...]:
        """Without what is a ghost of one, and without what stands."""
        return self.of(Kind.VESSEL)

    def of(self, kind: Kind) -> tuple[Found, ...]:
        """All that is taken for one kind."""
        return tuple(thing for thing in self.found if thing.kind is kind)


def verdicts_counted(scene: Scanned) -> tuple[int, int, int]:
    """Vessels with a verdict; those likely without AIS; those of which that cannot be said."""
    judged = [vessel.dark for vessel in scene.vessels if vessel.dark is not None]
    likely = sum(dark.p is not None and dark.p >= LIKELY for dark in judged)
    return len(judged), likely, sum(dark.p is None for dark in judged)
