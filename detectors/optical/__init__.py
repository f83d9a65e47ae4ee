"""Vessels on the 10 m bands of Sentinel-2."""
