"""Found against labelled: pairs within five pixels, and what they say, by what is round them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from detectors.detection import Box
from detectors.optical.bands import Mask
from detectors.optical.water import has_open_water

REACH_PX = 5.0


@dataclass(frozen=True, slots=True)
class Counts:
    """right: labelled and found; wrong: found only; missed: labelled only."""

    right: int
    wrong: int
    missed: int

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.right + other.right, self.wrong + other.wrong, self.missed + other.missed
        )

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1.0 where there was nothing to find or doubt."""
        whole = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / whole if whole else 1.0


def pairs_within(
    labelled: NDArray[np.float64], found: NDArray[np.float64], reach_px: float = REACH_PX
) -> list[tuple[int, int]]:
    """Index pairs (labelled, found) whose box centres are at most `reach_px` apart.

    Each is used once; as many pairs as can be, then the shortest (Hungarian). Boxes: (N, 4).
    """
    if not len(labelled) or not len(found):
        return []
    distance = np.linalg.norm(_centres(labelled)[:, None] - _centres(found)[None], axis=-1)
    rows, columns = linear_sum_assignment(np.where(distance <= reach_px, distance, 1e6))
    chosen = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(i, j) for i, j in chosen if distance[i, j] <= reach_px]


def count(labelled: NDArray[np.float64], found: list[Box], land: Mask) -> tuple[Counts, Counts]:
    """(with open water round them, all). Everything found is matched before it is sorted.

    A labelled vessel, missed or found, is sorted by its own box; what matches no label by the box
    of the find, by the same rule (`has_open_water`): a false alarm counts where it lies.
    """
    boxes = np.array(found, np.float64).reshape(-1, 4)
    pairs = pairs_within(labelled, boxes)
    is_open = [has_open_water(land, _box(row)) for row in labelled]
    hit, used = {i for i, _ in pairs}, {j for _, j in pairs}
    wrong = [j for j in range(len(boxes)) if j not in used]
    wrong_open = sum(has_open_water(land, _box(boxes[j])) for j in wrong)
    right_open = sum(is_open[i] for i in hit)
    return (
        Counts(right_open, wrong_open, sum(is_open) - right_open),
        Counts(len(pairs), len(wrong), len(labelled) - len(pairs)),
    )


def _centres(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    return (boxes[:, :2] + boxes[:, 2:]) / 2.0


def _box(row: NDArray[np.float64]) -> Box:
    return float(row[0]), float(row[1]), float(row[2]), float(row[3])
