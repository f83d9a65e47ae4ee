"""Geometry of searches and point patrols: legs, tracks, places to look from, tours."""
