from surveillance.matching import AisBook, match_tracks
from surveillance.model import Realm
from surveillance.tracking import Tracker
from tests.surveillance.sea import FRAME, at, report, seen


def tracks_of(*vessels):
    tracker = Tracker(FRAME, Realm.SIMULATED)
    for vessel in vessels:
        tracker.take(vessel)
    return list(tracker.tracks.values())


def book_of(*reports) -> AisBook:
    book = AisBook(FRAME)
    book.take(reports)
    return book


def test_the_report_of_a_vessel_matches_its_track_moved_to_the_same_time():
    (track,) = tracks_of(seen("a", (0.0, -900.0), (6.0, 0.0), 30.0))
    # the report is 60 s old: where it says is 360 m behind the track
    book = book_of(report(431000001, -31.0, -186.0, -900.0, course_deg=90.0, speed_mps=6.0))
    assert match_tracks([track], book, track.at)[track.id].mmsi == 431000001


def test_a_report_far_away_is_only_the_nearest():
    (track,) = tracks_of(seen("a", (0.0, -900.0), (0.0, 0.0), 20.0))
    match = match_tracks([track], book_of(report(1, 19.0, 900.0, -900.0)), track.at)[track.id]
    assert match.mmsi is None
    assert match.nearest_mmsi == 1
    assert 850.0 < match.nearest_m < 950.0


def test_one_report_matches_one_track_the_nearer_one():
    near, far = tracks_of(
        seen("a", (0.0, -900.0), (0.0, 0.0), 20.0, seed=1),
        seen("b", (60.0, -900.0), (0.0, 0.0), 20.0, seed=2),
    )
    matches = match_tracks([near, far], book_of(report(1, 19.0, 5.0, -900.0)), at(20.0))
    assert matches[near.id].mmsi == 1
    assert matches[far.id].mmsi is None


def test_between_two_reports_the_place_is_interpolated_whatever_their_order():
    (track,) = tracks_of(seen("a", (0.0, -900.0), (5.0, 0.0), 20.0))
    later = report(1, 40.0, 200.0, -900.0, course_deg=270.0, speed_mps=5.0)  # has turned since
    earlier = report(1, 0.0, 0.0, -900.0, course_deg=90.0, speed_mps=5.0)
    for reports in ((earlier, later), (later, earlier)):
        assert match_tracks([track], book_of(*reports), at(20.0))[track.id].mmsi == 1


def test_old_reports_of_moving_vessels_are_not_used():
    (track,) = tracks_of(seen("a", (0.0, -900.0), (0.0, 0.0), 20.0))
    old = report(1, -300.0, 0.0, -900.0, speed_mps=3.0)
    assert match_tracks([track], book_of(old), track.at)[track.id].nearest_mmsi is None
    at_anchor = report(2, -300.0, 0.0, -900.0, speed_mps=0.0)
    assert match_tracks([track], book_of(at_anchor), track.at)[track.id].mmsi == 2


def test_a_receiver_that_heard_nothing_for_a_minute_is_silent():
    book = book_of(report(1, 0.0, 0.0, 0.0))
    assert book.is_listening(at(30.0))
    assert not book.is_listening(at(100.0))


def test_reports_without_a_place_still_show_that_the_receiver_hears():
    book = book_of(report(1, 0.0, 0.0, 0.0, position=None))
    assert book.is_listening(at(10.0))
    assert book.vessels_at(at(10.0)) == []
