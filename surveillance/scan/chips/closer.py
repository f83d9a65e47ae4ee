"""A closer look at each thing that was found: judged by the network, drawn as a picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detectors.chips.network import ChipNetwork
from geodata import sentinel1, sentinel2
from geodata.raster.scene import Raster
from surveillance.errors import SettingsError
from surveillance.scan.chips.judging import with_network
from surveillance.scan.chips.source import picture_windows, radar_windows
from surveillance.scan.chips.writing import Pictures, with_chips
from surveillance.scan.vessel import Scanned


@dataclass(frozen=True, slots=True)
class CloserLook:
    """What is asked of one. has_network: radar products are judged by it. pictures: None for none.
    threads: processor cores at once."""

    has_network: bool
    pictures: Pictures | None
    threads: int

    def judged(self, scene: Scanned, product: sentinel1.Product) -> Scanned:
        """Raises WeightsError, ProductError."""
        if not self.has_network:
            return scene
        return with_network(scene, product, ChipNetwork(threads=self.threads))

    def drawn(
        self, scene: Scanned, source: sentinel1.Product | sentinel2.Product | Raster
    ) -> Scanned:
        """source: what the scene is of. What was found is not lost with its pictures: a folder that
        takes none is a note. Raises ProductError, RasterError."""
        if self.pictures is None:
            return scene
        axes = None if source.georef is None else source.georef.axes_m
        if isinstance(source, sentinel1.Product):
            windows = radar_windows(source)
        else:
            windows = picture_windows(source)
        try:
            return with_chips(scene, self.pictures, windows, axes)
        except SettingsError as exc:
            return replace(scene, notes=(*scene.notes, f"it has no chips: {exc}"))
