"""The scorecard notices what is wrong: each test spoils one thing and sees it in the figures."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from surveillance.alerts import HEADING
from surveillance.demo.scorecard import Kept, score
from surveillance.demo.truth import Look, TruePicture, TrueVessel, Truth
from surveillance.model import AisVerdict, Alert, AlertState, Realm, TrackState
from surveillance.tracking import start_track
from tests.surveillance.sea import AREA, FRAME, at, sighting

SECONDS = 40.0


def look(east, north, speed=0.0, course=0.0) -> Look:
    return Look(FRAME.lonlat(east, north), 400.0, True, speed, course, 300.0)


def truth() -> Truth:
    """A dark vessel that heads for the shore, and one with AIS that lies still."""
    pictures = [
        TruePicture(
            at(t), {"dark": look(0.0, -900.0 + 3.0 * t, 3.0, 0.0), "told": look(700.0, -800.0)}
        )
        for t in np.arange(0.0, SECONDS, 0.5)
    ]
    vessels = {"dark": TrueVessel("dark", 8.0, None), "told": TrueVessel("told", 30.0, 431000001)}
    return Truth(1, vessels, pictures)


def sightings(name, east, north, speed=0.0, off=0.0):
    """Sightings with errors of the size that their ellipses promise."""
    rng = np.random.default_rng(3)
    seen = []
    for t in np.arange(0.0, SECONDS, 0.5):
        error = rng.normal(0.0, 8.0, 2)
        seen.append(sighting(name, float(t), east + off + error[0], north + speed * t + error[1]))
    return seen


def track(name, first, ais=AisVerdict.NONE, mmsi=None):
    made = start_track(first, FRAME)
    return replace(made, id=name, state=TrackState.CONFIRMED, ais=ais, mmsi=mmsi)


def alert(track_id, **more) -> Alert:
    base = Alert(
        "1", at(20.0), Realm.SIMULATED, HEADING, "high", track_id, FRAME.lonlat(0, 0),
        AlertState.OPEN, "", "",
    )  # fmt: skip
    return replace(base, **more)


@pytest.fixture
def kept() -> Kept:
    dark = sightings("d", 0.0, -900.0, 3.0)
    told = sightings("t", 700.0, -800.0)
    tracks = [track("D", dark[0]), track("T", told[0], AisVerdict.MATCHED, 431000001)]
    pairs = [(s, "D") for s in dark] + [(s, "T") for s in told]
    return Kept(pairs, tracks, [alert("D")])


def test_a_perfect_run(kept):
    card = score(truth(), kept, AREA)
    assert card["vessels"] == {
        "truth_in_view": 2, "without_ais_in_view": 1, "found": 2, "missed": [],
        "false_tracks": 0, "tracks": 2,
    }  # fmt: skip
    assert card["dark"] == {"truth": 1, "right": 2, "wrong": 0}
    assert (card["alerts"]["expected"], card["alerts"]["raised"]) == (1, 1)
    assert card["alerts"]["false"] == 0
    assert 0.9 <= card["ellipse"]["containment"] <= 0.99
    # the median of a Rayleigh distribution is 1.18 sigma
    assert card["position_error_m"]["median"] == pytest.approx(1.18 * 8.0, rel=0.2)


def test_a_vessel_without_track_is_missed(kept):
    lost = Kept([p for p in kept.sightings if p[1] == "D"], kept.tracks, kept.alerts)
    assert score(truth(), lost, AREA)["vessels"]["missed"] == ["told"]


def test_a_track_where_nothing_is_is_false(kept):
    ghost = sightings("g", -700.0, 800.0)
    more = Kept(
        [*kept.sightings, *((s, "G") for s in ghost)],
        [*kept.tracks, track("G", ghost[0])],
        [*kept.alerts, alert("G", id="2")],
    )
    card = score(truth(), more, AREA)
    assert card["vessels"]["false_tracks"] == 1
    assert card["alerts"]["false"] == 1


def test_tentative_tracks_do_not_count(kept):
    tentative = [replace(t, state=TrackState.TENTATIVE) for t in kept.tracks]
    assert score(truth(), Kept(kept.sightings, tentative, ()), AREA)["vessels"]["found"] == 0


def test_places_off_by_more_than_the_ellipses_say_are_not_contained(kept):
    off = sightings("d", 0.0, -900.0, 3.0, off=40.0)
    card = score(truth(), Kept([(s, "D") for s in off], kept.tracks, ()), AREA)
    assert card["ellipse"]["containment"] < 0.2
    assert card["position_error_m"]["median"] > 30.0


@pytest.mark.parametrize("ais", [AisVerdict.UNKNOWN, AisVerdict.NONE, AisVerdict.MATCHED])
def test_a_wrong_verdict_is_counted(kept, ais):
    # the vessel with AIS: unknown, none and a match with somebody else are all wrong
    tracks = [kept.tracks[0], replace(kept.tracks[1], ais=ais, mmsi=431000002)]
    assert score(truth(), Kept(kept.sightings, tracks, ()), AREA)["dark"]["wrong"] == 1


def test_missing_false_and_withdrawn_alerts_are_counted(kept):
    none = score(truth(), Kept(kept.sightings, kept.tracks, ()), AREA)["alerts"]
    assert none["missed"] == [f"dark {HEADING}"]
    wrong = score(truth(), Kept(kept.sightings, kept.tracks, [alert("T")]), AREA)["alerts"]
    assert (wrong["raised"], wrong["false"]) == (0, 1)
    gone = [alert("D", state=AlertState.WITHDRAWN)]
    back = score(truth(), Kept(kept.sightings, kept.tracks, gone), AREA)["alerts"]
    assert (back["raised"], back["withdrawn"]) == (0, 1)
    twice = [alert("D"), alert("D", id="2")]
    assert score(truth(), Kept(kept.sightings, kept.tracks, twice), AREA)["alerts"]["doubled"] == 1


def test_a_glimpse_does_not_count_as_in_view(kept):
    t = truth()
    for picture in t.pictures[4:]:
        picture.looks["told"] = replace(picture.looks["told"], in_view=False)
    assert score(t, kept, AREA)["vessels"]["truth_in_view"] == 1


def test_the_nearest_picture_is_found_only_when_one_was_taken_then():
    t = truth()
    near = t.at(at(10.0) + timedelta(seconds=0.02))
    assert near is not None
    assert near.at == at(10.0)
    assert t.at(at(SECONDS + 10.0)) is None
