"""Sentinel-2 products, L1C and L2A: bands, reflectance, places, sun and clouds."""
