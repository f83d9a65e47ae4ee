"""What a product is called, and when it was taken."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import numpy as np

from simulator.satellite.radar.image import Image
from simulator.satellite.radar.orbit import MOTION_RADPS

Polarisation = Literal["VV", "VH"]
ORBITS_PER_CYCLE = 175
ORBIT_OFFSET = 73  # of the first satellite's count
FIRST_ORBIT_AT = "2014-04-03T21:02:31+00:00"  # its launch


@dataclass(frozen=True, slots=True)
class Identity:
    """A product: its geometry, when its middle was taken (UTC), and the hex digits of its name."""

    image: Image
    middle_at: datetime
    polarisations: tuple[Polarisation, ...]
    digits: str  # four, upper case
    is_cog: bool = False

    @property
    def start_at(self) -> datetime:
        """Time of the first line."""
        return self.at(self.image.first_row_s)

    @property
    def stop_at(self) -> datetime:
        """Time of the last line."""
        return self.at(float(self.image.row_time_s(self.image.height_px - 0.5)))

    def at(self, t_s: float) -> datetime:
        """The time of day `t_s` seconds after the middle."""
        return self.middle_at + timedelta(seconds=t_s)

    @property
    def orbit_number(self) -> int:
        """Orbits since the launch."""
        since_s = (self.middle_at - datetime.fromisoformat(FIRST_ORBIT_AT)).total_seconds()
        return max(int(since_s * MOTION_RADPS / (2.0 * np.pi)), 1)

    @property
    def relative_orbit(self) -> int:
        """Which of the tracks that repeat, 1 to 175."""
        return (self.orbit_number - ORBIT_OFFSET) % ORBITS_PER_CYCLE + 1

    @property
    def data_take(self) -> int:
        """Number of the recording."""
        return self.orbit_number * 8 + 3

    @property
    def node_at(self) -> datetime:
        """Time of the ascending node before it."""
        return self.at(-self.image.orbit.since_node_s)

    @property
    def direction(self) -> str:
        """ascending or descending."""
        return "ascending" if self.image.orbit.state(0.0)[1][2] > 0.0 else "descending"

    @property
    def name(self) -> str:
        """Of the folder, without `.SAFE`."""
        kind = "SDV" if "VH" in self.polarisations else "SSV"
        start, stop = (f"{at:%Y%m%dT%H%M%S}" for at in (self.start_at, self.stop_at))
        tail = "_COG" if self.is_cog else ""
        orbit, taken = f"{self.orbit_number:06d}", f"{self.data_take:06X}"
        return f"S1A_IW_GRDH_1{kind}_{start}_{stop}_{orbit}_{taken}_{self.digits}{tail}"

    def stem(self, polarisation: Polarisation) -> str:
        """Of the files of one polarisation, without an ending."""
        number = self.polarisations.index(polarisation) + 1
        start, stop = (f"{at:%Y%m%dt%H%M%S}" for at in (self.start_at, self.stop_at))
        tail = "-cog" if self.is_cog else ""
        return (
            f"s1a-iw-grd-{polarisation.lower()}-{start}-{stop}"
            f"-{self.orbit_number:06d}-{self.data_take:06x}-{number:03d}{tail}"
        )
