"""Simulated pictures with the truth about them, and how well a finder of vessels does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from bench.rows import once_s
from bench.scene import Scene
from detectors.frame import Frame
from geodata.coast import Land
from geodata.georef import CameraGeoref
from simulator.camera.camera import Box
from surveillance.watch.scene import SeaView

REPEATS = 3
ATTITUDE_SIGMA_DEG = 0.5  # of the simulated drone: as much shore is left out as in a real watch
NEAR_PX = 10.0  # a detection may lie this far outside the true box


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """A picture, where to look, vessels that must be found there, and all that are visible."""

    frame: Frame
    mask: NDArray[np.bool_]
    wanted: list[Box]
    visible: list[Box]


Finder = Callable[[Shot], list[Box]]


@dataclass(slots=True)
class Score:
    """What one finder did: wall seconds, best of the repeats, and hits and falses."""

    seconds: list[float] = field(default_factory=list)
    wanted: int = 0
    hit: int = 0
    false: int = 0

    @property
    def mean_ms(self) -> float:
        """Milliseconds per picture."""
        return 1e3 * sum(self.seconds) / len(self.seconds)

    @property
    def recall_pct(self) -> float:
        """Share of the wanted vessels that were found."""
        return 100.0 * self.hit / self.wanted

    @property
    def false_each(self) -> float:
        """False detections per picture."""
        return self.false / len(self.seconds)


def shots(seeds: tuple[int, ...], count: int) -> list[Shot]:
    """Pictures of several seeds, evenly round the island."""
    return [_shot(scene, n, n / count) for scene in map(Scene, seeds) for n in range(count)]


def _shot(scene: Scene, number: int, share: float) -> Shot:
    t_s, pose = scene.time_s(share), scene.pose(share)
    pixels, georef = scene.picture(share), CameraGeoref(scene.model, pose)
    sea = SeaView(Land(scene.world.area.land), ATTITUDE_SIGMA_DEG)
    mask = sea.mask(georef, pixels.shape[:2])
    at = scene.world.scenario.epoch + timedelta(seconds=t_s)
    looks = [
        look for look in scene.camera.look(pose, scene.world.vessels_at(t_s))
        if look.box_px is not None and not look.occluded
    ]  # fmt: skip
    wanted = [look.box_px for look in looks if look.in_view and _is_sea(mask, look.box_px)]
    frame = Frame(at, "bench", number, pixels, georef=georef, mask=mask)
    return Shot(frame, mask, wanted, [look.box_px for look in looks])


def _is_sea(mask: NDArray[np.bool_], box: Box) -> bool:
    """At least half of the box is where a detector may look."""
    x0, y0, x1, y1 = (int(v) for v in box)
    return bool(mask[y0 : y1 + 1, x0 : x1 + 1].mean() >= 0.5)


def _middle(box: Box) -> Box:
    x, y = (box[0] + box[2]) / 2.0, (box[1] + box[3]) / 2.0
    return x, y, x, y


def scores(finders: list[Finder], pictures: list[Shot]) -> list[Score]:
    """What each finder did, picture by picture in turn, so that all have the same machine.

    A vessel is hit by a detection whose middle lies in its box; a detection that touches no vessel
    is false, one that only touches (a wake, a bow wave) is neither.
    """
    results = [Score() for _ in finders]
    for find in finders:
        find(pictures[0])
    for shot in pictures:
        for find, result in zip(finders, results, strict=True):
            _add(result, find, shot)
    return results


def _add(result: Score, find: Finder, shot: Shot) -> None:
    result.seconds.append(min(once_s(lambda: find(shot)) for _ in range(REPEATS)))
    found = find(shot)
    result.wanted += len(shot.wanted)
    result.hit += sum(any(_touch(_middle(f), box) for f in found) for box in shot.wanted)
    result.false += sum(not any(_touch(f, box) for box in shot.visible) for f in found)


def _touch(a: Box, b: Box) -> bool:
    return (a[0] <= b[2] + NEAR_PX and b[0] <= a[2] + NEAR_PX
            and a[1] <= b[3] + NEAR_PX and b[1] <= a[3] + NEAR_PX)  # fmt: skip
