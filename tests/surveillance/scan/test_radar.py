"""A radar scene from the file to the verdict, against the truth of the simulated world."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import box, shape

from bench.overpass import AT, SEA, Overpass, fly, is_plain, nearest
from bench.planted import plant
from geodata.coast import Land
from geodata.position import LocalFrame, LonLat, distance_m
from geodata.sentinel1.product import open_product
from simulator.satellite.scene import Wish
from surveillance.scan.ais.tracks import Log, Sender
from surveillance.scan.darkness import as_radar_shows, with_ais
from surveillance.scan.radar import LAND_BUFFER_M, outline, scan_radar
from surveillance.scan.vessel import Found, Kind, Scanned

SHAPE = (1800, 1800)
HIT_PX = 12.0


@pytest.fixture(scope="module")
def overpass(tmp_path_factory: pytest.TempPathFactory) -> Overpass:
    return fly(tmp_path_factory.mktemp("pass"), 28, SHAPE, vessels=25, wind_mps=4.0)


@pytest.fixture(scope="module")
def scanned(overpass: Overpass) -> Scanned:
    return scan_radar(open_product(overpass.path), None)


def sighted(overpass: Overpass, scanned: Scanned) -> Scanned:
    """With what its verdicts need."""
    assert scanned.at is not None
    return replace(scanned, sight=as_radar_shows(open_product(overpass.path), scanned.at))


def test_a_few_numbers_hold_how_the_radar_showed_the_sea(
    overpass: Overpass, scanned: Scanned
) -> None:
    """The truth of the simulator says where a vessel is shown: to five metres without the scene."""
    sight = sighted(overpass, scanned).sight
    assert sight is not None
    frame, product = LocalFrame(sight.origin), open_product(overpass.path)
    apart = []
    for feature in overpass.things["vessel"]:
        told = feature["properties"]
        speed, course = told["speed_mps"], np.radians(told["course_deg"])
        velocity = speed * np.array([np.sin(course), np.cos(course)])
        abeam_s = (datetime.fromisoformat(told["at"]) - scanned.at).total_seconds()
        here = np.array(frame.point(LonLat(*feature["geometry"]["coordinates"])))
        sender = Sender(1, here - velocity * abeam_s, velocity, 10.0, 0.0)
        place = frame.lonlat(*sight.shown([sender]).points_m[0].tolist())
        px = product.georef.pixels(np.array([[place.lon, place.lat]]))[0]
        apart.append(float(np.hypot(*(px - told["px"]))))
        if speed > 5.0:
            assert np.hypot(*sight.shown([sender]).shift_m[0]) > 1.0
    assert len(apart) > 20 and max(apart) < 0.5


def test_what_is_plain_is_found_and_little_else(overpass: Overpass, scanned: Scanned) -> None:
    things = [t for kind in ("vessel", "rock", "platform", "turbine") for t in overpass.told(kind)]
    plain = [told for told in things if is_plain(told, SHAPE)]
    assert len(plain) > 12
    assert (nearest(plain, scanned.found) < HIT_PX).mean() >= 0.93
    spread = [t for kind in ("raft", "net", "ghost") for t in overpass.told(kind)]
    anything = np.array([t["px"] for t in [*things, *spread]])
    away = [np.linalg.norm(anything - found.px, axis=1).min() for found in scanned.vessels]
    assert sum(np.array(away) > 40.0) <= 1


def test_places_are_those_of_the_truth(overpass: Overpass, scanned: Scanned) -> None:
    """Of things that stand still: no motion moves them in the picture."""
    errors = []
    for kind in ("rock", "platform", "turbine"):
        for feature in overpass.things.get(kind, []):
            place = LonLat(*feature["geometry"]["coordinates"])
            near = [
                f for f in scanned.found if f.position and distance_m(place, f.position) < 100.0
            ]
            errors += [distance_m(place, f.position) for f in near if f.position is not None]
    assert errors and max(errors) < 20.0


@pytest.mark.parametrize("height_m", [None, -80.0])
def test_places_are_right_however_high_the_sea_lies(tmp_path: Path, height_m: float | None) -> None:
    """As high as the geoid (28 m here) unless it is told; 80 m would be 100 m on the sea."""
    calm = {"with_standing": False, "vessels": 0, "wind_mps": 4.0, "sea_height_m": height_m}
    overpass = plant(tmp_path, Wish(5, (512, 512), SEA, AT, **calm), [60.0, 90.0, 120.0, 150.0])
    product = open_product(overpass.path, height_m)
    found = scan_radar(product, None).vessels
    for feature in overpass.things["vessel"]:
        place = LonLat(*feature["geometry"]["coordinates"])
        (px,) = product.georef.pixels([[place.lon, place.lat]])
        assert np.hypot(*(px - feature["properties"]["px"])) < 0.1
        near = min(found, key=lambda f: float(np.hypot(*(px - f.px))))
        assert near.position is not None and distance_m(place, near.position) < 40.0


def test_the_second_of_each_line_is_told(overpass: Overpass, scanned: Scanned) -> None:
    assert scanned.at is not None and abs((scanned.at - AT).total_seconds()) < 1.0
    off_s = [
        abs((found.at - datetime.fromisoformat(told["at"])).total_seconds())
        for told in overpass.told("vessel")
        for found in scanned.found
        if found.at and np.linalg.norm(np.subtract(told["px"], found.px)) < HIT_PX
    ]
    assert len(off_s) > 8 and max(off_s) < 0.1


def test_ghosts_are_marked_with_their_vessel(tmp_path: Path) -> None:
    """A long scene over a calm sea, in which ghosts are seen at all."""
    shape_px = (1200, 2400)
    overpass = fly(tmp_path, 11, shape_px, vessels=25, wind_mps=2.5)
    scanned = scan_radar(open_product(overpass.path), None)
    vessels = np.array([told["px"] for told in overpass.told("vessel")])
    plain = [
        told
        for told in overpass.told("ghost")
        if is_plain(told, shape_px) and np.linalg.norm(vessels - told["px"], axis=1).min() > 40.0
    ]
    assert len(plain) >= 3
    for told in plain:
        found = min(scanned.found, key=lambda f: float(np.hypot(*np.subtract(told["px"], f.px))))
        assert np.hypot(*np.subtract(told["px"], found.px)) < 25.0
        assert found.kind is Kind.GHOST and found.parent is not None
        assert scanned.found[found.parent].kind is Kind.VESSEL
        assert found.order == -told["order"]  # the truth counts along its Doppler
    true = np.array([told["px"] for told in overpass.told("ghost")])
    for found in (f for f in scanned.found if f.kind is Kind.GHOST):
        assert np.linalg.norm(true - found.px, axis=1).min() < 25.0


def test_who_sends_and_who_does_not(overpass: Overpass, scanned: Scanned) -> None:
    assert scanned.at is not None
    scanned = sighted(overpass, scanned)
    judged = with_ais(scanned, overpass.log(), AT)
    true = overpass.told("vessel")
    p, dark, moved = [], [], []
    for found in judged.vessels:
        away = np.array([np.hypot(*np.subtract(t["px"], found.px)) for t in true])
        told = true[int(away.argmin())]
        if away.min() < HIT_PX and found.dark is not None and found.dark.p is not None:
            p.append(found.dark.p)
            dark.append(not told["has_ais"])
            if told["has_ais"]:
                assert found.measured["mmsi"] == told["mmsi"]
                moved.append(found.measured["moved_m"])
    skill = 1.0 - np.mean((np.array(p) - dark) ** 2) / (np.mean(dark) * (1.0 - np.mean(dark)))
    assert len(p) > 8 and skill > 0.6
    assert max(moved) > 100.0  # Doppler moved some, and they were found all the same
    assert all(thing.dark is None for thing in judged.found if thing.kind is Kind.GHOST)
    silent = with_ais(scanned, Log([]), AT)
    assert all(v.dark is not None and v.dark.p is None for v in silent.vessels)


def test_an_unknown_speed_makes_nobody_dark(overpass: Overpass, scanned: Scanned) -> None:
    """Where AIS tells no speed, the picture may show the vessel anywhere along the track."""
    assert scanned.at is not None
    mute = [replace(r, speed_mps=None, course_deg=None) for r in overpass.log().reports()]
    judged = with_ais(sighted(overpass, scanned), Log(mute), AT)
    told = {t["mmsi"]: t for t in overpass.told("vessel") if t["has_ais"]}
    p = []
    for found in judged.vessels:
        away = {m: np.hypot(*np.subtract(t["px"], found.px)) for m, t in told.items()}
        if min(away.values()) < HIT_PX and found.dark is not None and found.dark.p is not None:
            p.append(found.dark.p)
    assert len(p) > 5 and np.mean(np.array(p) > 0.5) <= 0.1


def test_a_ghost_that_sends_is_a_vessel(overpass: Overpass, scanned: Scanned) -> None:
    assert scanned.at is not None
    ghosts = tuple(replace(v, kind=Kind.GHOST, parent=0, order=3) for v in scanned.vessels)
    scanned = sighted(overpass, scanned)
    judged = with_ais(replace(scanned, found=ghosts), overpass.log(), AT)
    senders = {told["mmsi"] for told in overpass.told("vessel") if told["has_ais"]}
    vessels = {vessel.measured["mmsi"] for vessel in judged.vessels}
    assert len(vessels) > 5 and vessels <= senders
    assert all(thing.dark is None for thing in judged.found if thing.kind is Kind.GHOST)


def test_places_lie_within_their_errors(overpass: Overpass, scanned: Scanned) -> None:
    """Vessels that move are shown elsewhere: the error knows it until AIS tells how they move."""
    assert scanned.at is not None
    scanned = sighted(overpass, scanned)
    told = with_ais(scanned, overpass.log(), AT)
    for scene, share in ((scanned, 0.9), (told, 0.9)):
        within = []
        for feature in overpass.things["vessel"]:
            place, px = LonLat(*feature["geometry"]["coordinates"]), feature["properties"]["px"]
            found = min(scene.vessels, key=lambda v: float(np.hypot(*np.subtract(px, v.px))))
            assert found.position is not None and found.sigma_m is not None
            if np.hypot(*np.subtract(px, found.px)) < HIT_PX:
                within.append(distance_m(place, found.position) < 2.45 * found.sigma_m)
        assert len(within) > 8 and np.mean(within) >= share
    sure = [v.sigma_m for v in told.vessels if v.speed_mps is not None and v.sigma_m is not None]
    assert sure and max(sure) < 60.0 < min(v.sigma_m for v in scanned.vessels if v.sigma_m)


def test_nothing_is_looked_for_on_land(overpass: Overpass, scanned: Scanned) -> None:
    """Half the scene is taken for land: the other half stays as it was."""
    land = box(SEA.lon, 30.0, 140.0, 40.0)
    half = scan_radar(open_product(overpass.path), Land(land))
    frame = LocalFrame(SEA)

    def off_m(thing: Found) -> float:
        assert thing.position is not None
        return -frame.point(thing.position)[0]

    assert "no land" in scanned.notes[1] and not any("no land" in note for note in half.notes)
    assert half.found and min(off_m(thing) for thing in half.found) > LAND_BUFFER_M - 20.0
    kept = {thing.px for thing in half.found}
    clear = [thing for thing in scanned.found if off_m(thing) > LAND_BUFFER_M + 1_000.0]
    assert len(clear) > 5 and {thing.px for thing in clear} <= kept


def test_the_outline_goes_once_round(overpass: Overpass) -> None:
    ring = outline(open_product(overpass.path))
    assert shape({"type": "Polygon", "coordinates": [[(p.lon, p.lat) for p in ring]]}).is_valid
