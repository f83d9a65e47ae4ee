"""What the optical detector says of one vessel."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.detection import Box
from detectors.wakes import Wake


@dataclass(frozen=True, slots=True)
class OpticalVessel:
    """One vessel. box_px: x0, y0, x1, y1; pixel (0, 0) covers 0..1 both ways.

    score: in [0, 1], for ranking, not a probability; from 0.5 on it counts as found. heading_deg:
    clockwise from the picture's up: of the bow, in [0, 360), where a wake shows which end that is;
    else of the long axis, in [0, 180), bow and stern look alike; None where no axis shows, as with
    most vessels at the quay. wake: None where none is sure. water_p: share of water in the ring of
    100 m round the box. cloud_p: how much the box looks like cloud. Neither has any say in what is
    found.
    """

    box_px: Box
    score: float
    length_m: float
    width_m: float
    heading_deg: float | None
    water_p: float
    cloud_p: float
    wake: Wake | None = None

    @property
    def centre_px(self) -> tuple[float, float]:
        """Column and row of the middle of the box."""
        x0, y0, x1, y1 = self.box_px
        return (x0 + x1) / 2.0, (y0 + y1) / 2.0
