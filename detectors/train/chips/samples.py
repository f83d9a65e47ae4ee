"""Labelled windows from simulated radar scenes: what the search finds, and what it truly is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.cfar import Settings, find_blobs, fuse, shapes
from detectors.chips.normalise import SIDE_PX, SPACING_M
from detectors.chips.windows import windows_at
from detectors.errors import TrainingError
from geodata.sentinel1.product import open_product

MARGIN_PX = 4  # beyond the network's window, so that training may shift it
HIT_PX = 8.0
NEAR_PX = 40.0  # of something: what is bright there may be part of it
# more of the sea's own bright pixels than a scan lets through: they are what is not a vessel
EAGER = Settings(false_alarm_rate=1e-6, threads=2)
AS_SCANNED = Settings(threads=2)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """windows (N, 2, side, side) digital numbers, with MARGIN_PX round the network's; kind (N,): as
    the truth calls it, or `clutter`; length_m (N,): of a vessel, NaN for others; measured_m (N,):
    the length of the bright blob."""

    windows: NDArray[np.uint16]
    kind: NDArray[np.str_]
    length_m: Floats
    measured_m: Floats

    @property
    def is_vessel(self) -> NDArray[np.bool_]:
        """(N,)."""
        return np.asarray(self.kind == "vessel")


def read_samples(folder: Path, settings: Settings = EAGER) -> Samples:
    """All samples of the scenes in a folder, as the simulator writes them.

    Raises TrainingError where there are none.
    """
    truths = sorted(folder.glob("*.truth.geojson")) if folder.is_dir() else []
    parts = [_of_scene(truth, settings) for truth in truths]
    if not parts:
        raise TrainingError(
            f"no scenes with their truth in {folder}: write some with python -m simulator.satellite"
        )
    return Samples(
        np.concatenate([part.windows for part in parts]),
        np.concatenate([part.kind for part in parts]),
        np.concatenate([part.length_m for part in parts]),
        np.concatenate([part.measured_m for part in parts]),
    )


def _of_scene(truth: Path, settings: Settings) -> Samples:
    product = open_product(truth.with_name(truth.name.replace(".truth.geojson", ".SAFE")))
    told = [
        feature["properties"]
        for feature in json.loads(truth.read_text(encoding="utf-8"))["features"]
        if "px" in feature["properties"]
    ]
    blobs = {
        name: find_blobs(product.strips(name, is_clean=True), None, settings)
        for name in product.polarisations
    }
    things = fuse(blobs, settings.gap_px)
    px = np.array([thing.main.centroid_px for thing in things]).reshape(-1, 2)
    measured = shapes((thing.main for thing in things), (SPACING_M, SPACING_M))
    labels = list(_labels(px, told))
    kept = np.array([n for n, label in enumerate(labels) if label is not None], np.int64)
    chosen = [labels[n] or ("", np.nan) for n in kept]
    return Samples(
        windows_at(product, px[kept], SIDE_PX + 2 * MARGIN_PX),
        np.array([kind for kind, _ in chosen], np.str_),
        np.array([length for _, length in chosen], np.float64),
        np.array([measured[n].length_m for n in kept], np.float64),
    )


def _labels(px: Floats, told: list[dict[str, Any]]) -> Iterator[tuple[str, float] | None]:
    """What each place shows, and its length if it is a vessel; None where that is not sure."""
    places = np.array([one["px"] for one in told], np.float64).reshape(-1, 2)
    reach = np.array([max(one.get("length_m", 0.0) / 2.0 / SPACING_M, HIT_PX) for one in told])
    for place in px:
        away = np.hypot(*(places - place).T)
        inside = np.flatnonzero(away <= reach)
        if len(inside):
            # of several the vessel, then whatever is nearest: a ghost may lie on anything
            best = min(inside, key=lambda n: (told[n]["kind"] != "vessel", away[n]))
            kind = told[best]["kind"]
            yield kind, float(told[best]["length_m"]) if kind == "vessel" else np.nan
        elif away.min(initial=np.inf) > NEAR_PX:
            yield "clutter", np.nan
        else:
            yield None
