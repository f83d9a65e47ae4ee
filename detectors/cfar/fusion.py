"""Blobs of several polarisations of one scene: what lies at one place is one thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from detectors.cfar.blobs import Blob
from detectors.cfar.clusters import connected


@dataclass(frozen=True, slots=True, eq=False)
class Fused:
    """One place that is bright in at least one polarisation.

    blobs: by polarisation, the one with the highest contrast where there are several. box_px: round
    all of them. contrasts: standard deviations above the clutter, by polarisation; one that does
    not see it is missing.
    """

    box_px: tuple[int, int, int, int]
    blobs: Mapping[str, Blob]

    @property
    def contrasts(self) -> dict[str, float]:
        """Standard deviations of the clutter above its mean, by polarisation."""
        return {name: blob.contrast for name, blob in self.blobs.items()}

    @property
    def main(self) -> Blob:
        """The blob that stands out most: the one to measure."""
        return max(self.blobs.values(), key=lambda b: b.contrast)


def fuse(blobs: Mapping[str, Iterable[Blob]], gap_px: int = 2) -> tuple[Fused, ...]:
    """What is seen in any of the polarisations, in the order of the first pixels.

    blobs: by polarisation, of pictures of one grid. Blobs are one thing where their pixels touch,
    or where their strong ones are no farther apart than the gap.
    """
    named = [(name, blob) for name, own in blobs.items() for blob in own]
    if not named:
        return ()
    px = np.concatenate([blob.px for _, blob in named])
    is_strong = np.concatenate([blob.is_strong for _, blob in named])
    owner = np.repeat(np.arange(len(named)), [len(blob.px) for _, blob in named])
    order = np.lexsort((px[:, 0], px[:, 1]))
    root = connected(px[order, 1], px[order, 0], is_strong[order], gap_px)
    # a blob's own pixels are one cluster already, but for the gaps that this call may not close
    groups: dict[int, list[int]] = {}
    place = {int(o): int(r) for o, r in zip(owner[order][::-1], root[::-1], strict=True)}
    for number in sorted(place, key=lambda n: (place[n], n)):
        groups.setdefault(place[number], []).append(number)
    return tuple(_fused([named[n] for n in group]) for group in groups.values())


def _fused(group: list[tuple[str, Blob]]) -> Fused:
    boxes = np.array([blob.box_px for _, blob in group])
    (x0, y0), (x1, y1) = boxes[:, :2].min(axis=0).tolist(), boxes[:, 2:].max(axis=0).tolist()
    best: dict[str, Blob] = {}
    for name, blob in group:
        if name not in best or blob.contrast > best[name].contrast:
            best[name] = blob
    return Fused((x0, y0, x1, y1), best)
