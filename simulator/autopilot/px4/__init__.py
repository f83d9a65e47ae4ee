"""PX4 1.15 for a multicopter: its modes, its mission protocol, its parameters, its words."""
