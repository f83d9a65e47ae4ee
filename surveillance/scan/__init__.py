"""Vessels on satellite pictures: from a scene to files and sightings."""
