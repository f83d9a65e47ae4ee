"""Finding vessels in simulated pictures: the anomaly detector beside what OpenCV offers."""

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.rows import Row
from bench.shots import Finder, Shot, scores, shots
from detectors.models.anomaly import Options, build
from simulator.camera.camera import Box

SEEDS, PER_SEED = (201, 202, 203, 204), 15
# The peers' settings are the best of a grid on other seeds, by the harmonic mean of recall and
# precision.
BLOB_AREA_PX, BLOB_STEP, BLOB_APART_PX = 60.0, 20.0, 10.0
BLUR_SIGMA_PX, THRESHOLD_SIGMAS, LEAST_PX = 10.0, 8.0, 80


def measure() -> list[Row]:
    """All finders on the same pictures with the same mask.

    Ours was developed on this simulator, whose waves and vessels are kinder than real ones: a full
    score here promises nothing at sea.
    """
    pictures = shots(SEEDS, PER_SEED)
    found, *others = scores([ours(), blob(), threshold()], pictures)
    note = f"{len(pictures)} simulated pictures 1280x720, {found.wanted} vessels in view"
    rows = []
    for name, peer in zip(("cv2.SimpleBlobDetector", "cv2 blur + threshold"), others, strict=True):
        rows += [
            Row("detect in a picture, mean", found.mean_ms, "ms", name, peer.mean_ms),
            Row("vessels found", found.recall_pct, "%", name, peer.recall_pct, True, note),
            Row("false in a picture", found.false_each, "number", name, peer.false_each),
        ]
    return rows


def ours() -> Finder:
    """The product's detector as it comes."""
    detector = build(Options())
    return lambda shot: [found.box_px for found in detector.detect(shot.frame)]


def blob() -> Finder:
    """cv2.SimpleBlobDetector, once for dark and once for bright things."""
    detectors = []
    for colour in (0, 255):
        params = cv2.SimpleBlobDetector_Params()
        params.filterByColor, params.blobColor = True, colour
        params.filterByArea, params.minArea, params.maxArea = True, BLOB_AREA_PX, 60_000.0
        params.filterByCircularity = params.filterByConvexity = params.filterByInertia = False
        params.minThreshold, params.maxThreshold = 10.0, 250.0
        params.thresholdStep, params.minDistBetweenBlobs = BLOB_STEP, BLOB_APART_PX
        detectors.append(cv2.SimpleBlobDetector_create(params))

    def find(shot: Shot) -> list[Box]:
        grey = _grey(shot)
        points = [p for d in detectors for p in d.detect(grey, shot.mask.view(np.uint8) * 255)]
        return [_around(p.pt, p.size / 2.0) for p in points if _at(shot.mask, p.pt)]

    return find


def threshold() -> Finder:
    """Difference to a blurred sea beyond some sigmas, closed, connected components."""
    square = np.ones((5, 5), np.uint8)

    def find(shot: Shot) -> list[Box]:
        grey = _grey(shot).astype(np.float32)
        weight = shot.mask.astype(np.float32)
        small = (grey.shape[1] // 4, grey.shape[0] // 4)
        sums, weights = (
            cv2.GaussianBlur(cv2.resize(a, small, interpolation=cv2.INTER_AREA), (0, 0),
                             BLUR_SIGMA_PX / 4.0) for a in (grey * weight, weight)
        )  # fmt: skip
        sea = cv2.resize(sums / np.maximum(weights, 1e-3), grey.shape[::-1])
        off = (grey - sea) * weight
        sigma = 1.4826 * float(np.median(np.abs(off[shot.mask])))
        far = (np.abs(off) > THRESHOLD_SIGMAS * sigma).astype(np.uint8)
        closed = cv2.morphologyEx(far, cv2.MORPH_CLOSE, square)
        stats = cv2.connectedComponentsWithStats(closed)[2][1:]
        return [(float(x), float(y), float(x + w), float(y + h))
                for x, y, w, h, area in stats if area >= LEAST_PX]  # fmt: skip

    return find


def _grey(shot: Shot) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(shot.frame.pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def _around(point: tuple[float, float], radius: float) -> Box:
    return point[0] - radius, point[1] - radius, point[0] + radius, point[1] + radius


def _at(mask: NDArray[np.bool_], point: tuple[float, float]) -> bool:
    x, y = (int(v) for v in point)
    return bool(mask[min(y, mask.shape[0] - 1), min(x, mask.shape[1] - 1)])
