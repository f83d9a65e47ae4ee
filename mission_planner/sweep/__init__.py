"""Sweeping an area: parallel lines that see all of it, and the shortest way to fly them."""
