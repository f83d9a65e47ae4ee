"""The four bands of ten metres, and how bright sea, land, clouds and hulls are in them.

Reflectances at the top of the atmosphere, of the size that cloudless scenes over clear sea show.
"""

from dataclasses import dataclass
from typing import Literal

Band = Literal["B02", "B03", "B04", "B08"]
QUANTITY = 10_000.0  # digital numbers per unit of reflectance; no offset is added


@dataclass(frozen=True, slots=True)
class Colours:
    """Reflectances in one band. delay_s: after the first band, as the bands look one by one."""

    delay_s: float
    sea: float
    glitter: float  # of what the sun's mirror image adds
    land: float
    cloud: float
    foam: float
    noise: float  # one sigma


BANDS: dict[Band, Colours] = {
    "B02": Colours(0.0, 0.086, 1.00, 0.095, 0.46, 0.17, 0.0009),
    "B03": Colours(0.527, 0.058, 1.02, 0.092, 0.46, 0.18, 0.0009),
    "B04": Colours(1.005, 0.034, 1.05, 0.085, 0.47, 0.17, 0.0008),
    "B08": Colours(0.264, 0.018, 1.10, 0.240, 0.49, 0.13, 0.0009),
}

# hulls and decks: reflectance in B02, B03, B04, B08
PAINTS: tuple[dict[Band, float], ...] = (
    {"B02": 0.38, "B03": 0.40, "B04": 0.41, "B08": 0.40},  # white
    {"B02": 0.22, "B03": 0.22, "B04": 0.22, "B08": 0.21},  # grey
    {"B02": 0.12, "B03": 0.11, "B04": 0.20, "B08": 0.24},  # red-brown decks
    {"B02": 0.16, "B03": 0.20, "B04": 0.14, "B08": 0.19},  # green decks
    {"B02": 0.17, "B03": 0.12, "B04": 0.08, "B08": 0.10},  # dark blue
)
