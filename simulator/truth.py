"""The truth file: what was really there, a JSON line at a time, for whoever scores a run."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geodata.georef import CameraPose
from simulator.autopilot.board import FlightEvent
from simulator.camera.camera import Look
from simulator.drones import Drone
from simulator.errors import TruthError
from simulator.vehicles.state import VehicleState
from simulator.vessel import VesselState
from simulator.world import World


class TruthFile:
    """Writes lines from any thread; each is on its way to the reader when the call returns.

    Whoever reads while the world runs may meet half a line at the end.
    Times are ISO 8601 in UTC, places WGS84 degrees.
    """

    def __init__(self, path: Path, world: World) -> None:
        """Begin the file anew with a line of kind `scenario`. Raises TruthError."""
        self._world = world
        self._lock = threading.Lock()
        try:
            self._file = path.open("w", encoding="utf-8")
        except OSError as exc:
            raise TruthError(f"cannot write truth to {path}: {exc.strerror}") from exc
        self._write(
            kind="scenario",
            scenario=world.scenario.name,
            seed=world.seed,
            epoch=_iso(world.scenario.epoch),
            area=world.area.name,
            vessels=[
                {
                    "id": vessel.id,
                    "kind": vessel.kind,
                    "behaviour": vessel.behaviour,
                    "length_m": vessel.length_m,
                    "beam_m": vessel.beam_m,
                    "mmsi": vessel.mmsi,
                }
                for vessel in world.vessels
            ],
        )

    def frame(
        self,
        number: int,
        t_s: float,
        pose: CameraPose,
        vessels: list[VesselState],
        looks: list[Look],
    ) -> None:
        """A picture: the true pose of the camera, and its `looks` at the `vessels`, in order."""
        place = np.array([[v.east_m, v.north_m] for v in vessels])
        shore_m = np.atleast_1d(shapely.distance(self._world.land, shapely.points(place)))
        lon, lat = self._world.frame.to_lonlat(*place.T)
        self._write(
            kind="frame",
            t=_iso(self._world.at(t_s)),
            number=number,
            camera={
                "lon": round(pose.position.lon, 8),
                "lat": round(pose.position.lat, 8),
                "alt_amsl_m": round(pose.alt_amsl_m, 2),
                "heading_deg": round(pose.heading_deg, 3),
                "pitch_deg": round(pose.pitch_deg, 3),
                "roll_deg": round(pose.roll_deg, 3),
            },
            vessels=[
                {
                    "id": vessel.id,
                    "lon": round(float(lon[n]), 8),
                    "lat": round(float(lat[n]), 8),
                    "slant_m": round(look.slant_m, 1),
                    "box_px": None if look.box_px is None else [round(v, 1) for v in look.box_px],
                    "in_view": look.in_view,
                    "occluded": look.occluded,
                    "speed_mps": round(vessel.speed_mps, 3),
                    "course_deg": round(vessel.course_deg, 2),
                    "shore_m": round(float(shore_m[n]), 1),
                }
                for n, (vessel, look) in enumerate(zip(vessels, looks, strict=True))
            ],
        )

    def vehicle(self, drone: Drone, state: VehicleState) -> None:
        """Where the copter or plane is and how it does."""
        place = self._world.frame.lonlat(state.east_m, state.north_m)
        self._write(
            kind=drone.kind,
            **self._which(drone),
            t=_iso(self._world.at(state.t_s)),
            lon=round(place.lon, 8),
            lat=round(place.lat, 8),
            alt_amsl_m=round(state.alt_m, 2),
            heading_deg=round(state.heading_deg, 2),
            pitch_deg=round(state.pitch_deg, 2),
            roll_deg=round(state.roll_deg, 2),
            speed_mps=round(float(np.hypot(state.ve, state.vn)), 2),
            climb_mps=round(state.vu, 2),
            armed=state.armed,
            mode=state.mode,
            battery_pct=round(state.battery_pct, 2),
        )

    def event(self, drone: Drone, event: FlightEvent) -> None:
        """Something that happened in the flight."""
        more = {"number": event.number, "text": event.text}
        known = {key: value for key, value in more.items() if value is not None}
        known |= self._which(drone)
        self._write(kind="event", t=_iso(self._world.at(event.t_s)), what=event.what, **known)

    def _which(self, drone: Drone) -> dict[str, str]:
        """Its name, where there are several."""
        return {"vehicle": drone.name} if self._world.scenario.vehicles else {}

    def close(self) -> None:
        """No more lines."""
        with self._lock:
            self._file.close()

    def _write(self, **line: Any) -> None:
        text = json.dumps(line, separators=(",", ":"), allow_nan=False)
        with self._lock:
            self._file.write(f"{text}\n")
            self._file.flush()


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
