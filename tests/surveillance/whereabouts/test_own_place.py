"""A deceived drone is called out by the ships that it sees; a sound one never."""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from simulator.faults.kinds import GnssDrag
from simulator.pose_noise import NoiseConfig
from surveillance.whereabouts.own_place import OwnPlace
from surveillance.whereabouts.shift import Shift
from tests.surveillance.whereabouts.deceived import TOWARDS_DEG, USUAL_NOISE, fly, world_of

DRAG = GnssDrag(at_s=20.0, speed_mps=5.0, towards_deg=TOWARDS_DEG)
SLOW = NoiseConfig(attitude_deg=0.5, attitude_tau_s=60.0)  # an error that lasts: half a degree


def figures(text: str) -> tuple[float, float]:
    """Metres and degrees of the sentence."""
    found = re.match(r"its place is off by about (\d+) m towards (\d+)°", text)
    assert found is not None, text
    return float(found[1]), float(found[2])


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6))
def test_a_place_that_is_pulled_away_is_called_out_once(seed: int) -> None:
    told = fly(world_of(5, 1, seed), 75.0, DRAG)
    assert len(told) == 1
    (news,) = told
    assert 25.0 <= news.t_s <= 60.0  # some seconds until it is more than the errors of the camera
    amount_m, towards_deg = figures(news.text)
    off_m = math.hypot(*news.astray_m)
    assert amount_m == pytest.approx(off_m, abs=60.0)
    assert abs((towards_deg - TOWARDS_DEG + 180.0) % 360.0 - 180.0) < 35.0
    assert "a false satellite signal" in news.text


@pytest.mark.parametrize("seed", [2, 3])
def test_a_place_that_was_pulled_away_while_no_ship_was_seen_is_called_out(seed: int) -> None:
    (news,) = fly(world_of(6, 0, seed), 75.0, DRAG, blind_s=(19.0, 60.0))
    amount_m, towards_deg = figures(news.text)
    assert amount_m == pytest.approx(math.hypot(*news.astray_m), abs=60.0)
    assert abs((towards_deg - TOWARDS_DEG + 180.0) % 360.0 - 180.0) < 35.0


def test_a_pattern_that_may_be_an_accident_calls_nobody_out() -> None:
    """Five of six ships far away: their places are too wide to be told from strangers."""
    assert fly(world_of(6, 0, 1), 75.0, DRAG, blind_s=(19.0, 60.0)) == []


def test_a_pull_that_no_wind_would_show_is_called_out() -> None:
    slow = GnssDrag(at_s=10.0, speed_mps=1.5, towards_deg=TOWARDS_DEG)
    (news,) = fly(world_of(5, 1, 2), 75.0, slow)
    assert 40.0 < math.hypot(*news.astray_m) < 100.0


def test_when_the_place_fits_again_that_is_told_too() -> None:
    short = GnssDrag(at_s=20.0, duration_s=25.0, speed_mps=5.0, towards_deg=TOWARDS_DEG)
    pulled, back = fly(world_of(5, 1, 2), 75.0, short)
    assert pulled.text.startswith("its place is off by")
    assert back.text == "its place fits 5 ships with AIS again" and back.t_s > 49.0


def test_two_ships_are_too_few_to_say_anything() -> None:
    assert fly(world_of(2, 3, 0), 75.0, DRAG) == []


def test_one_ship_that_lies_about_its_place_calls_nobody_out() -> None:
    world = world_of(5, 0, 3)
    assert fly(world, 60.0, lie=(431_000_001, 0.001)) == []


@pytest.mark.long
@pytest.mark.parametrize("noise", [USUAL_NOISE, SLOW], ids=["short", "lasting"])
@pytest.mark.parametrize("seed", range(10))
def test_a_sound_flight_is_told_nothing_of(seed: int, noise: NoiseConfig) -> None:
    with looks_counted() as looks:
        assert fly(world_of(5, 1, seed), 60.0, noise=noise) == []
    assert len(looks) > 30  # it was looked at, and often


@contextmanager
def looks_counted() -> Iterator[list[Shift]]:
    """Every shift that was worked out."""
    found: list[Shift] = []
    original = OwnPlace._shift

    def counted(self: OwnPlace, *given: Any) -> Shift | None:
        shift = original(self, *given)
        if shift is not None:
            found.append(shift)
        return shift

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(OwnPlace, "_shift", counted)
        yield found
