"""The anomaly detector on drawn seas and on real pictures."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import ValidationError

from detectors.detection import Detection
from detectors.errors import FrameError
from detectors.frame import Frame
from detectors.models.anomaly import AnomalyDetector, Options, build
from geodata.georef import CameraGeoref, CameraModel, CameraPose
from geodata.position import LonLat

Pixels = NDArray[np.uint8]
AT = datetime(2026, 5, 1, tzinfo=UTC)
GEOREF = CameraGeoref(
    CameraModel(1280, 720, 60.0, 36.0), CameraPose(LonLat(130.1, 34.2), 120.0, 0.0, -25.0, 0.0)
)
BROWN, NAVY, WHITE = (120, 75, 40), (25, 25, 45), (235, 235, 235)


@pytest.fixture(scope="module")
def detector() -> AnomalyDetector:
    return build(Options())


def sea(seed: int = 1) -> Pixels:
    """Water that brightens and greys towards the top, with waves that mirror the sky."""
    rng = np.random.default_rng(seed)
    rows = np.linspace(1.0, 0.0, 720, dtype=np.float32)[:, None, None]
    water = np.array([35, 60, 72], np.float32) + rows * np.array([55, 48, 50], np.float32)
    waves = cv2.GaussianBlur(
        rng.normal(0.0, 1.0, (720, 1280)).astype(np.float32), (0, 0), 5, None, 2
    )
    waves *= 7.0 / waves.std()
    picture = water + waves[..., None] * np.array([1.0, 0.93, 0.86], np.float32)
    picture += rng.normal(0.0, 1.5, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)


def put(picture: Pixels, box: tuple[int, int, int, int], colour: tuple[int, int, int]) -> Pixels:
    x0, y0, x1, y1 = box
    picture[y0:y1, x0:x1] = colour
    return picture


def frame(pixels: Pixels, **more: object) -> Frame:
    return replace(Frame(AT, "test", 1, pixels, georef=GEOREF), **more)


def covers(found: list[Detection], box: tuple[int, int, int, int]) -> bool:
    """Whether exactly one detection lies on the box."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    on = [d for d in found if d.box_px[0] <= x <= d.box_px[2] and d.box_px[1] <= y <= d.box_px[3]]
    return len(on) == 1


@pytest.mark.parametrize("seed", range(3))
def test_an_empty_sea_is_empty(detector: AnomalyDetector, seed: int) -> None:
    assert detector.detect(frame(sea(seed))) == []


@pytest.mark.parametrize("colour", [BROWN, NAVY])
@pytest.mark.parametrize("box", [(600, 60, 610, 65), (200, 300, 230, 312), (300, 380, 720, 470)])
def test_vessels_of_all_sizes_are_one_detection_each(
    detector: AnomalyDetector, box: tuple[int, int, int, int], colour: tuple[int, int, int]
) -> None:
    found = detector.detect(frame(put(sea(), box, colour)))
    assert len(found) == 1
    assert np.abs(np.subtract(found[0].box_px, box)).max() <= 4.0
    assert 0.0 < found[0].score <= 1.0


def test_the_waterline_is_the_lowest_pixel_of_each_column(detector: AnomalyDetector) -> None:
    picture = put(put(sea(), (500, 300, 520, 340), NAVY), (520, 300, 540, 320), NAVY)
    waterline = detector.detect(frame(picture))[0].waterline_px
    assert waterline is not None
    columns, rows = waterline.T
    assert (np.diff(columns) > 0).all()
    assert np.abs(rows[(columns > 504) & (columns < 516)] - 340).max() <= 2.0
    assert np.abs(rows[(columns > 524) & (columns < 536)] - 320).max() <= 2.0


def test_whitecaps_are_nothing_and_a_wake_is_not_part_of_its_boat(
    detector: AnomalyDetector,
) -> None:
    picture = sea()
    rng = np.random.default_rng(5)
    for x, y in rng.integers((0, 100), (1260, 700), (40, 2)):
        cv2.ellipse(picture, (int(x), int(y)), (9, 3), 0, 0, 360, WHITE, -1, cv2.LINE_AA)
    assert detector.detect(frame(picture)) == []
    put(picture, (500, 402, 700, 412), (190, 200, 203))
    put(picture, (460, 396, 500, 412), BROWN)
    found = detector.detect(frame(picture))
    assert len(found) == 1
    assert found[0].box_px[2] <= 506.0


def test_nothing_is_seen_where_the_mask_forbids(detector: AnomalyDetector) -> None:
    boxes = [(200, 300, 230, 312), (800, 300, 830, 312)]
    picture = put(put(sea(), boxes[0], BROWN), boxes[1], BROWN)
    picture[:, 640:700] = (90, 110, 60)  # land
    mask = np.ones(picture.shape[:2], np.bool_)
    mask[:, 600:] = False
    found = detector.detect(frame(picture, mask=mask))
    assert covers(found, boxes[0]) and len(found) == 1
    assert detector.detect(frame(picture, mask=np.zeros_like(mask))) == []


def test_parts_of_one_ship_are_one_detection(detector: AnomalyDetector) -> None:
    picture = put(sea(), (400, 300, 700, 360), WHITE)
    put(picture, (400, 360, 700, 390), NAVY)
    put(picture, (520, 320, 560, 335), (30, 50, 120))  # a painted roof in a white deckhouse
    assert len(detector.detect(frame(picture))) == 1


def test_what_is_too_small_for_a_vessel_is_left_out() -> None:
    box = (200, 640, 210, 644)  # about 2.2 m
    picture = put(sea(), box, BROWN)
    assert len(build(Options()).detect(frame(picture))) == 1
    assert build(Options(min_size_m=3.0)).detect(frame(picture)) == []


def test_other_bands_are_refused_with_a_reason(detector: AnomalyDetector) -> None:
    with pytest.raises(FrameError, match="red"):
        detector.detect(frame(sea(), bands=("thermal",)))


def test_unknown_options_are_refused() -> None:
    with pytest.raises(ValidationError, match="sensitivity"):
        Options.model_validate({"sensitivity": 3})


def read(path: Path) -> Pixels:
    return np.asarray(cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR_RGB), np.uint8)


def test_the_boat_and_its_companions_in_a_real_drone_picture(
    detector: AnomalyDetector, data_dir: Path
) -> None:
    picture = read(data_dir / "drone/searchwing_uav/testImgFull.jpg")
    found = detector.detect(Frame(AT, "real", 1, picture))
    for x, y in ((770, 1780), (2194, 1795), (2250, 1753)):  # a boat and two small things
        near = [
            d
            for d in found
            if d.box_px[0] - 40 < x < d.box_px[2] + 40 and d.box_px[1] - 40 < y < d.box_px[3] + 40
        ]
        assert near, (x, y)
    assert len(found) <= 6


def test_sun_glitter_in_a_real_picture_of_empty_sea(
    detector: AnomalyDetector, data_dir: Path
) -> None:
    path = next((data_dir / "drone/searchwing_uav/negatives").iterdir())
    assert len(detector.detect(Frame(AT, "real", 1, read(path)))) <= 2
