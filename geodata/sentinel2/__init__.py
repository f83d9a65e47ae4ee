"""Sentinel-2 products, L1C and L2A: bands, reflectance, places, sun and clouds."""

from geodata.sentinel2.product import Product, open_product

__all__ = ["Product", "open_product"]
