"""The radar's own noise in squares of digital numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.products.fields import Fields
from geodata.sentinel1.swaths import SwathBounds
from geodata.sentinel1.tables import LineTable, read_line_table

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class AzimuthNoise:
    """How the noise swells and fades along the track within one rectangle of the picture.

    rows (L,): places (.5), in order; factors (L,).
    """

    bounds: SwathBounds
    rows: Floats
    factors: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Noise:
    """Noise along the range, times a factor along the track where the annotation has one.

    Products made before March 2018 (processor 2.9) have none.
    """

    along_range: LineTable
    along_track: tuple[AzimuthNoise, ...]

    def at(self, px: Floats) -> Floats:
        """(N,) noise at pixels (N, 2), in squares of digital numbers."""
        noise = self.along_range.at(px)
        for block in self.along_track:
            inside = block.bounds.miss_px(px) <= 0.0
            noise[inside] *= np.interp(px[inside, 1], block.rows, block.factors)
        return noise


def read_noise(text: bytes, where: str) -> Noise:
    """The noise annotation in its present form and in the one before 2018.

    Raises ProductError for what is missing or odd.
    """
    root = Fields.of(text, where, "noise")
    if root.find("noiseVectorList") is not None:
        old = root.some("noiseVectorList/noiseVector")
        return Noise(read_line_table(old, "noiseLut"), ())
    vectors = root.some("noiseRangeVectorList/noiseRangeVector")
    blocks = root.all("noiseAzimuthVectorList/noiseAzimuthVector")
    return Noise(read_line_table(vectors, "noiseRangeLut"), tuple(map(_azimuth, blocks)))


def _azimuth(block: Fields) -> AzimuthNoise:
    names = ("firstAzimuthLine", "lastAzimuthLine", "firstRangeSample", "lastRangeSample")
    bounds = SwathBounds(*(block.whole(name, -200_000, 200_000) for name in names))
    lines, factors = block.numbers("line"), block.numbers("noiseAzimuthLut")
    if len(lines) != len(factors):
        raise block.wrong("noiseAzimuthLut", f"has {len(factors)} numbers for {len(lines)} lines")
    if not (np.diff(lines) > 0.0).all():
        raise block.wrong("line", "does not grow")
    return AzimuthNoise(bounds, lines + 0.5, factors)
