"""A probability of no AIS that means what it says, and its reasons."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.position import LocalFrame, LonLat
from surveillance.model import AisReport, Realm
from surveillance.scan.ais.coverage import Coverage
from surveillance.scan.ais.match import Candidate, Verdict, match
from surveillance.scan.ais.sight import as_they_are
from surveillance.scan.ais.silence import chance_off
from surveillance.scan.ais.tracks import Log, Sender

AT = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
HERE = LonLat(129.4, 34.7)
FRAME = LocalFrame(HERE)
AREA_M2 = 40e3 * 40e3


def report(mmsi: int, seconds: float, east: float, north: float, **said: float) -> AisReport:
    fields = {"speed_mps": 0.0, "course_deg": 0.0} | said
    at = AT + timedelta(seconds=seconds)
    place = FRAME.lonlat(east, north)
    return AisReport(f"{mmsi}-{seconds}", at, Realm.REPLAY, "test", mmsi, place, **fields)


def sender(mmsi: int, east: float, north: float, length_m: float | None = None) -> Sender:
    return Sender(mmsi, np.array([east, north]), np.zeros(2), 20.0, 5.0, length_m=length_m)


def verdicts(candidates: list[Candidate], senders: list[Sender]) -> tuple[Verdict, ...]:
    return match(candidates, senders, as_they_are(senders), AREA_M2)


def seen(east: float, north: float, **more: object) -> Candidate:
    return Candidate(np.array([east, north]), 15.0, **more)  # type: ignore[arg-type]


def test_a_vessel_is_carried_to_the_second_of_the_overpass() -> None:
    log = Log(
        [
            report(1, -60.0, 0.0, -600.0, speed_mps=10.0),  # north at 10 m/s
            report(1, 120.0, 0.0, 1200.0, speed_mps=10.0),
            report(2, 3600.0, 0.0, 0.0),  # an hour away says nothing
        ]
    )
    (one,) = log.at(AT, FRAME)
    assert one.point == pytest.approx((0.0, 0.0), abs=1.0)
    assert one.velocity == pytest.approx((0.0, 10.0))
    assert one.gap_s == 60.0
    alone = Log([report(1, -60.0, 0.0, -600.0, speed_mps=10.0)]).at(AT, FRAME)[0]
    assert one.sigma_m < alone.sigma_m


def test_pairs_are_chosen_all_at_once() -> None:
    """Nearest first would give the middle sender to the wrong vessel and leave the other alone."""
    found = verdicts(
        [seen(0.0, 0.0), seen(60.0, 0.0)], [sender(7, 50.0, 0.0), sender(8, 110.0, 0.0)]
    )
    assert [v.sender for v in found] == [0, 1]
    assert all(v.p_dark is not None and v.p_dark < 0.05 for v in found)


def test_a_lonely_vessel_is_dark_as_far_as_the_receivers_hear() -> None:
    (good,) = verdicts([seen(0.0, 0.0, coverage=0.98, length_m=90.0)], [sender(7, 9000.0, 0.0)])
    (poor,) = verdicts([seen(0.0, 0.0, coverage=0.3, length_m=20.0)], [sender(7, 9000.0, 0.0)])
    assert good.p_dark is not None and poor.p_dark is not None
    assert good.p_dark > 0.95 > 0.6 > poor.p_dark
    assert good.reasons["nearest_m"] == pytest.approx(9000.0)
    assert good.reasons["nearest_sigmas"] == pytest.approx(360.0)
    assert (good.reasons["ais_required"], poor.reasons["ais_required"]) == (True, False)


def test_a_silent_receiver_gives_unknown() -> None:
    (one,) = verdicts([seen(0.0, 0.0, coverage=None)], [])
    assert one.p_dark is None and one.sender is None
    assert Coverage(Log([report(1, -900.0, 0.0, 0.0)]), AT).at(HERE) is None
    assert Coverage(Log([]), AT).at(HERE) is None


def test_a_receiver_that_died_proves_nothing_though_another_lives() -> None:
    """The near one heard a vessel until twelve minutes before; 230 km off one goes on."""
    died = [report(1, s, 0.0, 0.0) for s in range(-1800, -720, 60)]
    alive = [report(2, s, 230_000.0, 0.0) for s in range(-1800, 1801, 60)]
    coverage = Coverage(Log([*died, *alive]), AT)
    assert coverage.at(HERE) is None
    there = coverage.at(FRAME.lonlat(230_000.0, 0.0))
    assert there is not None and there > 0.9


def test_what_was_not_heard_at_the_overpass_counts() -> None:
    early = [report(1, s, 0.0, 0.0) for s in range(-1800, -200, 60)]
    whole = [report(1, s, 0.0, 0.0) for s in range(-1800, 1800, 60)]
    less, more = (Coverage(Log(reports), AT).at(HERE) for reports in (early, whole))
    assert less is not None and more is not None and less < more


def test_three_reports_far_off_are_no_coverage() -> None:
    few = [report(1, s, 25_000.0, 0.0) for s in (-180, 0, 180)]
    assert Coverage(Log(few), AT).at(HERE) is None


def test_two_vessels_with_one_number_are_two_senders() -> None:
    log = Log([report(1, -60.0, -10_000.0, 0.0), report(1, 60.0, 10_000.0, 0.0)])
    assert sorted(float(s.point[0]) for s in log.at(AT, FRAME)) == pytest.approx(
        [-10_000.0, 10_000.0], abs=1.0
    )


def test_a_place_in_tenths_of_a_minute_is_coarse() -> None:
    place = LonLat(round(HERE.lon * 600) / 600, round(HERE.lat * 600) / 600)
    fine, coarse = (
        Log([replace(report(1, 0.0, 0.0, 0.0), position=p)]).at(AT, FRAME)[0]
        for p in (LonLat(HERE.lon + 1e-5, HERE.lat), place)
    )
    assert coarse.sigma_m > 70.0 > 20.0 > fine.sigma_m


@pytest.mark.parametrize("said", [{"speed_mps": None}, {"course_deg": None, "speed_mps": 6.0}])
def test_an_unknown_motion_is_an_error_and_not_zero(said: dict[str, float | None]) -> None:
    (one,) = Log([report(1, -10.0, 0.0, 0.0, **said)]).at(AT, FRAME)  # type: ignore[arg-type]
    assert one.velocity_sigma_mps >= 4.0 and one.sigma_m > 40.0


def test_a_boat_is_not_taken_for_a_tanker_beside_it() -> None:
    (one,) = verdicts([seen(0.0, 0.0, length_m=12.0)], [sender(7, 40.0, 0.0, length_m=280.0)])
    assert one.sender is None


def test_coverage_is_learned_where_vessels_are() -> None:
    steady = [report(1, s, 0.0, 0.0) for s in range(-1800, 1801, 60)]
    holes = [report(2, s, 30_000.0, 0.0) for s in (-1800, -300, 1500)]
    coverage = Coverage(Log([*steady, *holes]), AT)
    good, poor = coverage.at(HERE), coverage.at(FRAME.lonlat(30_000.0, 0.0))
    assert good is not None and poor is not None
    assert good > 0.9 and poor < 0.5
    assert coverage.at(FRAME.lonlat(0.0, 200_000.0)) is None  # nobody is heard near there


@given(
    st.lists(st.tuples(st.floats(-3e3, 3e3), st.floats(-3e3, 3e3)), max_size=12),
    st.lists(st.tuples(st.floats(-3e3, 3e3), st.floats(-3e3, 3e3)), max_size=12),
)
def test_every_sender_is_given_once(
    vessels: list[tuple[float, float]], places: list[tuple[float, float]]
) -> None:
    senders = [sender(n, *place) for n, place in enumerate(places)]
    found = verdicts([seen(*v, coverage=0.9) for v in vessels], senders)
    given_ = [v.sender for v in found if v.sender is not None]
    assert len(given_) == len(set(given_))
    assert all(v.p_dark is not None and 0.0 <= v.p_dark <= 1.0 for v in found)


def test_a_sender_with_a_wrong_length_at_the_very_place_still_explains_a_vessel() -> None:
    (one,) = verdicts([seen(0.0, 0.0, length_m=12.0)], [sender(7, 10.0, 0.0, length_m=280.0)])
    assert one.p_dark is not None and one.p_dark < 0.05


def test_a_sender_that_no_vessel_explains_makes_one_half_a_kilometre_away_less_sure() -> None:
    others = [sender(n, 10e3, 200.0 * n) for n in range(40)]
    (alone,) = verdicts([seen(0.0, 0.0, coverage=0.9)], others)
    (one,) = verdicts([seen(0.0, 0.0, coverage=0.9)], [sender(77, 500.0, 0.0), *others])
    assert one.sender is None and alone.p_dark is not None and one.p_dark is not None
    assert 0.3 < one.p_dark < alone.p_dark - 0.1
    # but not when that sender is seen at its own place
    known = [sender(77, 500.0, 0.0), *others]
    both = verdicts([seen(0.0, 0.0, coverage=0.9), seen(500.0, 0.0)], known)
    assert both[1].sender == 0 and both[0].p_dark == pytest.approx(alone.p_dark)


def test_one_that_fell_silent_before_the_overpass_is_probably_switched_off() -> None:
    """Where others are heard all the while; and while the log goes on."""
    fell = replace(sender(7, 0.0, 0.0), gap_s=900.0, rest_s=1800.0)
    (one,) = verdicts([seen(0.0, 0.0, coverage=0.95)], [fell])
    assert one.sender == 0 and one.p_dark is not None and one.p_dark > 0.8
    assert one.reasons["switched_off_p"] > 0.8
    for same in (replace(fell, gap_s=5.0, rest_s=0.0), replace(fell, rest_s=None)):
        (one,) = verdicts([seen(0.0, 0.0, coverage=0.95)], [same])
        assert one.p_dark is not None and one.p_dark < 0.01


def test_a_log_tells_how_long_nothing_came_after_the_last_report() -> None:
    log = Log(
        [report(1, -600.0, 0.0, 0.0), report(2, 1200.0, 0.0, 0.0), report(3, -60.0, 0.0, 0.0),
         report(3, 60.0, 0.0, 0.0)]
    )  # fmt: skip
    rests = {one.mmsi: (one.gap_s, one.rest_s) for one in log.at(AT, FRAME)}
    assert rests == {1: (600.0, 1200.0), 2: (1200.0, 600.0), 3: (60.0, None)}


@given(st.floats(0.0, 1800.0), st.floats(0.0, 1800.0), st.floats(0.01, 0.99))
def test_a_longer_silence_where_more_is_heard_says_more(
    gap_s: float, rest_s: float, coverage: float
) -> None:
    p = chance_off(gap_s, rest_s, coverage)
    assert 0.0 <= p <= 1.0
    assert chance_off(gap_s, rest_s + 180.0, coverage) >= p - 1e-12
    assert chance_off(gap_s, rest_s, min(1.0, coverage + 0.01)) >= p - 1e-12


def drawn(rng: np.random.Generator, count: int) -> tuple[list[float], list[bool]]:
    """p and truth over one busy picture: 40 % without AIS, a tenth of the senders not heard."""
    places = rng.uniform(-20e3, 20e3, (count, 2))
    lengths = np.exp(rng.normal(3.6, 0.7, count))
    is_dark = rng.random(count) < 0.4
    senders = [
        Sender(n, places[n] + rng.normal(0.0, 25.0, 2), np.zeros(2), 25.0, 5.0, length_m=lengths[n])
        for n in np.flatnonzero(~is_dark & (rng.random(count) < 0.9))
    ]
    candidates = [
        Candidate(
            places[n] + rng.normal(0.0, 15.0, 2), 15.0, lengths[n] * np.exp(rng.normal(0, 0.3)), 0.9
        )
        for n in range(count)
    ]
    found = verdicts(candidates, senders)
    return [v.p_dark or 0.0 for v in found], is_dark.tolist()


def test_the_probability_means_what_it_says() -> None:
    rng = np.random.default_rng(5)
    pairs = [drawn(rng, 120) for _ in range(20)]
    p = np.concatenate([np.array(ps) for ps, _ in pairs])
    truth = np.concatenate([np.array(t, float) for _, t in pairs])
    brier, base = np.mean((p - truth) ** 2), truth.mean()
    assert 1.0 - brier / (base * (1.0 - base)) > 0.6
    for low, high in ((0.0, 0.1), (0.7, 1.0)):
        chosen = (p >= low) & (p <= high)
        assert chosen.sum() > 100
        assert truth[chosen].mean() == pytest.approx(p[chosen].mean(), abs=0.05)


def test_what_stands_is_hardly_a_vessel_without_ais_unless_it_sends() -> None:
    vessel, platform = verdicts([seen(0.0, 0.0), seen(9_000.0, 0.0, p_other=0.9)], [])
    assert vessel.p_dark is not None and platform.p_dark is not None
    assert platform.p_dark == pytest.approx(0.1 * vessel.p_dark)
    (at_anchor,) = verdicts([seen(0.0, 0.0, p_other=0.9)], [sender(7, 5.0, 0.0)])
    assert at_anchor.sender == 0
    near = [sender(7, 95.0, 0.0)]
    picture_m2 = AREA_M2 / 25.0  # a sender may be anywhere on it: on a small one that says less
    (passing,) = match([seen(0.0, 0.0, p_other=0.99)], near, as_they_are(near), picture_m2)
    assert passing.sender is None
    (alone,) = match([seen(0.0, 0.0)], near, as_they_are(near), picture_m2)
    assert alone.sender == 0  # a vessel there would be the one that sends
