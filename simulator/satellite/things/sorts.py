"""The sorts of vessels and of standing things that a scene is peopled with."""

from dataclasses import dataclass

from simulator.satellite.things.thing import Kind


@dataclass(frozen=True, slots=True)
class Sort:
    """How often, how large, how fast."""

    type: str
    share: float
    length_m: tuple[float, float]
    beam_share: float
    speed_mps: tuple[float, float]


VESSELS = (
    Sort("open_boat", 0.15, (6.0, 10.0), 0.30, (1.0, 6.0)),
    Sort("fishing", 0.35, (12.0, 35.0), 0.25, (1.0, 6.0)),
    Sort("yacht", 0.05, (9.0, 25.0), 0.30, (2.0, 6.0)),
    Sort("coaster", 0.15, (50.0, 95.0), 0.17, (3.0, 7.0)),
    Sort("cargo", 0.15, (95.0, 230.0), 0.155, (4.0, 9.0)),
    Sort("tanker", 0.10, (120.0, 330.0), 0.165, (4.0, 8.0)),
    Sort("ferry", 0.05, (80.0, 200.0), 0.17, (6.0, 11.0)),
)
STILL_SHARE = 0.25  # of the vessels lie at anchor or drift


@dataclass(frozen=True, slots=True)
class Standing:
    """How many per 1,600 square kilometres, how large; `row`: how many stand in a row."""

    kind: Kind
    count: float
    length_m: tuple[float, float]
    width_m: tuple[float, float]
    row: int = 1
    step_m: float = 0.0


STANDING = (
    Standing("platform", 1.0, (40.0, 90.0), (40.0, 90.0)),
    Standing("turbine", 0.7, (15.0, 25.0), (15.0, 25.0), row=6, step_m=700.0),
    Standing("rock", 3.0, (10.0, 40.0), (8.0, 30.0)),
    Standing("raft", 1.0, (200.0, 420.0), (100.0, 250.0)),
    Standing("net", 1.0, (250.0, 500.0), (10.0, 10.0)),
)
