"""The edge of a picture as pixels, to be put on the map point by point."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def outline_px(shape: tuple[int, int], per_side: int = 16) -> Floats:
    """(4 * per_side, 2) places (column, row) round a picture of (rows, columns), from its first
    corner along the first row; not closed.

    A side is not straight on the map: the corners alone would cut into a radar picture.

    >>> outline_px((20, 30), 1).tolist()
    [[0.0, 0.0], [30.0, 0.0], [30.0, 20.0], [0.0, 20.0]]
    """
    rows, columns = shape
    along = np.arange(per_side) / per_side
    sides = [
        (along * columns, 0.0 * along),
        (0.0 * along + columns, along * rows),
        ((1.0 - along) * columns, 0.0 * along + rows),
        (0.0 * along, (1.0 - along) * rows),
    ]
    return np.concatenate([np.column_stack(side) for side in sides])
