"""What goes wrong in the simulated world, when the scenario or a test says so."""
