"""Cells of a grid as shapes."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from geodata.position import Floats
from mission_planner.airspace import Flags


def cells_shape(west_m: float, south_m: float, cell_m: float, chosen: Flags) -> MultiPolygon:
    """The union of the chosen cells of a grid (rows, columns), of which (0, 0) is south-west."""
    rows, columns = chosen.nonzero()
    # neighbours have one and the same edge, or the union would keep seams between them
    south, north = (_edges(south_m, cell_m, k) for k in (rows, rows + 1))
    west, east = (_edges(west_m, cell_m, k) for k in (columns, columns + 1))
    joined = shapely.union_all(shapely.box(west, south, east, north))
    return MultiPolygon([p for p in shapely.get_parts(joined) if isinstance(p, Polygon)])


def _edges(first_m: float, cell_m: float, number: NDArray[np.intp]) -> Floats:
    return np.asarray(first_m + number * cell_m, np.float64)
