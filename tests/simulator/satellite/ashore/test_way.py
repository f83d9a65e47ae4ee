"""How vessels go, and when they send."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.ais_messages import KNOT_MPS
from simulator.satellite.ashore.way import SPAN_S, sends_at, way_of


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.floats(0.0, 360.0), st.floats(0.0, 12.0))
def test_at_the_overpass_it_is_where_the_truth_has_it(
    seed: int, course_deg: float, speed_mps: float
) -> None:
    rng = np.random.default_rng(seed)
    way = way_of({"course_deg": course_deg, "speed_mps": speed_mps}, rng)
    east, north, course, speed = way.at(0.0)
    assert (east, north) == pytest.approx((0.0, 0.0), abs=1e-6)
    assert abs((course - course_deg + 180.0) % 360.0 - 180.0) < 1e-6
    assert speed == pytest.approx(speed_mps)
    steps = np.hypot(np.diff(way.east_m), np.diff(way.north_m)) / np.diff(way.t_s)
    assert steps.max() <= max(way.speed_mps) + 1e-9


def test_most_do_not_keep_their_course() -> None:
    ways = [
        way_of({"course_deg": 90.0, "speed_mps": 5.0}, np.random.default_rng(n)) for n in range(60)
    ]
    turned = [abs(way.at(SPAN_S)[2] - 90.0) for way in ways]
    assert np.median(turned) > 5.0


@pytest.mark.parametrize(
    ("speed_kn", "is_class_a", "every_s"),
    [(0, True, 180), (10, True, 10), (20, True, 6), (1, False, 180), (8, False, 30)],
)
def test_it_sends_as_its_class_and_speed_ask(
    speed_kn: float, is_class_a: bool, every_s: float
) -> None:
    rng = np.random.default_rng(1)
    way = way_of({"course_deg": 0.0, "speed_mps": speed_kn * KNOT_MPS}, rng)
    at_s = sends_at(way, is_class_a, rng)
    assert np.diff(at_s).mean() == pytest.approx(every_s, rel=0.1)
    assert sends_at(way, is_class_a, rng, until_s=-600.0).max() <= -600.0
