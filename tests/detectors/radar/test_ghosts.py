"""Ghosts are found where physics puts them, and nothing else is called one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.radar import RadarView, find_ghosts, imaged_shift_m
from detectors.radar.ghosts import ghost_offset_px


def view_of(count: int, prf_hz: float = 1717.13) -> RadarView:
    """The middle of IW1 of Sentinel-1."""
    each = np.ones(count)
    return RadarView(830e3 * each, 34.0 * each, 7_590.0 * each, prf_hz * each, 0.05547, 10.0, 10.0)


def test_offsets_are_those_of_sentinel_1() -> None:
    """About 5 km of the first order, as is known of IW scenes (SUMO's documentation)."""
    ((columns, rows),) = ghost_offset_px(view_of(1), 1)
    assert rows * 10.0 == pytest.approx(0.05547 * 830e3 * 1717.13 / (2 * 7_590.0), rel=1e-12)
    assert 4_500.0 < rows * 10.0 < 6_000.0
    assert 1.0 < columns < 5.0


@pytest.mark.parametrize("order", [-3, -2, -1, 1, 2, 3])
def test_a_faint_thing_at_the_right_place_is_a_ghost(order: int) -> None:
    ship = np.array([5_000.0, 8_000.0])
    ghost = ship + ghost_offset_px(view_of(1), order)[0]
    found = find_ghosts([ship, ghost], [300.0, 1.0], view_of(2))
    assert found.parent.tolist() == [-1, 0]
    assert found.order.tolist() == [0, order]


@pytest.mark.parametrize(
    ("columns", "rows", "brightness"),
    [(0.0, 26.0, 1.0), (26.0, 0.0, 1.0), (0.0, 0.0, 11.0)],  # 260 m off; too bright
)
def test_what_is_elsewhere_or_bright_is_no_ghost(
    columns: float, rows: float, brightness: float
) -> None:
    ship = np.array([5_000.0, 8_000.0])
    other = ship + ghost_offset_px(view_of(1), 1)[0] + (columns, rows)
    assert not find_ghosts([ship, other], [100.0, brightness], view_of(2)).is_ghost.any()


@pytest.mark.parametrize(("order", "times"), [(1, 9.0), (2, 49.0), (3, 249.0)])
def test_a_ghost_of_a_higher_order_is_fainter(order: int, times: float) -> None:
    ship = np.array([5_000.0, 8_000.0])
    other = ship + ghost_offset_px(view_of(1), order)[0]
    assert not find_ghosts([ship, other], [times, 1.0], view_of(2)).is_ghost.any()


def test_an_unknown_pulse_rate_makes_no_ghost() -> None:
    ship = np.array([5_000.0, 8_000.0])
    ghost = ship + ghost_offset_px(view_of(1), 1)[0]
    view = view_of(2, prf_hz=np.nan)
    assert not find_ghosts([ship, ghost], [100.0, 1.0], view).is_ghost.any()
    assert find_ghosts(np.empty((0, 2)), [], view_of(0)).parent.size == 0


@given(
    st.lists(
        st.tuples(st.floats(0.0, 3_000.0), st.floats(0.0, 3_000.0), st.floats(1.0, 1e4)),
        max_size=30,
    )
)
def test_a_parent_is_brighter_and_no_ghost_itself(things: list[tuple[float, float, float]]) -> None:
    px = np.array([t[:2] for t in things]).reshape(-1, 2)
    bright = np.array([t[2] for t in things])
    # the ghosts of all of them, and the ghosts of these
    for order in (1, -2):
        px = np.vstack([px, px + ghost_offset_px(view_of(len(px)), order)])
        bright = np.concatenate([bright, bright / 100.0])
    found = find_ghosts(px, bright, view_of(len(px)))
    assert found.is_ghost.any() or not things
    for index in np.flatnonzero(found.is_ghost):
        parent = found.parent[index]
        assert bright[parent] >= 10.0 * bright[index]
        assert found.parent[parent] == -1
    assert ((found.order != 0) == found.is_ghost).all()


def test_a_ship_towards_the_radar_is_shown_ahead() -> None:
    """10 kn straight towards the radar at 34 deg: some 310 m."""
    (shift,) = imaged_shift_m(view_of(1), 5.14, 260.0, 80.0)
    assert shift == pytest.approx(5.14 * np.sin(np.radians(34.0)) * 830e3 / 7_590.0)
    (away,) = imaged_shift_m(view_of(1), 5.14, 80.0, 80.0)
    assert away == pytest.approx(-shift)
    (beside,) = imaged_shift_m(view_of(1), 5.14, 170.0, 80.0)
    assert beside == pytest.approx(0.0, abs=1e-9)
