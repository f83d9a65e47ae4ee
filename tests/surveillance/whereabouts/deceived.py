"""A simulated flight past ships, as camera and AIS receiver tell of it: what the station gets.

True hulls in the camera of the true place, their water lines to the pixel; the pose that the drone
believes in, with the errors of its sensors and of its deceived receiver; AIS sentences as they are
sent. Only the picture itself is left out.
"""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import takewhile

import numpy as np

from detectors.detection import Detection
from geodata.georef import CameraGeoref, CameraModel, CameraPose
from geodata.position import LonLat
from simulator.ais import transmissions
from simulator.behaviours import Motion
from simulator.camera.view import View
from simulator.faults.condition import Condition
from simulator.faults.faults import Faults
from simulator.faults.kinds import GnssDrag
from simulator.pose_noise import NoiseConfig, PoseNoise, disturbed
from simulator.scenario import read_scenario
from simulator.vehicles.body import Place
from simulator.vehicles.copter import Copter, CopterSpec
from simulator.vessel import VesselState
from simulator.world import World
from surveillance.locate import ErrorBudget, locate
from surveillance.model import AisReport, PatrolEvent, Realm, Sighting
from surveillance.picture import Picture
from surveillance.sources.ais import AisReader

MODEL = CameraModel(1280, 720, 60.0, 35.98)
HEIGHT_M, SPEED_MPS = 120.0, 4.0
FPS = 2.0
START = (-2_500.0, -2_500.0)  # open sea
BUDGET = ErrorBudget(attitude_deg=0.5, position_m=1.5, height_m=1.0, timing_s=0.01)
USUAL_NOISE = NoiseConfig(attitude_tau_s=0.3)
TOWARDS_DEG = 60.0


@dataclass(frozen=True)
class Told:
    """What was told, and by how far the place was off by then: east, north metres."""

    t_s: float
    text: str
    astray_m: tuple[float, float]


@cache
def world_of(ships: int, dark: int, seed: int) -> World:
    """Ships ahead of the drone's start, at anchor or under way; some of them without AIS."""
    world = World(read_scenario("okinoshima"), seed)
    rng = np.random.default_rng([seed, 99])
    models = [v for v in world.vessels if v.kind in ("fishing", "yacht", "coaster")]
    vessels = []
    for n in range(ships + dark):
        ahead_m, aside = rng.uniform(330.0, 700.0), rng.uniform(-0.36, 0.36)
        speed_mps = float(rng.choice([0.0, rng.uniform(1.0, 4.0)]))
        motion = Motion(
            20.0, START[0] + ahead_m + 80.0, START[1] + ahead_m * aside,
            float(rng.uniform(0.0, 360.0)), speed_mps, bow_deg=float(rng.uniform(0.0, 360.0)),
        )  # fmt: skip
        mmsi = 431_000_001 + n if n < ships else None
        vessels.append(replace(models[n % len(models)], id=f"v{n}", mmsi=mmsi, motion=motion))
    world.vessels = tuple(vessels)
    return world


def fly(
    world: World,
    seconds: float,
    drag: GnssDrag | None = None,
    noise: NoiseConfig = USUAL_NOISE,
    lie: tuple[int, float] | None = None,
    blind_s: tuple[float, float] = (0.0, 0.0),
) -> list[Told]:
    """Fly east past the ships, the station's picture beside it; all that it told of the drone.

    lie: MMSI of a ship that says it is so many degrees farther north. blind_s: from when until when
    no ship is seen.
    """
    picture = Picture(world.area, Realm.SIMULATED)
    errors = PoseNoise(noise, world.seed)
    body, condition = Copter(CopterSpec(), Place(*START, HEIGHT_M)), Condition()
    body.on_ground = False
    faults = Faults([] if drag is None else [drag])
    reports = [_as_told(report, lie) for report in _reports(world, seconds)]
    told = []
    for n in range(int(seconds * FPS)):
        t_s = n / FPS
        faults.step(body, condition, t_s)
        believed = (START[0] + SPEED_MPS * t_s, START[1])  # its autopilot holds what it believes
        body.east_m, body.north_m = believed
        true = pose(world, body.true_place)
        wrong = disturbed(pose(world, believed), errors.at(t_s))
        heard = [
            r for r in reports if (n - 1) / FPS < (r.at - world.at(0.0)).total_seconds() <= t_s
        ]
        is_blind = blind_s[0] <= t_s < blind_s[1]
        seen = [] if is_blind else list(_sightings(world, t_s, true, wrong))
        changes = picture.take([*heard, *seen])
        told += [_told(t_s, event, body) for event in changes.notices]
    return told


def pose(world: World, place: tuple[float, float]) -> CameraPose:
    """Level, the camera ahead to the east."""
    return CameraPose(world.frame.lonlat(*place), HEIGHT_M, 90.0, -18.0, 0.0)


def _told(t_s: float, event: PatrolEvent, body: Copter) -> Told:
    assert (event.vehicle, event.kind) == ("heron-1", "notice")
    return Told(t_s, event.text, body.astray_m)


def _sightings(
    world: World, t_s: float, true: CameraPose, believed: CameraPose
) -> Iterator[Sighting]:
    view, georef = View.of(MODEL, true, world.frame), CameraGeoref(MODEL, believed)
    for vessel in world.vessels_at(t_s):
        line = _waterline(vessel, view)
        if line is None:
            continue
        box = (line[0, 0], line[:, 1].min() - 8.0, line[-1, 0], line[:, 1].max())
        place = locate(Detection(box, 0.9, "vessel", line), georef, BUDGET, SPEED_MPS)
        if place is None:
            continue
        yield Sighting(
            f"{vessel.id}-{t_s:g}", world.at(t_s), Realm.SIMULATED, "heron-1", place.position,
            place.ellipse, "vessel", 0.9, tracklet=vessel.id, length_m=place.length_m,
        )  # fmt: skip


def _waterline(vessel: VesselState, view: View) -> np.ndarray | None:
    """Lowest pixel of the hull's outline on the water in each column; None out of the picture."""
    heading = math.radians(vessel.heading_deg)
    ahead = np.array([math.sin(heading), math.cos(heading)]) * vessel.length_m / 2.0
    aside = np.array([math.cos(heading), -math.sin(heading)]) * vessel.beam_m / 2.0
    corners = np.array([ahead + aside, ahead - aside, -ahead - aside, -ahead + aside])
    share = np.linspace(0.0, 1.0, 200, endpoint=False)[:, None]
    ends = np.roll(corners, -1, 0)
    edges = np.vstack([a + share * (b - a) for a, b in zip(corners, ends, strict=True)])
    ground = np.array([vessel.east_m, vessel.north_m]) + edges
    px = view.pixels(np.column_stack([ground, np.zeros(len(ground))]))
    width, height = MODEL.width_px, MODEL.height_px
    if (
        not np.isfinite(px).all()
        or px.min() < 5.0
        or (px.max(axis=0) > (width - 5, height - 5)).any()
    ):
        return None
    columns = np.arange(math.floor(px[:, 0].min()), math.ceil(px[:, 0].max()))
    rows = [px[np.abs(px[:, 0] - c - 0.5) <= 1.0, 1].max(initial=0.0) for c in columns]
    line = np.column_stack([columns + 0.5, rows])
    return line[line[:, 1] > 0.0]


def _as_told(report: AisReport, lie: tuple[int, float] | None) -> AisReport:
    if lie is None or report.mmsi != lie[0] or report.position is None:
        return report
    return replace(report, position=LonLat(report.position.lon, report.position.lat + lie[1]))


class _Sent:
    """The receiver stamps each message with the time that it was sent at."""

    def time(self, given: datetime | None, counts: Counter[str]) -> datetime:
        assert given is not None
        return given


def _reports(world: World, seconds: float) -> list[AisReport]:
    reader = AisReader(Realm.SIMULATED, "ais", _Sent())
    heard = takewhile(lambda sent: sent.t_s < seconds, transmissions(world))
    found = [reader.take(line.encode()) for sent in heard for line in sent.lines]
    return [report for report in found if report is not None]
