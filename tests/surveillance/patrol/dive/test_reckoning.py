"""The told ellipse holds the true place as often as it says, and a fix forgets all errors."""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveillance.ellipse import CHI2_95
from surveillance.patrol.dive.reckoning import Reckoning, RunErrors

STICKS, LOG = RunErrors(0.2, math.radians(3.0)), RunErrors(0.02, math.radians(2.0))
FIX_M, CURRENT_MPS, BLIND_MPS = 2.5, 0.25, 0.6
RUNS = 2000


def reckoning() -> Reckoning:
    return Reckoning(LOG, STICKS, FIX_M, CURRENT_MPS, BLIND_MPS)


@dataclass
class Sea:
    """One draw of all that is not known, and the true way in it."""

    fix: tuple[float, float]
    current: tuple[float, float]
    share: float
    turn_rad: float

    @classmethod
    def drawn(cls, dice: np.random.Generator, errors: RunErrors, current_mps: float) -> "Sea":
        fix, current = FIX_M * dice.normal(size=2), current_mps * dice.normal(size=2)
        share, turn = errors.share * dice.normal(), errors.heading_rad * dice.normal()
        return cls((fix[0], fix[1]), (current[0], current[1]), share, turn)

    def true(self, told: tuple[float, float]) -> tuple[float, float]:
        """What a run was that the vehicle believes to be this."""
        scale, sine, cosine = 1.0 + self.share, math.sin(self.turn_rad), math.cos(self.turn_rad)
        east, north = told
        return scale * (east * cosine + north * sine), scale * (north * cosine - east * sine)


def holds(told: Reckoning, east_m: float, north_m: float) -> bool:
    off = np.array([east_m - told.east_m, north_m - told.north_m])
    return bool(off @ np.linalg.solve(told.covariance, off) <= CHI2_95)


WAYS = {  # seconds and speeds, east and north, as the vehicle believes them
    "straight": [(120.0, 0.4, 0.5)],
    "still in the current": [(300.0, 0.0, 0.0)],
    "to and fro": [(60.0, 0.6, 0.0), (60.0, -0.6, 0.0)] * 3,
    "a square": [(40.0, 0.5, 0.0), (40.0, 0.0, 0.5), (40.0, -0.5, 0.0), (40.0, 0.0, -0.5)],
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("source", ["sticks", "log"])
def test_the_ellipse_holds_95_percent(way: str, source: str) -> None:
    dice = np.random.default_rng(11)
    errors, current_mps = (STICKS, CURRENT_MPS) if source == "sticks" else (LOG, 0.0)
    inside = 0
    for _ in range(RUNS):
        sea, told = Sea.drawn(dice, errors, current_mps), reckoning()
        told.fix(0.0, 0.0)
        east, north = sea.fix
        for seconds, ve, vn in WAYS[way]:
            true = sea.true((ve, vn))
            east += (true[0] + sea.current[0]) * seconds
            north += (true[1] + sea.current[1]) * seconds
            if source == "log":
                told.logged(seconds, ve * seconds, vn * seconds)
            else:
                told.steered(seconds, (ve, vn), (0.0, 0.0))
        inside += holds(told, east, north)
    # no run of chance (3.5 sigma of 2000 draws: 1.7 %); a little more where what adds up at random
    # along the way is allowed for and did not happen here
    assert 0.933 <= inside / RUNS <= 0.99


def test_a_narrow_ellipse_would_fail_that() -> None:
    dice, inside = np.random.default_rng(11), 0
    for _ in range(RUNS):
        sea = Sea.drawn(dice, STICKS, 2.0 * CURRENT_MPS)  # twice the current that is allowed for
        told = reckoning()
        told.fix(0.0, 0.0)
        told.steered(300.0, (0.0, 0.0), (0.0, 0.0))
        inside += holds(
            told, sea.fix[0] + 300.0 * sea.current[0], sea.fix[1] + 300.0 * sea.current[1]
        )
    assert inside / RUNS < 0.6


RUN = st.tuples(st.floats(0.1, 60.0), st.floats(-1.0, 1.0), st.floats(-1.0, 1.0))


@given(st.lists(st.tuples(st.sampled_from(["log", "sticks", "nothing"]), RUN), max_size=12))
def test_silence_only_makes_it_worse_and_a_fix_mends_all(
    runs: list[tuple[str, tuple[float, ...]]],
) -> None:
    told = reckoning()
    told.fix(3.0, 4.0)
    for source, (seconds, ve, vn) in runs:
        waited = told.ellipse_after(seconds)
        before = told.ellipse
        assert waited.semi_major_m >= before.semi_major_m
        if source == "log":
            told.logged(seconds, ve * seconds, vn * seconds)
        elif source == "sticks":
            told.steered(seconds, (ve, vn), (0.0, 0.0))
        else:
            told.unheard(seconds, (0.0, 0.0))
            assert told.ellipse.semi_major_m == pytest.approx(waited.semi_major_m)
        # to and fro may cancel out, but nothing makes it better than the fix was
        assert told.ellipse.semi_minor_m >= FIX_M * math.sqrt(CHI2_95) - 1e-9
    told.fix(-1.0, 2.0)
    assert (told.east_m, told.north_m, told.since_fix_s, told.run_m) == (-1.0, 2.0, 0.0, 0.0)
    assert told.ellipse.semi_major_m == pytest.approx(FIX_M * math.sqrt(CHI2_95))


def test_a_known_current_moves_the_place() -> None:
    told = reckoning()
    told.fix(0.0, 0.0)
    told.steered(100.0, (0.0, 0.5), (0.2, 0.0))
    assert (told.east_m, told.north_m) == pytest.approx((20.0, 50.0))
    told.unheard(10.0, (0.2, 0.0))
    assert told.east_m == pytest.approx(22.0)
