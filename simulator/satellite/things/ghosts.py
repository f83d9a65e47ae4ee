"""Azimuth ambiguities: faint copies of bright things, kilometres ahead and behind.

An echo whose Doppler is off by a whole number of the pulse rate looks to the processor as if it
were not: it is put where the range would change that fast. See F. K. Li and W. T. K. Johnson,
"Ambiguities in spaceborne synthetic aperture radar systems", IEEE Trans. AES 19 (1983).
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from simulator.satellite.radar.image import Image
from simulator.satellite.radar.swaths import swath_at
from simulator.satellite.things.thing import Thing

Floats = NDArray[np.float64]

ORDERS = (-2, -1, 1, 2)
LOSS_DB = {1: (20.0, 25.0), 2: (27.0, 32.0)}
SMEAR = 1.6  # its range changed while it was collected, so it is out of focus


@dataclass(frozen=True, slots=True)
class Ghost:
    """A copy of `parent`, shown at a pixel place; loss_db below the parent's own return."""

    parent: Thing
    order: int
    px: tuple[float, float]
    loss_db: float


def ghosts_of(image: Image, thing: Thing, shown_px: Floats, rng: Generator) -> list[Ghost]:
    """Its ghosts, both sides, also those outside the picture. shown_px (2,): where it is shown."""
    prf_hz = swath_at(image, float(shown_px[0])).prf_hz
    place = np.repeat([[thing.lon, thing.lat]], len(ORDERS), axis=0)
    velocity = np.repeat([thing.velocity], len(ORDERS), axis=0)
    places = image.pixels_of_moving(place, velocity, np.array(ORDERS) * prf_hz)
    return [
        Ghost(
            parent=thing,
            order=order,
            px=(float(px[0]), float(px[1])),
            loss_db=float(rng.uniform(*LOSS_DB[abs(order)])),
        )
        for order, px in zip(ORDERS, places, strict=True)
    ]
