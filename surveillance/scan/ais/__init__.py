"""AIS at the second of the overpass: which vessel on the picture sends, and which sends none."""
