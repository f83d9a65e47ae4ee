"""Places, areas, coasts and cameras on the sea: the floor that everything stands on."""
