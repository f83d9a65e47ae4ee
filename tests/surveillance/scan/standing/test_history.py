"""What was looked at is remembered once, and whole or not at all."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from geodata.position import LonLat
from surveillance.errors import StoreError
from surveillance.model import Realm
from surveillance.scan.standing.history import FILE_NAME, KEPT, History
from surveillance.scan.vessel import Scanned
from tests.surveillance.scan.scenes import AT, GHOST, PICTURE, RING, SCENE, SHIP


def history(folder: Path, realm: Realm = Realm.LIVE) -> History:
    return History(folder / FILE_NAME, realm)


def later(days: float, scene: Scanned = SCENE) -> Scanned:
    return replace(scene, at=AT + timedelta(days=days))


def test_a_scene_scanned_twice_counts_once(tmp_path: Path) -> None:
    kept = history(tmp_path)
    assert kept.remember(SCENE) and kept.remember(later(12))
    assert kept.remember(replace(SCENE, found=()))  # looked at again, with other settings
    kept.close()
    first, second = history(tmp_path).looked(RING)
    assert (first.at, second.at) == (AT, AT + timedelta(days=12))
    assert len(first.lonlat) == 0
    assert second.lonlat[0].tolist() == [129.123456789, 34.5]
    assert (second.sigma_m[0], second.length_m[0]) == (11.26, 104.44)
    assert [one.at for one in history(tmp_path).looked(RING, (SCENE.name, AT))] == [second.at]


def test_vessels_on_ais_and_ghosts_teach_nothing(tmp_path: Path) -> None:
    kept = history(tmp_path)
    sends = replace(SHIP, measured={"mmsi": 431000001})
    assert kept.remember(replace(SCENE, found=(GHOST, sends)))
    (looked,) = kept.looked(RING)
    assert len(looked.lonlat) == 0 and looked.ring == RING


def test_what_has_no_place_or_no_end_is_not_kept(tmp_path: Path) -> None:
    kept = history(tmp_path)
    assert not kept.remember(PICTURE)
    assert not kept.remember(replace(SCENE, found=(SHIP,) * 20_001))
    assert not kept.remember(replace(SCENE, at=None))
    assert kept.rings() == ()


def test_realms_never_mix(tmp_path: Path) -> None:
    history(tmp_path, Realm.SIMULATED).remember(SCENE)
    assert history(tmp_path).rings() == ()
    assert history(tmp_path, Realm.SIMULATED).rings() == (RING,)


def test_what_is_old_is_forgotten_and_what_is_elsewhere_not_asked(tmp_path: Path) -> None:
    kept = history(tmp_path)
    kept.remember(SCENE)
    kept.remember(later(KEPT.days + 1))
    assert [one.at for one in kept.looked(RING)] == [AT + KEPT + timedelta(days=1)]
    beside = tuple(LonLat(c.lon + 1.5, c.lat) for c in RING)
    opposite = tuple(LonLat(c.lon - 180.0, -c.lat) for c in RING)
    assert kept.looked(beside) == kept.looked(opposite) == ()


def test_a_write_that_fails_keeps_what_was_there(tmp_path: Path) -> None:
    kept = history(tmp_path)
    kept.remember(SCENE)
    with sqlite3.connect(tmp_path / FILE_NAME) as other:
        other.execute(
            "CREATE TRIGGER full BEFORE INSERT ON thing BEGIN SELECT RAISE(ABORT, 'disk'); END"
        )
    with pytest.raises(StoreError, match=r"cannot write .*standing\.sqlite: disk"):
        kept.remember(replace(SCENE, found=(SHIP, SHIP)))
    assert [len(one.lonlat) for one in kept.looked(RING)] == [1]


def test_a_file_that_is_none_or_newer_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database at all, but long enough to be one" * 40)
    with pytest.raises(StoreError, match="move the file away"):
        history(tmp_path)
    (tmp_path / FILE_NAME).unlink()
    with sqlite3.connect(tmp_path / FILE_NAME) as newer:
        newer.execute("PRAGMA user_version=7")
    with pytest.raises(StoreError, match=r"newer version \(7\)"):
        history(tmp_path)
