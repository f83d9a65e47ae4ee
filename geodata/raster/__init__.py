"""Pictures in TIFF files: rows of pixels, bands by name, places of pixels."""

from geodata.raster.georeference import Georeference
from geodata.raster.scene import Raster, open_raster

__all__ = ["Georeference", "Raster", "open_raster"]
