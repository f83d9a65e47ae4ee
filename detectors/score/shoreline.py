"""Shorelines of the xView3 data: a file of NumPy for each scene, a list of contours.

They are pickles, which may hold any program: only what arrays are made of is let through.
"""

from __future__ import annotations

import io
import pickle
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from detectors.errors import ScoreError

MOST_BYTES = 256 * 1024 * 1024
_MADE_OF = {
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.numeric", "_frombuffer"),
    ("numpy.core.numeric", "_frombuffer"),
}


class _ArraysOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _MADE_OF:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        return super().find_class(module, name)


def read_shoreline(path: Path) -> NDArray[np.float64]:
    """(K, 2) column and row of all points of all contours; (0, 2) for a scene without a shore.

    Raises ScoreError for a file that is none.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
        contours = _contours(data)
        points = [np.asarray(contour, np.float64).reshape(-1, 2) for contour in contours]
    except (
        OSError,
        ValueError,
        TypeError,
        EOFError,
        pickle.UnpicklingError,
        AttributeError,
    ) as exc:
        raise ScoreError(f"{path.name} is no shoreline of xView3: {exc}") from exc
    # the files say row, column
    return np.concatenate([np.empty((0, 2)), *points])[:, ::-1]


def _contours(data: bytes) -> Any:
    file = io.BytesIO(data)
    version = npy.read_magic(file)
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    _shape, _fortran, kind = read(file)
    if not kind.hasobject:
        return np.load(io.BytesIO(data), allow_pickle=False)
    return _ArraysOnly(file).load()
