"""The demonstration's world: the same for the same seed, and worth a patrol for any seed."""

from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geodata.georef import CameraGeoref, CameraModel, CameraPose
from geodata.position import LonLat
from simulator.errors import ScenarioError
from simulator.lookout import patrol_ring
from simulator.scenario import Scenario, read_scenario
from simulator.sorts import Vessel
from simulator.world import World

Floats = NDArray[np.float64]

SEEDS = range(100, 130)
HEIGHT_M, SPEED_MPS, STANDOFF_M = 120.0, 14.0, 300.0
CLIMB_S = 44.0  # from arming until the round begins
LAUNCHES_S = (25.0, 60.0, 100.0)  # armed after this long: a fast run arms late in simulated time
NEAR_M, FAR_M = 150.0, 700.0
LOOK_EVERY_S = 2.0
IN_VIEW_S, ALERT_S = 6.0, 18.0
PATROL_S = np.arange(60.0, 701.0, 20.0)


@cache
def scenario() -> Scenario:
    return read_scenario("okinoshima")


@lru_cache(maxsize=len(SEEDS))
def world_of(seed: int) -> World:
    return World(scenario(), seed)


@dataclass(frozen=True)
class Look:
    """One picture of an ideal patrol, `after_s` its launch, from a place in local metres."""

    after_s: float
    place: Floats
    georef: CameraGeoref


@cache
def ideal_patrol(reverse: bool) -> list[Look]:
    """A round at constant speed, nose along the way, through the real camera geometry."""
    world, camera = world_of(SEEDS[0]), scenario().camera
    ring = patrol_ring(world.land, STANDOFF_M, world.home)
    way = shapely.LineString(ring[::-1] if reverse else ring)
    model = CameraModel(camera.width_px, camera.height_px, camera.hfov_deg, camera.vfov_deg)
    looks = []
    for along in np.arange(0.0, way.length - 30.0, SPEED_MPS * LOOK_EVERY_S):
        here, ahead = way.interpolate(along), way.interpolate(along + 20.0)
        heading = float(np.degrees(np.arctan2(ahead.x - here.x, ahead.y - here.y))) % 360.0
        # only metres from below the camera are asked for, so any place on the globe will do
        pose = CameraPose(LonLat(130.0, 34.0), HEIGHT_M, heading, camera.pitch_deg, 0.0)
        looks.append(
            Look(
                CLIMB_S + along / SPEED_MPS,
                np.array([here.x, here.y]),
                CameraGeoref(model, pose),
            )
        )
    return looks


def tracks(world: World, t_s: Floats) -> Floats:
    """(vessels, times, 2) places in local metres."""
    return np.stack([np.column_stack(v.motion.place(t_s)) for v in world.vessels])


@cache
def looks_at(seed: int, launch_s: float, reverse: bool) -> NDArray[np.bool_]:
    """(looks, vessels): whether the middle of a vessel is in the picture, near and not hidden."""
    world, looks = world_of(seed), ideal_patrol(reverse)
    place = tracks(world, np.array([launch_s + look.after_s for look in looks]))
    size = (scenario().camera.width_px, scenario().camera.height_px)
    seen = np.zeros((len(looks), len(world.vessels)), np.bool_)
    for n, look in enumerate(looks):
        away = place[:, n] - look.place
        px = look.georef.pixels(np.column_stack([away, np.zeros(len(away))]))
        slant = np.hypot(np.hypot(*away.T), HEIGHT_M)
        near = (slant >= NEAR_M) & (slant <= FAR_M)
        seen[n] = np.all((px >= 0.0) & (px < size), axis=1) & near
        at = np.flatnonzero(seen[n])
        ends = np.stack([np.broadcast_to(look.place, (len(at), 2)), place[at, n]], axis=1)
        seen[n, at] = ~shapely.intersects(world.land, shapely.linestrings(ends))
    return seen


def roles(vessels: list[Vessel]) -> Counter[tuple[str, bool]]:
    return Counter((v.behaviour, v.mmsi is not None) for v in vessels)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_patrol_meets_enough_vessels(seed: int) -> None:
    world = world_of(seed)
    for reverse in (False, True):
        for launch_s in LAUNCHES_S:
            seen_s = looks_at(seed, launch_s, reverse).sum(axis=0) * LOOK_EVERY_S
            met = [v for v, s in zip(world.vessels, seen_s, strict=True) if s >= IN_VIEW_S]
            assert len(met) >= 14
            assert sum(v.mmsi is None for v in met) >= 7
            assert min(v.length_m for v in met) < 10.0 < 90.0 < max(v.length_m for v in met)
            assert len({v.kind for v in met}) >= 4
            long_seen = [v for v, s in zip(world.vessels, seen_s, strict=True) if s >= ALERT_S]
            assert roles(long_seen)["lander", False] == 2
            assert roles(long_seen)["stopper", False] == 1
            assert roles(long_seen)["stopper", True] == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_landers_are_on_their_way_in_whenever_they_are_seen(seed: int) -> None:
    world = world_of(seed)
    landers = [n for n, v in enumerate(world.vessels) if v.behaviour == "lander"]
    assert roles(list(world.vessels))["lander", True] == 1
    for reverse in (False, True):
        times = np.array([look.after_s for look in ideal_patrol(reverse)])
        for launch_s in LAUNCHES_S:
            seen = looks_at(seed, launch_s, reverse)
            for n in landers:
                t_s = launch_s + times[seen[:, n]]
                motion = world.vessels[n].motion
                place = np.column_stack(motion.place(t_s))
                velocity = np.column_stack(motion.velocity(t_s))
                speed = np.hypot(*velocity.T)
                ahead = place + velocity / speed[:, None] * 1000.0
                shore_m = shapely.distance(world.land, shapely.points(place))
                assert np.all((shore_m > 135.0) & (shore_m < 950.0))
                assert np.all(speed > 1.9)
                ways = shapely.linestrings(np.stack([place, ahead], axis=1))
                assert np.all(shapely.intersects(world.land, ways))


@pytest.mark.parametrize("seed", SEEDS)
def test_vessels_keep_apart_and_off_the_shore(seed: int) -> None:
    world = world_of(seed)
    place = tracks(world, PATROL_S)
    shore_m = shapely.distance(world.land, shapely.points(place))
    is_dark = np.array([v.mmsi is None for v in world.vessels])
    assert shore_m.min() >= 80.0
    big = np.array([v.length_m > 50.0 for v in world.vessels])
    assert shore_m[big].min() >= 350.0
    for a in range(len(place)):
        for b in range(a):
            apart = np.hypot(*(place[a] - place[b]).T).min()
            assert apart >= (250.0 if is_dark[a] != is_dark[b] else 130.0)


@pytest.mark.parametrize("seed", SEEDS)
def test_dark_vessels_do_nothing_that_only_looks_like_a_reason_to_alert(seed: int) -> None:
    world = world_of(seed)
    zones = [world.frame.geometry_to_metres(zone.shape) for zone in world.area.watched]
    all_zones = shapely.union_all(zones)
    for vessel in (v for v in world.vessels if v.mmsi is None):
        place = np.column_stack(vessel.motion.place(PATROL_S))
        velocity = np.stack(vessel.motion.velocity(PATROL_S))
        if vessel.behaviour == "stopper":
            assert np.hypot(*velocity).max() < 0.1
            inside = [zone.buffer(-60.0).contains(shapely.MultiPoint(place)) for zone in zones]
            assert inside.count(True) == 1
            continue
        assert all_zones.distance(shapely.MultiPoint(place)) >= 55.0
        if vessel.behaviour == "lander" or np.hypot(*velocity).max() < 0.2:
            continue
        for off_deg in (-25.0, 0.0, 25.0):
            course = np.arctan2(*velocity) + np.radians(off_deg)
            ahead = place + 1300.0 * np.column_stack([np.sin(course), np.cos(course)])
            ways = shapely.linestrings(np.stack([place, ahead], axis=1))
            assert not shapely.intersects(world.land, ways).any()


@given(t_s=st.lists(st.floats(0.0, 3600.0), min_size=1, max_size=5))
@settings(max_examples=20, deadline=None)
def test_any_moment_in_any_order_is_the_same_again(t_s: list[float]) -> None:
    first, again = world_of(100), _second_world()
    expected = [first.vessels_at(t) for t in t_s]
    assert [again.vessels_at(t) for t in reversed(t_s)] == expected[::-1]


@cache
def _second_world() -> World:
    return World(scenario(), 100)


@given(seed=st.sampled_from([100, 101, 102]), t_s=st.floats(0.0, 1200.0))
@settings(max_examples=40, deadline=None)
def test_speed_and_course_are_the_motion_of_the_place(seed: int, t_s: float) -> None:
    world = world_of(seed)
    for before, now, after in zip(
        world.vessels_at(t_s - 0.05),
        world.vessels_at(t_s),
        world.vessels_at(t_s + 0.05),
        strict=True,
    ):
        east = (after.east_m - before.east_m) * 10.0
        north = (after.north_m - before.north_m) * 10.0
        assert now.speed_mps == pytest.approx(np.hypot(east, north), abs=0.01)
        if now.speed_mps > 0.3:
            course = np.radians(now.course_deg)
            assert east == pytest.approx(now.speed_mps * np.sin(course), abs=0.02)
            assert north == pytest.approx(now.speed_mps * np.cos(course), abs=0.02)


def test_another_seed_gives_other_tracks() -> None:
    assert world_of(100).vessels_at(0.0) != world_of(101).vessels_at(0.0)
    assert len({v.mmsi for v in world_of(100).vessels if v.mmsi}) == 8


def test_too_many_vessels_are_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.traffic.LAYOUTS", 2)
    crowded = scenario().traffic.groups[0].model_copy(update={"count": 40})
    traffic = scenario().traffic.model_copy(update={"groups": (crowded,)})
    with pytest.raises(ScenarioError, match="no room for all 40 vessels: ask for fewer") as caught:
        World(scenario().model_copy(update={"traffic": traffic}), 1)
    assert "\n" not in str(caught.value)
