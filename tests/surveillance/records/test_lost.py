"""What a record says of a drone that did not come home."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.position import LonLat
from surveillance.errors import RecordError
from surveillance.records.lost import lost_drone
from surveillance.records.shelf import Shelf
from surveillance.records.sortie import End, Moment, Place, SortieRecord
from tests.surveillance.report.kept import AT, PLANNED, kept

AWAY = Place(lon=129.46, lat=34.7)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path)
    shelf.folder.mkdir()
    return shelf


def silent(hours: float = 0.0, highest_m: float = 30.0) -> SortieRecord:
    """Its program gave up."""
    heard = Moment(at=AT, place=AWAY)
    return kept(hours, end=End.FAILED, landing=None, last_heard=heard, highest_m=highest_m)


def test_a_silent_one_lies_within_its_fall_of_where_it_was_heard(shelf: Shelf) -> None:
    shelf.write(silent())
    lost = lost_drone(shelf, "heron-1")
    assert (lost.place, lost.at) == (LonLat(AWAY.lon, AWAY.lat), AT)
    reach_m = PLANNED.speed_mps * (5.0 + 30.0 / 15.0)  # 98 m, 95 %
    assert lost.sigma_m == pytest.approx(math.hypot(20.0, reach_m / 2.4477))
    assert "if it flew on" in lost.assumed


def test_one_that_came_down_floats_from_there(shelf: Shelf) -> None:
    shelf.write(kept(landing=Moment(at=AT, place=AWAY)))
    lost = lost_drone(shelf, "heron-1")
    assert (lost.place, lost.at, lost.sigma_m) == (LonLat(AWAY.lon, AWAY.lat), AT, 20.0)


def test_the_newest_sortie_counts(shelf: Shelf) -> None:
    shelf.write(silent())
    shelf.write(kept(1.0))
    with pytest.raises(RecordError, match="landed at home"):
        lost_drone(shelf, "heron-1")
    shelf.write(silent(2.0))
    assert lost_drone(shelf, "heron-1").record == silent(2.0).id


def test_what_is_not_known_is_said(shelf: Shelf) -> None:
    with pytest.raises(RecordError, match="no sortie of 'heron-1' is recorded"):
        lost_drone(shelf, "heron-1")
    shelf.write(kept(end=End.OPEN, landing=None, last_heard=None))
    with pytest.raises(RecordError, match="give the place where it was seen last"):
        lost_drone(shelf, "heron-1")


@given(st.floats(0.0, 150.0), st.floats(0.0, 150.0))
def test_from_higher_up_it_may_lie_farther_off(tmp_path_factory, low: float, high: float) -> None:
    low, high = sorted((low, high))
    sigmas = []
    for height_m in (low, high):
        shelf = Shelf(tmp_path_factory.mktemp("home"))
        shelf.folder.mkdir()
        shelf.write(silent(highest_m=height_m))
        sigmas.append(lost_drone(shelf, "heron-1").sigma_m)
    assert 20.0 < sigmas[0] <= sigmas[1]
