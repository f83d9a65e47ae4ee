"""Of many scenes only those are opened that may share a place; none that does is missed."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.position import LocalFrame, LonLat
from surveillance.model import Realm
from surveillance.scan.ring import middle_frame, outline_in
from surveillance.scan.standing import history as room
from surveillance.scan.standing.boxes import box_of
from surveillance.scan.standing.history import FILE_NAME, History
from tests.surveillance.scan.scenes import AT, SCENE

Ring = tuple[LonLat, ...]


def ring_at(lon: float, lat: float, turn_deg: float = 10.0, half_m: float = 120_000.0) -> Ring:
    frame, turn = LocalFrame(LonLat(lon, lat)), np.radians(turn_deg)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half_m
    spun = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return tuple(frame.lonlat(*corner) for corner in spun.tolist())


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The rings that were read, one entry each."""
    read, corners = [], room._corners
    monkeypatch.setattr(room, "_corners", lambda ring: read.append(ring) or corners(ring))
    return read


def test_scenes_elsewhere_are_not_opened(tmp_path: Path, opened: list[str]) -> None:
    kept = History(tmp_path / FILE_NAME, Realm.LIVE)
    places = [(lon, lat) for lon in range(-170, 171, 20) for lat in range(-60, 61, 20)]
    for number, (lon, lat) in enumerate([*places, (131.0, 34.0), (131.5, 34.2)]):
        at = AT + timedelta(hours=number)
        assert kept.remember(replace(SCENE, at=at, looked=ring_at(lon, lat), found=()))
    assert len(kept.looked(ring_at(131.0, 34.0))) == 2 and len(opened) == 2
    assert kept.looked(ring_at(141.0, -34.0)) == () and len(opened) == 2
    assert len(kept.rings()) == len(places) + 2


def test_scenes_of_an_older_program_are_found(tmp_path: Path, opened: list[str]) -> None:
    path = tmp_path / FILE_NAME
    kept = History(path, Realm.LIVE)
    kept.remember(replace(SCENE, looked=ring_at(131.0, 34.0)))
    kept.remember(replace(SCENE, at=AT + timedelta(days=1), looked=ring_at(-60.0, 34.0)))
    kept.close()
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE box")
    db.close()
    again = History(path, Realm.LIVE)
    opened.clear()
    assert len(again.looked(ring_at(131.0, 34.0))) == 1 and len(opened) == 1
    # and one that such a program adds while this one runs
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM box")
    db.close()
    assert len(again.looked(ring_at(131.0, 34.0))) == 1


def is_near(one: Ring, other: Ring) -> bool:
    a, b = box_of(one), box_of(other)
    turns = (0.0, 360.0, -360.0)
    is_beside = any(a.west + t <= b.east and a.east + t >= b.west for t in turns)
    return is_beside and a.south <= b.north and a.north >= b.south


@settings(deadline=None, max_examples=60)
@given(
    st.floats(-180.0, 180.0), st.floats(-88.0, 88.0), st.floats(0.0, 90.0), st.floats(0.0, 360.0),
    st.floats(0.0, 340_000.0),
)  # fmt: skip
def test_no_scene_that_shares_a_place_is_missed(
    lon: float, lat: float, turn_deg: float, way_deg: float, away_m: float
) -> None:
    one = ring_at(lon, lat, turn_deg)
    way = np.radians(way_deg)
    middle = LocalFrame(LonLat(lon, lat)).lonlat(away_m * np.sin(way), away_m * np.cos(way))
    other = ring_at(middle.lon, middle.lat, way_deg)
    frame = middle_frame(one)
    if outline_in(frame, one).intersects(outline_in(frame, other)):
        assert is_near(one, other) and is_near(other, one)
