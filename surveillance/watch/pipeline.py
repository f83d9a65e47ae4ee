"""Picture by picture: detect, place on the sea, follow for a moment, hand over."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, TextIO

import numpy as np
from numpy.typing import NDArray

from detectors.detection import Detection
from detectors.frame import Frame
from geodata.georef import CameraGeoref
from surveillance.locate import ErrorBudget, Place, locate
from surveillance.model import Footprint, Realm, Sighting, SourceHealth, SourceState, Value
from surveillance.sources.video import Picture
from surveillance.tracklets import Observation, Settled, Tracklets
from surveillance.watch.chips import cut_chip, encode_chip, picture_quality
from surveillance.watch.scene import SeaView, georef_of
from surveillance.wire import utc_text

_FOOTPRINT_EVERY = timedelta(seconds=2)
_HEALTH_EVERY = timedelta(seconds=10)  # a source that says nothing for long is not believed
_NOTABLY_BETTER = 1.5  # a new evidence picture needs this many times the quality of the last
# from lower, wavelets before the camera are as large in the picture as boats: a drone that stands
# on a quay or a deck, or takes off, would report its own wash
LOWEST_M = 20.0
_MAX_SPEED_MPS = 80.0  # faster than any drone: two fixes that say so are a jump


class Detector(Protocol):
    """Anything of detectors/models."""

    def detect(self, frame: Frame) -> list[Detection]:
        """What is on the sea in a frame, best first."""
        ...


class Keeper(Protocol):
    """Where values and pictures go: an outbox."""

    def put(self, values: Sequence[Value]) -> str:
        """Keep the values until the station has them."""
        ...

    def put_evidence(self, jpeg: bytes) -> str:
        """Keep a picture; its sha256."""
        ...


@dataclass(frozen=True, slots=True)
class WatchSetup:
    """Who is watching, in which realm, and how wrong its poses may be."""

    source: str
    realm: Realm
    budget: ErrorBudget = field(default_factory=ErrorBudget)


@dataclass(frozen=True, slots=True)
class Writers:
    """Where results go: an outbox for the station, a file of JSON lines, or both."""

    keeper: Keeper | None = None
    lines: TextIO | None = None


@dataclass(slots=True)
class WatchCounts:
    """What came of the pictures."""

    pictures: int = 0
    with_pose: int = 0
    too_low: int = 0  # not looked at: see LOWEST_M
    detections: int = 0
    bearing_only: int = 0
    sightings: int = 0
    tracklets: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """A detection on its way through the tracklets."""

    number: int
    at: datetime
    detection: Detection
    place: Place | None
    chip: NDArray[np.uint8] | None = None
    quality: float = 0.0


class Watch:
    """The pipeline of one source; feed it pictures in order."""

    def __init__(
        self, setup: WatchSetup, detector: Detector, sea: SeaView, writers: Writers
    ) -> None:
        self._setup = setup
        self._detector = detector
        self._sea = sea
        self._writers = writers
        self._tracklets: Tracklets[_Seen] = Tracklets()
        self._run = uuid.uuid4().hex[:12]  # ids stay unique when a watch is started again
        self._best: dict[int, tuple[float, str]] = {}
        self._last_footprint: datetime | None = None
        self._last_health: datetime | None = None
        self._last_state: tuple[datetime, np.ndarray[Any, np.dtype[np.float64]]] | None = None
        self.counts = WatchCounts()

    def see(self, picture: Picture) -> None:
        """Work through one picture and hand over what is settled by it."""
        self.counts.pictures += 1
        self._still_here(picture.at)
        if picture.state is not None and picture.state.pose.alt_amsl_m < LOWEST_M:
            self.counts.too_low += 1
            return
        frame = self._frame(picture)
        found = self._detector.detect(frame)
        self.counts.detections += len(found)
        if frame.georef is None:
            self._write([Settled(_Seen(picture.number, frame.at, d, None), None) for d in found])
            return
        self.counts.with_pose += 1
        speed = self._speed(frame.at, frame.georef)
        seen = [self._place(d, frame, frame.georef, speed) for d in found]
        placed = [
            Observation(s.place.position, s.place.covariance, s.detection.score, s)
            for s in seen
            if s.place is not None
        ]
        self.counts.bearing_only += len(seen) - len(placed)
        settled = self._tracklets.step(frame.at, placed)
        settled += [Settled(s, None) for s in seen if s.place is None]
        self._write(settled, self._footprint(frame.at, frame.georef))

    def tell(self, at: datetime, state: SourceState, text: str) -> None:
        """Hand over a change of the source's health."""
        setup = self._setup
        if self._writers.keeper is not None:
            health = SourceHealth(at, setup.realm, setup.source, "video", state, text)
            self._writers.keeper.put([health])

    def _still_here(self, at: datetime) -> None:
        last = self._last_health
        if last is None or not timedelta() <= at - last < _HEALTH_EVERY:
            self._last_health = at
            self.tell(at, SourceState.OK, f"{self.counts.pictures} pictures so far")

    def finish(self) -> None:
        """The source has ended: settle what is still held."""
        self._write(list(self._tracklets.finish()))

    def _frame(self, picture: Picture) -> Frame:
        georef = mask = None
        if picture.state is not None:
            georef = georef_of(picture.state, picture.pixels.shape)
            mask = self._sea.mask(georef, (picture.pixels.shape[0], picture.pixels.shape[1]))
        return Frame(
            picture.at,
            self._setup.source,
            picture.number,
            picture.pixels,
            georef=georef,
            mask=mask,
        )

    def _speed(self, at: datetime, georef: CameraGeoref) -> float:
        """Speed of the platform from its last two fixes, m/s; 0 for the first."""
        pose = georef.pose
        scale = 111_320.0 * np.array([np.cos(np.radians(pose.position.lat)), 1.0])
        here = np.array([pose.position.lon, pose.position.lat]) * scale
        last, self._last_state = self._last_state, (at, here)
        if last is None or at <= last[0]:
            return 0.0
        speed = float(np.hypot(*(here - last[1]))) / (at - last[0]).total_seconds()
        return min(speed, _MAX_SPEED_MPS)

    def _place(
        self, detection: Detection, frame: Frame, georef: CameraGeoref, speed_mps: float
    ) -> _Seen:
        place = locate(detection, georef, self._setup.budget, speed_mps)
        box = detection.box_px
        chip = None if self._writers.keeper is None else cut_chip(frame.pixels, box)
        quality = picture_quality(box, frame.pixels.shape)
        return _Seen(frame.number, frame.at, detection, place, chip, quality)

    def _footprint(self, at: datetime, georef: CameraGeoref) -> list[Value]:
        last = self._last_footprint
        if last is not None and timedelta() <= at - last < _FOOTPRINT_EVERY:
            return []
        self._last_footprint = at
        ring = self._sea.looked_at(georef)
        return [Footprint(at, self._setup.realm, self._setup.source, ring)]

    def _write(self, settled: Sequence[Settled[_Seen]], more: Sequence[Value] = ()) -> None:
        lines, keeper = self._writers.lines, self._writers.keeper
        if lines is not None:
            for item in settled:
                lines.write(json.dumps(_line(item), ensure_ascii=False) + "\n")
            lines.flush()
        confirmed = [s for s in settled if s.tracklet is not None]
        self.counts.sightings += len(confirmed)
        self.counts.tracklets = max([self.counts.tracklets, *(s.tracklet or 0 for s in confirmed)])
        if keeper is not None:
            values = [self._sighting(item, keeper) for item in confirmed]
            if values or more:
                keeper.put([*values, *more])

    def _sighting(self, item: Settled[_Seen], keeper: Keeper) -> Sighting:
        seen, place = item.thing, item.thing.place
        assert item.tracklet is not None and place is not None
        box = seen.detection.box_px
        return Sighting(
            id=f"{self._run}-{seen.number}-{box[0]:.0f}-{box[1]:.0f}",
            at=seen.at,
            realm=self._setup.realm,
            source=self._setup.source,
            position=place.position,
            ellipse=place.ellipse,
            label=seen.detection.label,
            score=seen.detection.score,
            frame=seen.number,
            box_px=box,
            tracklet=f"{self._run}-{item.tracklet}",
            evidence=self._evidence(item.tracklet, seen, keeper),
            length_m=place.length_m,
        )

    def _evidence(self, tracklet: int, seen: _Seen, keeper: Keeper) -> str | None:
        """The name of the best picture of a tracklet so far; a new one only when notably better."""
        quality, name = self._best.get(tracklet, (0.0, None))
        if seen.chip is not None and seen.quality > _NOTABLY_BETTER * quality:
            name = keeper.put_evidence(encode_chip(seen.chip))
            self._best[tracklet] = (seen.quality, name)
        return name


def _line(item: Settled[_Seen]) -> dict[str, Any]:
    """A detection as the JSON line of the contract."""
    seen, place = item.thing, item.thing.place
    line: dict[str, Any] = {
        "frame": seen.number,
        "at": utc_text(seen.at),
        "box_px": [round(v, 1) for v in seen.detection.box_px],
        "label": seen.detection.label,
        "score": round(seen.detection.score, 4),
        "track": item.tracklet,
    }
    if place is not None:
        ellipse = place.ellipse
        line["lonlat"] = [round(place.position.lon, 7), round(place.position.lat, 7)]
        line["ellipse_m"] = [
            round(ellipse.semi_major_m, 1),
            round(ellipse.semi_minor_m, 1),
            round(ellipse.orientation_deg, 1),
        ]
    return line
