"""Scenarios in, alerts out: the picture against what a person would expect."""

from dataclasses import replace
from datetime import timedelta

import pytest

from surveillance.alerts import HEADING, STOPPED
from surveillance.model import AisVerdict, AlertState, Realm, TrackState
from surveillance.picture import Picture
from tests.surveillance.sea import AREA, report, seen

# 430 m south of the middle of the south shore, straight in; and inside the south-west cove
SHOREWARD = ((0.0, -750.0), (0.0, 3.0))
IN_COVE = ((-620.0, -800.0), (0.0, 0.0))
HEARD = [report(431999999, float(t), 3000.0, 3000.0) for t in range(0, 60, 10)]


def run(picture: Picture, sightings, reports=()):
    """Feed everything in the order of time, a batch per half second."""
    alerts = []
    for value in sorted([*sightings, *reports], key=lambda v: v.at):
        alerts += picture.take([value]).alerts
    return alerts


def picture() -> Picture:
    return Picture(AREA, Realm.SIMULATED)


def test_a_vessel_without_ais_heading_for_the_shore_raises_one_alert():
    alerts = run(picture(), seen("a", *SHOREWARD, 40.0), HEARD)
    assert [a.rule for a in alerts] == [HEADING]
    assert "no AIS match" in alerts[0].text_en
    assert "AIS対応なし" in alerts[0].text_ja


def test_a_vessel_without_ais_stopped_in_a_watched_zone_raises_one_alert():
    alerts = run(picture(), seen("a", *IN_COVE, 45.0), HEARD)
    assert [a.rule for a in alerts] == [STOPPED]
    assert "south-west cove" in alerts[0].text_en


def test_passing_along_the_coast_is_shown_and_raises_nothing():
    p = picture()
    assert run(p, seen("a", (0.0, -900.0), (4.0, -1.0), 40.0), HEARD) == []
    (track,) = p._tracker.tracks.values()
    assert track.ais is AisVerdict.NONE
    assert track.state is TrackState.CONFIRMED


def test_a_vessel_with_ais_may_do_the_same():
    reports = [
        report(431000001, float(t), 0.0, -750.0 + 3.0 * t, course_deg=0.0, speed_mps=3.0)
        for t in range(0, 40, 10)
    ]
    p = picture()
    assert run(p, seen("a", *SHOREWARD, 40.0), reports) == []
    (track,) = p._tracker.tracks.values()
    assert (track.ais, track.mmsi) == (AisVerdict.MATCHED, 431000001)


def test_while_our_receiver_is_silent_the_verdict_is_unknown_and_nothing_is_alerted():
    p = picture()
    assert run(p, seen("a", *SHOREWARD, 40.0)) == []
    (track,) = p._tracker.tracks.values()
    assert track.ais is AisVerdict.UNKNOWN


def test_late_ais_withdraws_the_alert_and_keeps_it_readable():
    p = picture()
    opened = run(p, seen("a", *SHOREWARD, 30.0), HEARD)
    late = [report(431000001, 29.0, 0.0, -663.0, course_deg=0.0, speed_mps=3.0)]
    more = [s for s in seen("a", *SHOREWARD, 34.0) if s.at > late[0].at]
    changed = run(p, more, late)
    assert [a.state for a in changed] == [AlertState.WITHDRAWN]
    assert changed[0].id == opened[0].id
    assert "431000001" in changed[0].reasons_en[-1]


def test_a_verdict_stays_when_its_vessel_is_out_of_sight():
    """The AIS vessel goes on; the track of where it was seen keeps its match."""
    start, velocity = (0.0, -900.0), (4.0, 0.0)
    reports = [
        report(431000001, float(t), 4.0 * t, -900.0, course_deg=90.0, speed_mps=4.0)
        for t in range(0, 90, 10)
    ]
    p = picture()
    run(p, seen("a", start, velocity, 20.0), reports[:3])
    run(p, seen("other", (-600.0, -1100.0), (0.0, 0.0), 60.0)[50:], reports[3:])
    first = min(p._tracker.tracks.values(), key=lambda t: t.first_at)
    assert (first.ais, first.mmsi) == (AisVerdict.MATCHED, 431000001)


def test_a_report_that_comes_after_the_vessel_left_the_picture_still_counts():
    p = picture()
    opened = run(p, seen("a", *SHOREWARD, 30.0), HEARD)
    changed = run(p, [], [report(431000001, 45.0, 0.0, -615.0, course_deg=0.0, speed_mps=3.0)])
    assert [(a.id, a.state) for a in changed] == [(opened[0].id, AlertState.WITHDRAWN)]


def test_a_vessel_seen_again_does_not_raise_its_alert_twice():
    p = picture()
    run(p, seen("a", *IN_COVE, 45.0), HEARD)
    again = [
        replace(s, id=f"b{s.id}", tracklet="b", at=s.at.replace(minute=2))
        for s in seen("a", *IN_COVE, 45.0, seed=5)
    ]
    late = [replace(r, id=f"b{r.id}", at=r.at.replace(minute=2)) for r in HEARD]
    assert run(p, again, late) == []


def test_a_ship_that_slides_out_of_the_picture_and_in_again_is_not_one_without_ais():
    """Its cut-off hull seems to make way; its AIS is still held by the track lost just now."""
    ship = [
        report(431000001, float(t), 0.0, -750.0, course_deg=None, length_m=100.0)
        for t in range(0, 60, 10)
    ]
    before = seen("a", (0.0, -750.0), (0.0, 0.0), 20.0)
    again = seen("b", (60.0, -740.0), (-0.8, 2.5), 16.0, seed=1)
    again = [replace(s, at=s.at + timedelta(seconds=23)) for s in again]
    p = picture()
    assert run(p, [*before, *again], ship) == []
    first, second = sorted(p._tracker.tracks.values(), key=lambda track: track.at)
    assert (first.ais, first.mmsi) == (AisVerdict.MATCHED, 431000001)
    assert second.ais is AisVerdict.UNKNOWN


def test_a_boat_beside_a_ship_with_ais_is_still_one_without():
    ship = [
        report(431000001, float(t), 0.0, -750.0, course_deg=None, length_m=100.0)
        for t in range(0, 60, 10)
    ]
    both = [
        *seen("a", (0.0, -750.0), (0.0, 0.0), 40.0),
        *seen("b", (60.0, -740.0), (-0.8, 2.5), 40.0, seed=1),
    ]
    p = picture()
    assert [a.rule for a in run(p, both, ship)] == [HEADING]


def test_values_of_another_realm_are_refused():
    live = replace(seen("a", *SHOREWARD, 1.0)[0], realm=Realm.LIVE)
    with pytest.raises(ValueError, match="takes no live values"):
        picture().take([live])


def test_a_restored_picture_goes_on_as_if_nothing_had_happened():
    """Crash after half of the values: tracks and alerts end up the same as without a crash."""
    values = sorted([*seen("a", *SHOREWARD, 40.0), *HEARD], key=lambda v: v.at)
    whole, broken = picture(), picture()
    run(whole, values)
    half = len(values) // 2
    tracks, alerts, tracklets = {}, {}, {}
    for value in values[:half]:
        changes = broken.take([value])
        tracks |= {t.id: t for t in changes.tracks}
        alerts |= {a.id: a for a in changes.alerts}
        for track_id in changes.assigned.values():
            tracklets["a"] = track_id
    restored = picture()
    reports = [v for v in values[:half] if v in HEARD]
    restored.restore(tracks.values(), alerts.values(), reports, tracklets)
    after = run(restored, values[half:])
    (a,) = whole._tracker.tracks.values()
    (b,) = restored._tracker.tracks.values()
    assert replace(a, id=b.id, evidence=b.evidence).sightings == b.sightings
    assert a.velocity_north_mps == pytest.approx(b.velocity_north_mps, abs=1e-6)
    assert len(after) + len(alerts) == 1
