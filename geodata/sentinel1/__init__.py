"""Sentinel-1 ground-range products: annotation, places, calibration and pixels."""
