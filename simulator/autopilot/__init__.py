"""The autopilot of the simulated copter, and its MAVLink 2 side: it answers as ArduCopter does."""

from simulator.autopilot.autopilot import Autopilot

__all__ = ["Autopilot"]
