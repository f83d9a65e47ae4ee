"""The blobs of all polarisations of one thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detectors.cfar import Blob


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    px: tuple[float, float]
    box_px: tuple[float, float, float, float]
    length_m: float
    width_m: float
    axis: tuple[float, float]
    blobs: Mapping[str, Blob]

    @property
    def contrasts(self) -> dict[str, float]:
        return {name: blob.contrast for name, blob in self.blobs.items()}


def joined(blobs: Mapping[str, Sequence[Blob]], spacing: tuple[float, float]) -> tuple[Joined, ...]:
    out = []
    used: set[int] = set()
    names = list(blobs)
    for k, name in enumerate(names):
        for b in blobs[name]:
            if id(b) in used:
                continue
            own = {name: b}
            for other in names[k + 1 :]:
                for c in blobs[other]:
                    if np.hypot(*(np.subtract(b.centroid_px, c.centroid_px))) < 10:
                        own[other] = c
                        used.add(id(c))
            d = (b.px + 0.5 - b.centroid_px) * spacing
            w, v = np.linalg.eigh(d.T @ d / len(d) + np.eye(2) * 8)
            out.append(
                Joined(
                    b.centroid_px,
                    b.box_px,
                    float(3.46 * w[1] ** 0.5),
                    float(3.46 * w[0] ** 0.5),
                    (float(v[0, 1]), float(v[1, 1])),
                    own,
                )
            )
    return tuple(out)
