"""A scene as a pass: its counts, its times, its versions."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from surveillance import wire
from surveillance.model import Realm
from surveillance.scan.passes.making import Looking, pass_of
from surveillance.scan.times import Times
from surveillance.scan.vessel import Dark, Said, Scanned
from surveillance.station.plausible import check_plausible
from tests.surveillance.scan.scenes import AT, GHOST, PICTURE, SCENE, SHIP
from tests.surveillance.scan.unseen.limits import limits_of

REALM = Realm.SIMULATED
NOW = AT + timedelta(hours=3)


def made(scene: Scanned, looking: Looking | None = Looking(NOW)):
    found = pass_of(scene, REALM, "satellite S1A", looking)
    assert found is not None
    check_plausible(found)
    assert wire.decode(wire.encode(found)) == found
    return found


def test_vessels_are_counted_by_what_ais_says_of_them() -> None:
    ships = [replace(SHIP, dark=dark) for dark in (Dark(0.5), Dark(0.49), Dark(None), None)]
    one = made(replace(SCENE, found=(*ships, GHOST)))
    assert (one.vessels, one.without_ais, one.unknown) == (4, 1, 2)
    assert (one.scene, one.at, one.source, one.known_at) == (SCENE.name, AT, "satellite S1A", NOW)


def test_times_are_those_that_the_scan_recorded() -> None:
    one = made(SCENE)
    assert (one.published_at, one.picture_at) == (None, None)
    hours = [AT + timedelta(hours=n) for n in range(4)]
    one = made(replace(SCENE, times=Times(*hours)))
    assert (one.published_at, one.picture_at) == (hours[1], hours[3])


def test_limits_are_those_of_the_scene() -> None:
    one = made(replace(SCENE, unseen=limits_of([[24.04, 24.0, 8.0, np.nan]])))
    assert one.limits is not None and one.looked is not None
    assert (one.limits.over_most_m, one.limits.over_half_m) == (24.0, 24.0)
    assert [p.least_to_m for p in one.limits.patches] == [10.0, 25.0]
    assert one.looked.is_without_land is False
    assert made(SCENE).limits is None  # a picture without limits says where was looked
    land = replace(SCENE, unseen=limits_of([[np.nan]]))
    assert made(land).limits is None


def test_an_id_is_of_the_scene_its_realm_and_its_version() -> None:
    one, again = made(SCENE), made(replace(SCENE, found=()))
    later = made(SCENE, Looking(NOW + timedelta(seconds=1)))
    assert one.id == again.id != later.id
    live = pass_of(SCENE, Realm.LIVE, "satellite S1A", Looking(NOW))
    assert live is not None and live.id != one.id


def test_judged_anew_it_is_of_the_newest_verdict_and_leaves_where_was_looked_as_it_was() -> None:
    said = [Said(NOW + timedelta(hours=n), SHIP) for n in (0, 2)]
    one = made(replace(SCENE, found=(replace(SHIP, verdicts=tuple(said)), GHOST)), None)
    assert one.known_at == said[1].known_at
    assert (one.looked, one.limits) == (None, None)


@pytest.mark.parametrize("scene", [PICTURE, replace(SCENE, at=None)])
def test_a_scene_without_a_time_is_no_pass(scene: Scanned) -> None:
    assert pass_of(scene, REALM, "satellite S1A", Looking(NOW)) is None
    assert pass_of(SCENE, REALM, "satellite S1A", None) is None  # nothing was said of it
