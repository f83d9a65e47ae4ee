"""The vessels of a simulated world, as things in a scene."""

import numpy as np
from numpy.random import Generator

from geodata.position import LonLat
from simulator.satellite.things.scatter import draw_echo, draw_scatterers
from simulator.satellite.things.thing import Thing
from simulator.vessel import VesselState
from simulator.world import World


def world_things(world: World, t_s: float, rng: Generator) -> list[Thing]:
    """Everyone who is at sea `t_s` seconds after the scenario's epoch.

    The seconds in which the radar passes over them move nobody by more than a few metres; they
    are taken to be where they are in the middle of the scene.
    """
    return [_thing(world, state, rng) for state in world.vessels_at(t_s)]


def _thing(world: World, state: VesselState, rng: Generator) -> Thing:
    place: LonLat = world.frame.lonlat(state.east_m, state.north_m)
    size = (state.length_m, state.beam_m)
    return Thing(
        id=state.id,
        kind="vessel",
        type=state.kind,
        lon=place.lon,
        lat=place.lat,
        length_m=state.length_m,
        width_m=state.beam_m,
        heading_deg=float(np.mod(state.heading_deg, 360.0)),
        course_deg=state.course_deg,
        speed_mps=state.speed_mps,
        mmsi=state.mmsi,
        echo_m2=draw_echo(rng, "vessel", state.length_m),
        scatterers=draw_scatterers(rng, "vessel", *size),
    )
