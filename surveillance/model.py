"""The values that flow from those who saw something to the picture of the station.

All are frozen; every one carries its realm and `at`, the time when it happened (aware UTC).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from geodata.position import LonLat


class Realm(StrEnum):
    """What world a value belongs to; realms never mix."""

    LIVE = "live"
    REPLAY = "replay"
    EXERCISE = "exercise"
    SIMULATED = "simulated"


class LinkState(StrEnum):
    """How fresh the vehicle's heartbeat is."""

    OK = "ok"
    LATE = "late"
    LOST = "lost"


class SourceState(StrEnum):
    """Health of a source: ok, connected but silent, or lost."""

    OK = "ok"
    SILENT = "silent"
    LOST = "lost"


class TrackState(StrEnum):
    """Life of a track; the page shows confirmed ones."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    ENDED = "ended"


class AisVerdict(StrEnum):
    """Does an AIS report match? Unknown while our own receiver is silent."""

    MATCHED = "matched"
    NONE = "none"
    UNKNOWN = "unknown"


class AlertState(StrEnum):
    """An alert is open until it is withdrawn because its ground has gone."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Ellipse:
    """A 95 % error ellipse: semi axes in metres, major axis in degrees clockwise from north."""

    semi_major_m: float
    semi_minor_m: float
    orientation_deg: float


@dataclass(frozen=True, slots=True)
class Telemetry:
    """State of one of our own vehicles. ellipse: of a place that is reckoned, under water."""

    at: datetime
    realm: Realm
    vehicle: str
    position: LonLat
    alt_home_m: float
    alt_amsl_m: float
    heading_deg: float
    ground_speed_mps: float
    mode: str
    armed: bool
    battery_pct: float | None = None
    link: LinkState = LinkState.OK
    waypoint: int | None = None
    waypoints: int | None = None
    ellipse: Ellipse | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """Somebody saw something: a place with its error, a time, evidence.

    box_px: x0, y0, x1, y1 in the picture `frame` of `source`. tracklet: the source's own short
    identity. evidence: sha256 of a picture. length_m: estimate, when the source can make one.
    """

    id: str
    at: datetime
    realm: Realm
    source: str
    position: LonLat
    ellipse: Ellipse
    label: str
    score: float
    frame: int | None = None
    box_px: tuple[float, float, float, float] | None = None
    tracklet: str | None = None
    evidence: str | None = None
    length_m: float | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said of a sighting beside all AIS that was known at `known_at`; the newest holds.

    at: when the vessel was seen. sighting: the id of the sighting. mmsi: the vessel that AIS tells
    it is. p_without: how probable it is that it sends no AIS, 0 to 1; None: that cannot be said.
    position, ellipse: with what AIS tells of its motion.
    """

    id: str
    at: datetime
    realm: Realm
    source: str
    sighting: str
    known_at: datetime
    ais: AisVerdict
    position: LonLat
    ellipse: Ellipse
    mmsi: int | None = None
    p_without: float | None = None


@dataclass(frozen=True, slots=True)
class AisReport:
    """What a vessel says of itself; every field is hostile input. Missing is None."""

    id: str
    at: datetime
    realm: Realm
    source: str
    mmsi: int
    position: LonLat | None = None
    course_deg: float | None = None
    speed_mps: float | None = None
    heading_deg: float | None = None
    name: str | None = None
    ship_type: int | None = None
    length_m: float | None = None
    beam_m: float | None = None


@dataclass(frozen=True, slots=True)
class Footprint:
    """Sea that a camera looked at: an open ring of places."""

    at: datetime
    realm: Realm
    source: str
    ring: tuple[LonLat, ...]


Rings = tuple[tuple[LonLat, ...], ...]
"""Open rings of places; one within another is a hole in it."""


@dataclass(frozen=True, slots=True)
class LookedAt:
    """Sea that a satellite looked at. mark: a place in it, None where it is empty.

    is_without_land: None where that is not known.
    """

    rings: Rings
    mark: LonLat | None = None
    is_without_land: bool | None = None


@dataclass(frozen=True, slots=True)
class SeaPatch:
    """Sea on which vessels are seen from about one length on, which lies between two; to_m None:
    it is longer than any limit. share: of the sea that was looked at, 0 to 1."""

    rings: Rings
    least_from_m: float
    least_to_m: float | None
    share: float


@dataclass(frozen=True, slots=True)
class SightLimits:
    """From which length on vessels are seen over most of the sea, over half of it, and where."""

    over_most_m: float
    over_half_m: float
    patches: tuple[SeaPatch, ...]


@dataclass(frozen=True, slots=True)
class SatellitePass:
    """What became of one satellite scene, as it was known at `known_at`; the newest holds.

    at: when it was taken. scene: its name. vessels: found; without_ais: those of them that probably
    send none; unknown: those of which that cannot be said. None: this version does not say.
    """

    id: str
    at: datetime
    realm: Realm
    source: str
    scene: str
    known_at: datetime
    vessels: int
    without_ais: int
    unknown: int
    published_at: datetime | None = None
    picture_at: datetime | None = None
    looked: LookedAt | None = None
    limits: SightLimits | None = None


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """Whether a source works. kind: video, ais or link."""

    at: datetime
    realm: Realm
    source: str
    kind: str
    state: SourceState
    text: str


@dataclass(frozen=True, slots=True)
class PatrolEvent:
    """A step of a patrol: started, recording, check, uploaded, armed, waypoint, link_lost,
    link_back, looking, looked, ditch, rtl, landed, circling, refused, ended; of a dive also dived,
    surfaced, gate; notice: what the vehicle says, or what else is to be known."""

    at: datetime
    realm: Realm
    vehicle: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Track:
    """One thing at sea, followed by the station.

    covariance: 16 numbers, row by row, of east, north (m), velocity east, north (m/s).
    evidence: sha256 of the best picture so far. score: best score of its sightings.
    """

    id: str
    at: datetime
    first_at: datetime
    realm: Realm
    position: LonLat
    velocity_east_mps: float
    velocity_north_mps: float
    covariance: tuple[float, ...]
    sightings: int
    state: TrackState
    ais: AisVerdict
    mmsi: int | None = None
    evidence: str | None = None
    length_m: float | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that a person must look at. One per track and rule; stays until withdrawn.

    text_en, text_ja: one line for the inbox. reasons_en, reasons_ja: facts behind it, short lines.
    at: when the behaviour was established; known_at: when this version was written.
    """

    id: str
    at: datetime
    realm: Realm
    rule: str
    severity: str
    track_id: str
    position: LonLat
    state: AlertState
    text_en: str
    text_ja: str
    reasons_en: tuple[str, ...] = ()
    reasons_ja: tuple[str, ...] = ()
    evidence: str | None = None
    known_at: datetime | None = None


Value = (
    Telemetry
    | Sighting
    | Judgement
    | AisReport
    | Footprint
    | SatellitePass
    | SourceHealth
    | PatrolEvent
)
