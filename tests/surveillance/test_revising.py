"""What newer judgements of a sighting change, and what they leave alone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveillance.errors import WireError
from surveillance.model import AisVerdict, Alert, AlertState, Ellipse, Judgement, Realm, TrackState
from surveillance.picture import Changes, Picture
from surveillance.revising import Revision, revised
from surveillance.station.plausible import check_plausible
from surveillance.tracking import start_track
from tests.surveillance.sea import AREA, FRAME, at, report, seen, sighting

BOAT = 431000777
HOUR = timedelta(hours=1)
IN_COVE = ((-620.0, -800.0), (0.0, 0.0))
SEEN_ONCE = start_track(sighting("s", 0.0, 100.0, 50.0, tracklet=None), FRAME)
HEARD = [report(431999999, float(t), 3000.0, 3000.0) for t in range(0, 60, 10)]

verdicts = st.sampled_from(AisVerdict)


def said(hour: int, ais: AisVerdict, mmsi: int | None = BOAT) -> Judgement:
    is_named = ais is AisVerdict.MATCHED
    return Judgement(
        f"j{hour}", at(0.0), Realm.SIMULATED, "satellite S1A", "s-0", at(0.0) + hour * HOUR, ais,
        FRAME.lonlat(130.0, 50.0), Ellipse(80.0, 80.0, 0.0), mmsi if is_named else None,
    )  # fmt: skip


def alarmed() -> tuple[Picture, Alert]:
    picture = Picture(AREA, Realm.SIMULATED)
    alerts: list[Alert] = []
    for value in sorted([*seen("a", *IN_COVE, 45.0), *HEARD], key=lambda v: v.at):
        alerts += picture.take([value]).alerts
    (alert,) = alerts
    return picture, alert


def test_a_match_withdraws_the_alert_and_one_that_is_taken_back_opens_it_again() -> None:
    picture, alert = alarmed()
    (track,) = picture._tracker.tracks.values()
    first, second = said(1, AisVerdict.NONE), said(2, AisVerdict.MATCHED)
    third = said(3, AisVerdict.NONE)
    assert picture.revise([Revision(track, first)]).alerts == ()
    changes = picture.revise([Revision(track, second, first)])
    (gone,) = changes.alerts
    assert (gone.id, gone.state) == (alert.id, AlertState.WITHDRAWN)
    assert picture.revise([Revision(track, second, first)]) == Changes()
    (back,) = picture.revise([Revision(track, third, second)]).alerts
    assert (back.id, back.state) == (alert.id, AlertState.OPEN)
    assert back.reasons_en[: len(gone.reasons_en)] == gone.reasons_en


def test_an_alert_of_a_track_that_has_ended_is_withdrawn_too() -> None:
    picture, alert = alarmed()
    (ended,) = picture.tick(at(10_000.0)).tracks
    assert ended.state is TrackState.ENDED
    changes = picture.revise([Revision(ended, said(1, AisVerdict.MATCHED))])
    assert [(a.id, a.state) for a in changes.alerts] == [(alert.id, AlertState.WITHDRAWN)]
    assert [(t.state, t.mmsi) for t in changes.tracks] == [(TrackState.ENDED, BOAT)]
    # and what has ended raises nothing of its own
    other = replace(ended, id="other", ais=AisVerdict.UNKNOWN)
    assert picture.revise([Revision(other, said(1, AisVerdict.NONE))]).alerts == ()


def test_what_our_own_receiver_heard_stays() -> None:
    picture, _ = alarmed()
    picture.take([report(BOAT, 44.0, *IN_COVE[0])])
    (track,) = picture._tracker.tracks.values()
    assert track.mmsi == BOAT
    before = said(1, AisVerdict.MATCHED)
    assert picture.revise([Revision(track, said(2, AisVerdict.NONE), before)]).tracks == ()


@given(verdicts, verdicts)
def test_a_match_that_was_not_its_own_is_never_taken_away(now: AisVerdict, ais: AisVerdict) -> None:
    mmsi = 5 if ais is AisVerdict.MATCHED else None
    track = replace(SEEN_ONCE, ais=ais, mmsi=mmsi)
    new = revised(Revision(track, said(2, now), said(1, AisVerdict.NONE)))
    if now is AisVerdict.MATCHED:
        assert (new.ais, new.mmsi) == (AisVerdict.MATCHED, BOAT)
    elif now is AisVerdict.UNKNOWN or ais is AisVerdict.MATCHED:
        assert (new.ais, new.mmsi) == (ais, mmsi)
    else:
        assert (new.ais, new.mmsi) == (AisVerdict.NONE, None)


def test_the_place_moves_only_of_what_was_seen_once() -> None:
    new = revised(Revision(SEEN_ONCE, said(1, AisVerdict.UNKNOWN)))
    assert new.position == FRAME.lonlat(130.0, 50.0)
    assert new.covariance[0] > SEEN_ONCE.covariance[0] > 0.0
    assert new.covariance[10:] == SEEN_ONCE.covariance[10:]
    often = replace(SEEN_ONCE, sightings=2)
    assert revised(Revision(often, said(1, AisVerdict.UNKNOWN))) == often


@pytest.mark.parametrize(
    "wrong",
    [
        {"mmsi": None},
        {"mmsi": 10**9},
        {"p_without": 1.5},
        {"ellipse": Ellipse(0.0, 0.0, 0.0)},
        {"known_at": at(0.0).replace(year=1900)},
    ],
)
def test_a_judgement_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    good = said(1, AisVerdict.MATCHED)
    check_plausible(good)
    with pytest.raises(WireError):
        check_plausible(replace(good, **wrong))
