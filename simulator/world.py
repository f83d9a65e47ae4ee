"""The simulated world: coast and vessels as a pure function of scenario, seed and time."""

from datetime import datetime, timedelta

import numpy as np
import shapely
from shapely.geometry import Point

from geodata.position import LonLat, wrap_deg
from simulator.behaviours import STILL_MPS
from simulator.chart import draw_chart
from simulator.errors import ScenarioError
from simulator.lookout import build_lookout, patrol_ring
from simulator.scenario import Scenario
from simulator.sorts import Vessel
from simulator.traffic import lay_out
from simulator.vessel import VesselState


class World:
    """Everything outside the drone. Times are seconds after the scenario's epoch.

    area: the area file. frame: local metres round its middle. land: its land in those metres.
    home: where the drone starts, in those metres. vessels: who is at sea, ordered by id.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario = scenario
        self.seed = seed
        self.area = scenario.read_area()
        self.frame = self.area.frame
        if self.area.land is None:
            raise ScenarioError(
                f"scenario {scenario.name}: area {self.area.name} has no land; a simulated coast"
                " needs a feature of kind land"
            )
        self.land = self.frame.geometry_to_metres(self.area.land)
        self.home = Point(self.frame.point(LonLat(scenario.home.lon, scenario.home.lat)))
        shapely.prepare(self.land)
        zones = [self.frame.geometry_to_metres(zone.shape) for zone in self.area.watched]
        patrol = scenario.traffic.patrol
        ring = patrol_ring(self.land, patrol.standoff_m, self.home)
        chart = draw_chart(self.land, zones, self.home, ring)
        lookout = build_lookout(patrol, scenario.camera, self.land, ring)
        self.vessels: tuple[Vessel, ...] = lay_out(scenario, seed, chart, lookout)

    def at(self, t_s: float) -> datetime:
        """The time of day `t_s` seconds after the epoch."""
        return self.scenario.epoch + timedelta(seconds=t_s)

    def vessels_at(self, t_s: float) -> list[VesselState]:
        """Where all vessels are, in the order of `vessels`: the same answer whenever asked."""
        return [_state(vessel, t_s) for vessel in self.vessels]

    def vessel_at(self, number: int, t_s: float) -> VesselState:
        """Where the vessel `vessels[number]` is."""
        return _state(self.vessels[number], t_s)


def _state(vessel: Vessel, t_s: float) -> VesselState:
    motion = vessel.motion
    east, north = motion.place(t_s)
    east_mps, north_mps = motion.velocity(t_s)
    speed = float(np.hypot(east_mps, north_mps))
    course = wrap_deg(float(np.degrees(np.arctan2(east_mps, north_mps))))
    heading = motion.heading(t_s, course, speed)
    return VesselState(
        id=vessel.id,
        kind=vessel.kind,
        length_m=vessel.length_m,
        beam_m=vessel.beam_m,
        height_m=vessel.height_m,
        east_m=float(east),
        north_m=float(north),
        course_deg=course if speed >= STILL_MPS else heading,
        heading_deg=heading,
        speed_mps=speed,
        mmsi=vessel.mmsi,
        colour=vessel.colour,
    )
