"""The pipeline from pictures to values and JSON lines."""

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from shapely.geometry import Polygon

from detectors.detection import Detection
from detectors.frame import Frame
from geodata.coast import Land
from geodata.georef import CameraGeoref, CameraModel, CameraPose
from geodata.position import LocalFrame, LonLat, distance_m
from surveillance.model import Footprint, Realm, Sighting, SourceHealth, SourceState, Value
from surveillance.sources.pose import SensorState
from surveillance.sources.video import Picture
from surveillance.watch import Watch, WatchSetup, Writers
from surveillance.watch.scene import SeaView, georef_of

T0 = datetime(2026, 5, 1, tzinfo=UTC)
HERE = LonLat(130.1, 34.24)
SEA = LocalFrame(HERE)
PIXELS = np.random.default_rng(3).integers(30, 90, (720, 1280, 3), np.uint8)


def state(number: int, heading_deg: float = 0.0) -> SensorState:
    pose = CameraPose(HERE, 120.0, heading_deg, -25.0, 0.0)
    return SensorState(T0 + timedelta(seconds=number / 2), pose, 60.0, 36.0)


def picture(number: int, *, posed: bool = True) -> Picture:
    at = T0 + timedelta(seconds=number / 2)
    return Picture(number, at, PIXELS, state(number) if posed else None)


@dataclass
class Scripted:
    """A detector that sees a boat of growing size at a place, in the pictures named."""

    place: tuple[float, float]
    pictures: range
    masks: list[Frame] = field(default_factory=list)

    def detect(self, frame: Frame) -> list[Detection]:
        self.masks.append(frame)
        if frame.number not in self.pictures:
            return []
        if frame.georef is None:
            return [Detection((10.0, 10.0, 30.0, 20.0), 0.9, "anomaly")]
        x, y = frame.georef.pixels([[*self.place, 0.0]])[0]
        half = 8.0 + 0.02 * frame.number
        waterline = np.array([[x - half, y], [x, y], [x + half, y]])
        return [Detection((x - half, y - half, x + half, y), 0.9, "anomaly", waterline)]


@dataclass
class Kept:
    """An outbox that remembers."""

    values: list[Value] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)

    def put(self, values: Sequence[Value]) -> str:
        self.values.extend(values)
        return "key"

    def put_evidence(self, jpeg: bytes) -> str:
        self.pictures.append(jpeg)
        return hashlib.sha256(jpeg).hexdigest()

    def of(self, kind: type) -> list[Value]:
        return [v for v in self.values if isinstance(v, kind)]


def run(
    detector: Scripted, count: int, *, posed: bool = True, land: Land | None = None
) -> tuple[Kept, list[dict[str, object]]]:
    kept, lines = Kept(), io.StringIO()
    setup = WatchSetup("heron-1", Realm.SIMULATED)
    watch = Watch(setup, detector, SeaView(land, 0.5), Writers(kept, lines))
    for number in range(1, count + 1):
        watch.see(picture(number, posed=posed))
    watch.finish()
    return kept, [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_boat_becomes_sightings_of_one_tracklet_with_few_evidence_pictures() -> None:
    kept, lines = run(Scripted((0.0, 400.0), range(1, 31)), 30)
    sightings = [v for v in kept.values if isinstance(v, Sighting)]
    assert len(sightings) == 30
    assert len({s.id for s in sightings}) == 30
    assert len({s.tracklet for s in sightings}) == 1
    assert all(distance_m(s.position, SEA.lonlat(0.0, 400.0)) < 15.0 for s in sightings)
    assert all(s.realm is Realm.SIMULATED and s.source == "heron-1" for s in sightings)
    assert [s.frame for s in sightings] == list(range(1, 31))
    assert 1 <= len(kept.pictures) <= 3  # only when notably better
    stored = {hashlib.sha256(p).hexdigest() for p in kept.pictures}
    assert {s.evidence for s in sightings} == stored
    assert {line["track"] for line in lines} == {1}


def test_pictures_from_the_deck_are_not_looked_at() -> None:
    kept, detector = Kept(), Scripted((0.0, 8.0), range(1, 9))
    setup = WatchSetup("heron-1", Realm.SIMULATED)
    watch = Watch(setup, detector, SeaView(None, 0.5), Writers(kept))
    for number in range(1, 9):
        low = replace(state(number), pose=CameraPose(HERE, 2.0, 0.0, -25.0, 0.0))
        watch.see(replace(picture(number), state=low))
    watch.finish()
    assert watch.counts.pictures == watch.counts.too_low == 8
    assert not detector.masks and not kept.of(Sighting) and not kept.of(Footprint)


def test_lines_have_the_fields_of_the_contract() -> None:
    _, lines = run(Scripted((50.0, 350.0), range(1, 6)), 5)
    assert set(lines[0]) == {
        "frame", "at", "box_px", "label", "score", "track", "lonlat", "ellipse_m",
    }  # fmt: skip
    assert lines[0]["at"] == "2026-05-01T00:00:00.500000Z"
    assert isinstance(lines[0]["ellipse_m"], list) and len(lines[0]["ellipse_m"]) == 3
    assert lines[0]["label"] == "anomaly"


def test_what_shows_up_once_is_a_line_but_never_a_sighting() -> None:
    kept, lines = run(Scripted((0.0, 400.0), range(3, 4)), 12)
    assert not kept.of(Sighting) and not kept.pictures
    assert [(line["frame"], line["track"]) for line in lines] == [(3, None)]


def test_pictures_without_pose_are_searched_and_give_pixel_lines_only() -> None:
    detector = Scripted((0.0, 400.0), range(1, 4))
    kept, lines = run(detector, 3, posed=False)
    assert not kept.of(Sighting) and not kept.of(Footprint)
    assert len(lines) == 3
    assert all("lonlat" not in line and line["track"] is None for line in lines)
    assert detector.masks[0].mask is None


def test_a_footprint_every_two_seconds_of_the_clock() -> None:
    kept, _ = run(Scripted((0.0, 400.0), range(0)), 21)
    prints = [v for v in kept.values if isinstance(v, Footprint)]
    assert [(v.at - prints[0].at).total_seconds() for v in prints] == [0, 2, 4, 6, 8, 10]
    ring = Polygon([SEA.point(p) for p in prints[0].ring])
    assert ring.is_valid and ring.contains(Polygon([(-20, 300), (20, 300), (20, 500), (-20, 500)]))


def test_land_and_what_lies_behind_it_are_masked() -> None:
    island = SEA.geometry_to_lonlat(Polygon([(-60, 380), (60, 380), (60, 500), (-60, 500)]))
    detector = Scripted((0.0, 400.0), range(0))
    run(detector, 1, land=Land(island))
    frame = detector.masks[0]
    assert frame.georef is not None and frame.mask is not None
    spots = {"island": (0.0, 440.0), "behind": (0.0, 700.0), "left": (-250.0, 440.0)}
    seen = {}
    for name, spot in spots.items():
        x, y = frame.georef.pixels([[*spot, 0.0]])[0]
        seen[name] = bool(frame.mask[int(y), int(x)])
    assert seen == {"island": False, "behind": False, "left": True}


def test_health_of_the_stream_reaches_the_outbox() -> None:
    kept = Kept()
    setup = WatchSetup("heron-1", Realm.SIMULATED)
    detector = Scripted((0.0, 0.0), range(0))
    watch = Watch(setup, detector, SeaView(None, 0.5), Writers(kept))
    watch.tell(T0, SourceState.LOST, "tcp://x ended")
    assert kept.values == [
        SourceHealth(T0, Realm.SIMULATED, "heron-1", "video", SourceState.LOST, "tcp://x ended")
    ]


@pytest.mark.parametrize(("stated", "used"), [(36.0, 36.0), (None, 35.98), (20.0, 35.98)])
def test_a_vertical_angle_of_another_crop_is_not_believed(
    stated: float | None, used: float
) -> None:
    known = SensorState(T0, state(0).pose, 60.0, stated)
    georef = georef_of(known, PIXELS.shape)
    assert georef == CameraGeoref(CameraModel(1280, 720, 60.0, georef.model.vfov_deg), known.pose)
    assert georef.model.vfov_deg == pytest.approx(used, abs=0.01)
