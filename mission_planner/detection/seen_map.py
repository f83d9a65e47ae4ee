"""Where a plan finds boats: the probability place by place, for boats that lie still."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPolygon

from geodata.position import Floats
from mission_planner.cells import cells_shape
from mission_planner.detection.assess import looked_for
from mission_planner.detection.traffic import through
from mission_planner.detection.watch import exposures, watches_of
from mission_planner.planned import Plan

CELLS_ACROSS = 80
LEAST_CELL_M = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class SeenMap:
    """Probabilities (rows, columns) from south-west, local metres; NaN outside the strip.

    Of a boat that lies in the middle of a cell all the while: that it is found by the end.
    """

    west_m: float
    south_m: float
    cell_m: float
    probability: Floats

    def at_least(self, probability: float) -> MultiPolygon:
        """The cells in which it is as likely as this or likelier; NaN is no such cell."""
        chosen = np.asarray(self.probability >= probability, np.bool_)
        return cells_shape(self.west_m, self.south_m, self.cell_m, chosen)


def seen_map(plan: Plan) -> SeenMap:
    """The map of a plan with a detection: its kind of boat, its sea, light and sun."""
    assert plan.detection is not None  # asked for only then
    strip = looked_for(plan)
    west, south, east, north = strip.bounds
    cell = max((east - west) / CELLS_ACROSS, (north - south) / CELLS_ACROSS, LEAST_CELL_M)
    columns, rows = (max(1, math.ceil(length / cell)) for length in (east - west, north - south))
    across, up = np.meshgrid(np.arange(columns) + 0.5, np.arange(rows) + 0.5)
    places = np.column_stack([west + cell * across.ravel(), south + cell * up.ravel()])
    shapely.prepare(strip)
    inside = shapely.contains_xy(strip, places)
    nothing = np.zeros(int(inside.sum()))
    boats = through(places[inside], 0.0, nothing, nothing)
    probability = np.full(len(places), np.nan)
    probability[inside] = -np.expm1(
        -sum(exposures(watches_of(plan, plan.detection.against), boats))
    )
    return SeenMap(west, south, cell, probability.reshape(rows, columns))
