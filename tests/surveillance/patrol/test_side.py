"""A look comes to the side first from which most is seen."""

from datetime import UTC, datetime

import pytest

from geodata.position import LonLat
from mission_planner.request import CALM, Wind
from surveillance.patrol.side import best_side

TARGET = LonLat(129.45, 34.70)
MORNING = datetime(2026, 11, 29, 0, 0, tzinfo=UTC)  # nine o'clock in Japan
NIGHT = datetime(2026, 11, 29, 13, 0, tzinfo=UTC)


def test_by_day_the_sun_is_behind_the_camera() -> None:
    side = best_side(TARGET, MORNING, Wind(8.0, 270.0))
    assert side is not None
    assert side.words == "from the sun's side"
    assert 120.0 < side.bearing_deg < 150.0  # south-east


def test_at_night_it_looks_from_downwind() -> None:
    side = best_side(TARGET, NIGHT, Wind(8.0, 270.0))
    assert side is not None
    assert (side.words, side.bearing_deg) == ("from downwind", pytest.approx(90.0))


def test_in_a_calm_night_all_sides_are_alike() -> None:
    assert best_side(TARGET, NIGHT, CALM) is None
