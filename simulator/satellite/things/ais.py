"""What AIS says of the things that send it, before and after the radar passes."""

from dataclasses import replace

import numpy as np
from numpy.random import Generator

from geodata.position import LocalFrame, LonLat
from simulator.satellite.things.thing import Fix, Thing

SPAN_S = 1200.0  # before and after
STEP_S = 60.0
LOST_SHARE = 0.15  # of the messages
POSITION_SIGMA_M = 6.0


def with_ais(thing: Thing, abeam_s: float, rng: Generator) -> Thing:
    """The same thing with its AIS messages, on a straight course; unchanged where it sends none.

    abeam_s: when it was at its place, seconds after the middle of the scene.
    """
    if thing.mmsi is None:
        return thing
    times = np.arange(-SPAN_S, SPAN_S + 1.0, STEP_S) + rng.uniform(-STEP_S / 3.0, STEP_S / 3.0)
    times = times[rng.random(len(times)) >= LOST_SHARE]
    east_mps, north_mps = thing.velocity
    frame = LocalFrame(LonLat(thing.lon, thing.lat))
    noise = rng.normal(0.0, POSITION_SIGMA_M, (2, len(times)))
    lon, lat = frame.to_lonlat(
        east_mps * (times - abeam_s) + noise[0], north_mps * (times - abeam_s) + noise[1]
    )
    fixes = tuple(
        Fix(
            at_s=float(t),
            lon=float(x),
            lat=float(y),
            speed_mps=thing.speed_mps,
            course_deg=thing.course_deg,
            heading_deg=thing.heading_deg,
        )
        for t, x, y in zip(times, lon, lat, strict=True)
    )
    return replace(thing, ais=fixes)
