"""A simulated coast, its vessels, a drone and its sensors: everything on the wire, nothing shared."""
