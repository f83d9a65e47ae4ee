"""Sentinel-1 ground-range products: annotation, places, calibration and pixels."""

from geodata.sentinel1.annotation import Annotation
from geodata.sentinel1.calibration import Calibration
from geodata.sentinel1.georef import Georef
from geodata.sentinel1.product import Product, open_product

__all__ = ["Annotation", "Calibration", "Georef", "Product", "open_product"]
