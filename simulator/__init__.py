"""A simulated coast, its vessels, a drone and its sensors: known to others only by wire."""
