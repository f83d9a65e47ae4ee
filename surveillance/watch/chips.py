"""Small pictures of what was seen, as evidence."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.detection import Box

MAX_BYTES = 20_000
_LEAST_SIDE_PX = 96
_LARGEST_SIDE_PX = 320
_QUALITIES = (90, 80, 70, 55, 40, 25, 10)


def cut_chip(pixels: NDArray[np.uint8], box: Box, margin: float = 0.6) -> NDArray[np.uint8]:
    """A copy of the picture round a box, with `margin` of its size on each side; RGB."""
    rows, columns = pixels.shape[:2]
    x0, y0, x1, y1 = box
    half = max((0.5 + margin) * max(x1 - x0, y1 - y0), _LEAST_SIDE_PX / 2)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    left, right = int(max(x - half, 0)), int(min(x + half, columns))
    top, bottom = int(max(y - half, 0)), int(min(y + half, rows))
    return pixels[top:bottom, left:right].copy()


def encode_chip(chip: NDArray[np.uint8]) -> bytes:
    """The chip as a JPEG of at most 20 kB: shrunk to 320 pixels, then coded ever more coarsely."""
    side = max(chip.shape[:2])
    if side > _LARGEST_SIDE_PX:
        scale = _LARGEST_SIDE_PX / side
        size = (max(1, round(chip.shape[1] * scale)), max(1, round(chip.shape[0] * scale)))
        chip = np.asarray(cv2.resize(chip, size, interpolation=cv2.INTER_AREA), np.uint8)
    coded = b""
    for quality in _QUALITIES:
        bgr = np.ascontiguousarray(chip[:, :, ::-1])
        _, buffer = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
        coded = buffer.tobytes()
        if len(coded) <= MAX_BYTES:
            break
    return coded


def picture_quality(box: Box, shape: tuple[int, ...]) -> float:
    """How good a picture of its thing a box is: pixels of it, a tenth when the edge cuts it."""
    x0, y0, x1, y1 = box
    cut = x0 < 2 or y0 < 2 or x1 > shape[1] - 2 or y1 > shape[0] - 2
    return (x1 - x0) * (y1 - y0) * (0.1 if cut else 1.0)
