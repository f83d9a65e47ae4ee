"""Vessels that AIS puts into a scene and that nobody found there."""

from dataclasses import replace
from pathlib import Path

from bench.overpass import AT, SEA
from bench.planted import plant
from geodata.sentinel1.product import open_product
from simulator.satellite.scene import Wish
from surveillance.scan.ais.tracks import Log
from surveillance.scan.darkness import as_radar_shows, with_ais
from surveillance.scan.radar import scan_radar
from surveillance.scan.unseen.silent import with_silent

LENGTHS_M = (5.0, 120.0, 6.0, 150.0)


def test_a_boat_below_the_limit_is_said_as_such(tmp_path: Path) -> None:
    wish = Wish(5, (512, 512), SEA, AT, with_standing=False, vessels=0, wind_mps=8.0)
    overpass = plant(tmp_path, wish, LENGTHS_M)
    product = open_product(overpass.path)
    scanned = scan_radar(product, None)
    assert scanned.at is not None
    log = overpass.log()
    judged = with_ais(scanned, log, as_radar_shows(product, scanned.at))
    told = with_silent(judged, log, AT)
    assert told.unseen is not None and told.found == judged.found
    reasons = {silent.length_m: silent.reason for silent in told.unseen.silent}
    assert reasons == {5.0: "sensor limit", 6.0: "sensor limit"}
    nobody = with_silent(replace(judged, found=()), log, AT)
    assert nobody.unseen is not None
    assert {s.length_m: s.reason for s in nobody.unseen.silent} == reasons | {
        120.0: "none: it should be seen",
        150.0: "none: it should be seen",
    }
    mute = Log([replace(report, length_m=None) for report in log.reports()])
    unknown = with_silent(judged, mute, AT).unseen
    assert unknown is not None
    assert {silent.reason for silent in unknown.silent} == {"length not told"}
    assert with_silent(judged, Log([]), AT) == judged
    assert with_silent(replace(judged, unseen=None), log, AT).unseen is None
