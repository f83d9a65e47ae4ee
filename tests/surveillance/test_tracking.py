import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveillance.ellipse import covariance_of, ellipse_of
from surveillance.model import Ellipse, Realm, TrackState
from surveillance.tracking import (
    END_AFTER,
    Tracker,
    motion_of,
    repeat_factor,
)
from tests.surveillance.sea import FRAME, at, seen, sighting


def tracker() -> Tracker:
    return Tracker(FRAME, Realm.SIMULATED)


@given(st.floats(1.0, 300.0), st.floats(0.05, 1.0), st.floats(0.0, 179.0))
def test_ellipse_and_covariance_are_inverse(major, share, orientation):
    back = ellipse_of(covariance_of(Ellipse(major, major * share, orientation)))
    assert back.semi_major_m == pytest.approx(major, rel=1e-6)
    assert back.semi_minor_m == pytest.approx(major * share, rel=1e-6)
    if share < 0.95:
        assert abs((back.orientation_deg - orientation + 90.0) % 180.0 - 90.0) < 1e-3


def test_an_ellipse_points_clockwise_from_north():
    covariance = covariance_of(Ellipse(100.0, 10.0, 90.0))
    assert covariance[0, 0] > covariance[1, 1]  # long from west to east


def test_a_moving_vessel_becomes_one_confirmed_track_with_its_velocity():
    t = tracker()
    t.take(seen("a", (0.0, -900.0), (3.0, -1.0), 40.0))
    (track,) = t.tracks.values()
    assert track.state is TrackState.CONFIRMED
    assert (track.velocity_east_mps, track.velocity_north_mps) == pytest.approx((3, -1), abs=0.5)


def test_the_filter_knows_its_error():
    """Normalised squared error of the state over many runs: 4 in the mean, if it is honest."""
    errors = []
    for seed in range(60):
        t = tracker()
        t.take(seen("a", (0.0, -900.0), (2.0, 1.0), 25.0, seed=seed))
        motion = motion_of(next(iter(t.tracks.values())), FRAME)
        off = motion.state - np.array([2.0 * 24.5, -900.0 + 24.5, 2.0, 1.0])
        errors.append(off @ np.linalg.solve(motion.covariance, off))
    # the sightings here are independent, the filter allows for shared errors: it may be too
    # careful, never too sure
    assert np.mean(errors) < 4.5


def test_two_vessels_crossing_closely_keep_their_tracks():
    t = tracker()
    a = seen("a", (-150.0, -900.0), (5.0, 0.0), 60.0, seed=1)
    b = seen("b", (150.0, -870.0), (-5.0, 0.0), 60.0, seed=2)
    t.take(a + b)
    assert len(t.tracks) == 2


def test_a_vessel_seen_again_under_a_new_tracklet_goes_on_as_the_same_track():
    t = tracker()
    t.take(seen("a", (0.0, -900.0), (0.0, 0.0), 20.0))
    again = [sighting("b", 60.0 + 0.5 * n, 3.0, -903.0) for n in range(6)]
    t.take(again)
    assert len(t.tracks) == 1


def test_a_track_whose_place_is_no_longer_known_takes_no_stranger():
    """Seen for a moment, then out of sight: minutes later its ellipse would hold half the sea."""
    t = tracker()
    t.take(seen("a", (0.0, -900.0), (0.0, 0.0), 4.0))
    t.take([sighting("b", 240.0 + 0.5 * n, 500.0, -900.0) for n in range(6)])
    assert len(t.tracks) == 2


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_sightings_in_a_batch_does_not_matter(random):
    all_seen = [
        *seen("a", (0.0, -900.0), (1.0, 0.0), 10.0, seed=1),
        *seen("b", (300.0, -900.0), (0.0, 1.0), 10.0, seed=2),
        *seen("c", (600.0, -900.0), (0.0, 0.0), 10.0, seed=3),
    ]
    shuffled = all_seen.copy()
    random.shuffle(shuffled)
    results = []
    for order in (all_seen, shuffled):
        t = tracker()
        groups: dict[str, set[str]] = {}
        for sighting_id, track_id in t.take(order).items():
            groups.setdefault(track_id, set()).add(sighting_id)
        results.append(sorted(map(sorted, groups.values())))
    assert results[0] == results[1]


def test_a_track_that_nobody_sees_ends():
    t = tracker()
    t.take(seen("a", (0.0, -900.0), (0.0, 0.0), 5.0))
    assert t.end_old(at(60.0)) == []
    (ended,) = t.end_old(at(6.0) + END_AFTER)
    assert ended.state is TrackState.ENDED
    assert t.tracks == {}


def test_quick_repeats_count_less():
    assert repeat_factor(0.1) > repeat_factor(0.5) > repeat_factor(5.0) > 1.0
    assert repeat_factor(60.0) == pytest.approx(1.0)


def test_a_place_of_an_hour_ago_leaves_what_is_seen_now_alone():
    t = tracker()
    t.take(seen("a", (0.0, 0.0), (0.0, 0.0), 20.0))
    (live,) = t.tracks.values()
    t.take([sighting("old", -3600.0, 1.0, 1.0, tracklet=None, source="satellite")])
    t.take([sighting("a", -7200.0, 1.0, 1.0)])  # not even when its source calls it the same
    assert t.tracks[live.id] == live and len(t.tracks) == 3


def test_a_picture_in_two_batches_shows_each_thing_once():
    t = tracker()
    for name in ("one", "two"):
        t.take([sighting(name, 5.0, 0.0, 0.0, tracklet=None)])
    assert [track.sightings for track in t.tracks.values()] == [1, 1]
