"""Single pictures as a source: a picture file, or a folder of them in the order of their names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from surveillance.errors import VideoError
from surveillance.sources.video import Picture

_SUFFIXES = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp"}


def picture_files(source: Path) -> list[Path]:
    """The picture files that `source` stands for; empty when it is neither picture nor folder.

    Raises VideoError for a folder without pictures.
    """
    if source.is_dir():
        found = sorted(p for p in source.iterdir() if p.suffix.lower() in _SUFFIXES)
        if not found:
            raise VideoError(f"folder {source} holds no picture (jpg, png, tif, bmp, webp)")
        return found
    return [source] if source.suffix.lower() in _SUFFIXES else []


def read_pictures(files: list[Path]) -> Iterator[Picture]:
    """The pictures, timed by their files' times. Raises VideoError at one that cannot be read."""
    for number, path in enumerate(files, start=1):
        try:
            made = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            coded = np.frombuffer(path.read_bytes(), np.uint8)
        except OSError as exc:
            raise VideoError(f"cannot read picture {path}: {exc.strerror}") from exc
        decoded = cv2.imdecode(coded, cv2.IMREAD_COLOR_RGB) if coded.size else None
        if decoded is None:
            raise VideoError(f"{path} is no picture that can be read")
        yield Picture(number, made, cast(NDArray[np.uint8], decoded), None)
