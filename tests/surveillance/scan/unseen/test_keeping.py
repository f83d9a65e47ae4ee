"""Limits that were written and read back are the same; a place is found by the corners alone."""

import json
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from geodata.position import LocalFrame, LonLat
from surveillance.scan.unseen.keeping import limits_of, limits_text
from surveillance.scan.unseen.limits import Limits, Silent, SilentSaid
from surveillance.scan.unseen.places import least_at

AT = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
SILENT = Silent(431000001, None, LonLat(129.5, 34.5), 7.0, None)


def turned(shape: tuple[int, int], seed: int, west: float = 129.0) -> Limits:
    """A lattice that lies askew, as a pass has it; some cells were not looked at."""
    draw = np.random.default_rng(seed)
    row, column = np.mgrid[: shape[0] + 1, : shape[1] + 1]
    lon = west + 0.01 * column - 0.002 * row + 1e-6 * column * row
    lat = 34.0 - 0.009 * row - 0.002 * column
    least = np.round(draw.uniform(5.0, 90.0, shape), 2)
    least[draw.uniform(size=shape) < 0.2] = np.nan
    return Limits(
        least_m=least,
        looked_px=draw.integers(0, 10_000, shape),
        is_noise=draw.uniform(size=shape) < 0.5,
        corners=np.round(np.stack([(lon + 180.0) % 360.0 - 180.0, lat], axis=-1), 6),
        echo_db=np.where(np.isfinite(least), np.round(draw.normal(0.0, 2.0, shape), 1), np.nan),
        told=(SilentSaid(AT, ()), SilentSaid(AT, (SILENT,))),
    )


def assert_same(one: Limits, other: Limits) -> None:
    assert one.told == other.told
    for name in ("least_m", "looked_px", "is_noise", "corners", "echo_db"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@given(
    st.tuples(st.integers(1, 7), st.integers(1, 7)),
    st.integers(0, 2**32 - 1),
    st.sampled_from([129.0, 179.97, -180.0]),
)
def test_what_was_written_is_read_back(shape: tuple[int, int], seed: int, west: float) -> None:
    limits = turned(shape, seed, west)
    assert_same(limits_of(json.loads(json.dumps(limits_text(limits)))), limits)


def test_a_whole_scene_is_small() -> None:
    """Even when neighbours have nothing in common."""
    assert len(json.dumps(limits_text(turned((160, 250), 1)))) < 500_000


@pytest.mark.parametrize(
    "wrong",
    [
        {"cell_px": 50},
        {"cells": [0, 5]},
        {"cells": [10**6, 10**6]},
        {"cells": [3, 5]},
        {"noise": "AAAA"},
        {"noise": "none"},
    ],
)
def test_anything_else_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        limits_of(limits_text(turned((4, 5), 3)) | wrong)


def middles(limits: Limits, frame: LocalFrame) -> NDArray[np.float64]:
    corners = limits.corners.reshape(-1, 2)
    points = np.column_stack(frame.to_metres(*corners.T)).reshape(limits.corners.shape)
    return (points[1:, 1:] + points[:-1, :-1] + points[1:, :-1] + points[:-1, 1:]) / 4.0


@pytest.mark.parametrize("west", [129.0, 179.97])
def test_each_place_has_the_length_of_its_own_cell(west: float) -> None:
    limits = turned((6, 9), 4, west)
    frame = LocalFrame(LonLat(west, 34.0))
    points = middles(limits, frame)
    towards = points[2, 3] - points[2, 2]
    for share in (0.0, 0.45, -0.45):
        found = least_at(limits, frame, (points + share * towards).reshape(-1, 2))
        np.testing.assert_array_equal(found.reshape(6, 9), limits.least_m)
    outside = np.array([points[0, 0] - 0.6 * towards, points[-1, -1] + 3.0 * towards])
    assert np.isnan(least_at(limits, frame, outside)).all()
    assert not np.isnan(limits.least_m[0, 0]) and not np.isnan(limits.least_m[-1, -1])
