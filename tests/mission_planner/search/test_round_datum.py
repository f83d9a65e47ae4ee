"""Expanding square and sector search against the shapes of the IAMSAR manual.

Authority: IAMSAR manual vol. II ch. 5 and vol. III sec. 3. Expanding square: the first two legs are
one track spacing long, every further pair one spacing longer, all turns 90 degrees. Sector search:
nine legs as long as the radius, turns of 120 degrees to starboard; with a first course of 000 the
courses are 000 120 240, 240 000 120, 120 240 000; a second search starts 30 degrees to starboard.
"""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mission_planner.search.round_datum import sector_legs, square_legs

IAMSAR_COURSES = [0, 120, 240, 240, 0, 120, 120, 240, 0]
ORIGIN = np.zeros(2)


def courses_of(legs):
    """Degrees clockwise from north."""
    steps = np.array([leg[1] - leg[0] for leg in legs])
    return np.degrees(np.arctan2(steps[:, 0], steps[:, 1])) % 360.0


def lengths_of(legs):
    return np.array([np.hypot(*(leg[1] - leg[0])) for leg in legs])


def off_deg(found, wanted):
    return abs((np.asarray(found) - wanted + 180.0) % 360.0 - 180.0).max()


def assert_joined(legs, start):
    assert np.allclose(legs[0][0], start)
    for before, after in pairwise(legs):
        assert np.array_equal(before[1], after[0])


def test_the_expanding_square_of_the_manual():
    legs = square_legs(ORIGIN, 200.0, 500.0, (0.0, 1.0))
    assert lengths_of(legs) / 200.0 == pytest.approx([1, 1, 2, 2, 3, 3, 4, 4, 5])
    assert off_deg(courses_of(legs), [0, 90, 180, 270, 0, 90, 180, 270, 0]) < 1e-6


@settings(max_examples=30)
@given(
    spacing=st.floats(20.0, 2_000.0),
    rings=st.floats(0.1, 12.0),
    bearing=st.floats(0.0, 360.0),
    side=st.sampled_from([1.0, -1.0]),
)
def test_any_expanding_square(spacing, rings, bearing, side):
    reach = spacing * rings
    legs = square_legs(np.array([300.0, -70.0]), spacing, reach, (bearing, side))
    assert_joined(legs, [300.0, -70.0])
    lengths = lengths_of(legs)
    assert lengths[0] == pytest.approx(spacing) == lengths[1]
    assert np.allclose(lengths[2:] - lengths[:-2], spacing)
    turns = np.diff(courses_of(legs)) * side % 360.0
    assert np.allclose(turns, 90.0)
    # the outermost legs see to the asked reach on all four sides, and not a whole ring too far
    corners = np.array([leg[1] for leg in legs]) - [300.0, -70.0]
    angle = np.radians(bearing)
    ahead = corners @ [np.sin(angle), np.cos(angle)]
    across = corners @ [np.cos(angle), -np.sin(angle)]
    for side_m in (ahead.max(), -ahead.min(), across.max(), -across.min()):
        assert side_m + 0.5 * spacing >= reach - 1e-6
        assert side_m <= max(reach + 1.5 * spacing, 2.0 * spacing) + 1e-6


def test_the_sector_search_of_the_manual():
    legs = sector_legs(ORIGIN, 1_000.0, 2, (0.0, 1.0))
    assert len(legs) == 18
    assert np.allclose(lengths_of(legs), 1_000.0)
    assert off_deg(courses_of(legs[:9]), IAMSAR_COURSES) < 1e-6
    assert off_deg(courses_of(legs[9:]), np.array(IAMSAR_COURSES) + 30.0) < 1e-6


@settings(max_examples=30)
@given(
    bearing=st.floats(0.0, 360.0),
    side=st.sampled_from([1.0, -1.0]),
    passes=st.sampled_from([1, 2]),
    radius=st.floats(50.0, 9_000.0),
)
def test_any_sector_search_crosses_the_datum_between_triangles(bearing, side, passes, radius):
    datum = np.array([-40.0, 900.0])
    legs = sector_legs(datum, radius, passes, (bearing, side))
    assert_joined(legs, datum)
    ends = np.array([leg[1] for leg in legs])
    from_datum = np.hypot(*(ends - datum).T)
    assert np.allclose(from_datum[2::3], 0.0, atol=1e-6)
    assert np.allclose(np.delete(from_datum, np.s_[2::3]), radius)
    # six spokes per pass, 60 degrees apart
    tips = np.delete(ends, np.s_[2::3], axis=0)[:6] - datum
    spokes = np.sort(np.degrees(np.arctan2(*tips.T)) % 360.0)
    assert np.allclose(np.diff(spokes), 60.0)
