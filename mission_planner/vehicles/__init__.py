"""One file per kind of vehicle; a single aircraft is a table in the fleet file."""

from mission_planner.fleet import read_fleet
from mission_planner.vehicle import CameraSpec, VehicleSpec

__all__ = ["CameraSpec", "VehicleSpec", "read_fleet"]
