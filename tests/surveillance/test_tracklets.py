"""Tracklets: what is believed, what is not, and how long an identity lasts."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.position import LocalFrame, LonLat
from surveillance.tracklets import Observation, Settled, Tracklets

T0 = datetime(2026, 5, 1, tzinfo=UTC)
HERE = LocalFrame(LonLat(130.1, 34.24))
SIGMA_M = 10.0


def seen(east: float, north: float, thing: str, score: float = 0.9) -> Observation[str]:
    return Observation(HERE.lonlat(east, north), np.eye(2) * SIGMA_M**2, score, thing)


def run(pictures: list[list[Observation[str]]], period_s: float = 0.5) -> list[Settled[str]]:
    """All settled observations of pictures taken one after the other."""
    tracklets: Tracklets[str] = Tracklets()
    settled: list[Settled[str]] = []
    for number, observations in enumerate(pictures):
        settled += tracklets.step(T0 + timedelta(seconds=period_s * number), observations)
    return settled + list(tracklets.finish())


def test_confirmation_releases_the_earlier_sightings_too() -> None:
    tracklets: Tracklets[str] = Tracklets()
    assert tracklets.step(T0, [seen(0.0, 0.0, "a0")]) == []
    assert tracklets.step(T0 + timedelta(seconds=0.5), [seen(2.0, 0.0, "a1")]) == []
    third = tracklets.step(T0 + timedelta(seconds=1.0), [seen(4.0, 0.0, "a2")])
    assert [(s.thing, s.tracklet) for s in third] == [("a0", 1), ("a1", 1), ("a2", 1)]
    fourth = tracklets.step(T0 + timedelta(seconds=1.5), [seen(6.0, 0.0, "a3")])
    assert [(s.thing, s.tracklet) for s in fourth] == [("a3", 1)]


def test_what_is_seen_twice_in_five_pictures_is_not_believed() -> None:
    settled = run([[seen(0.0, 0.0, "a0")], [], [], [seen(0.0, 0.0, "a1")], [], []])
    assert {(s.thing, s.tracklet) for s in settled} == {("a0", None), ("a1", None)}


def test_faint_things_need_to_be_seen_more_often() -> None:
    three = [[seen(0.0, 0.0, f"a{n}", 0.4)] for n in range(3)] + [[], []]
    assert {s.tracklet for s in run(three)} == {None}
    assert {s.tracklet for s in run([[seen(0.0, 0.0, f"a{n}", 0.4)] for n in range(5)])} == {1}


def test_glints_all_over_the_sea_are_not_believed() -> None:
    rng = np.random.default_rng(7)
    pictures = [
        [seen(*rng.uniform(-500.0, 500.0, 2), f"{n}-{k}") for k in range(2)] for n in range(200)
    ]
    believed = [s for s in run(pictures) if s.tracklet is not None]
    assert len(believed) <= 12  # 400 glints in a square kilometre: at most a few chance meetings


def test_an_identity_outlives_a_short_gap_and_ends_after_a_long_one() -> None:
    def pictures(gap: int) -> list[list[Observation[str]]]:
        drive = [[seen(5.0 * n, 0.0, f"{n}")] for n in range(20)]
        return [[] if 8 <= n < 8 + gap else drive[n] for n in range(20)]

    assert {s.tracklet for s in run(pictures(4), period_s=1.0)} == {1}
    assert {s.tracklet for s in run(pictures(8), period_s=1.0)} == {1, 2}


def test_two_vessels_that_pass_each_other_keep_their_identities() -> None:
    pictures = [
        [seen(-60.0 + 5.0 * n, 25.0, f"right{n}"), seen(60.0 - 5.0 * n, -25.0, f"left{n}")]
        for n in range(25)
    ]
    numbers = {name: set() for name in ("right", "left")}
    for s in run(pictures):
        numbers[s.thing.rstrip("0123456789")].add(s.tracklet)
    assert sorted(map(tuple, numbers.values())) == [(1,), (2,)]


def test_a_clock_that_jumps_back_begins_anew() -> None:
    tracklets: Tracklets[str] = Tracklets()
    for n in range(3):
        tracklets.step(T0 + timedelta(seconds=n), [seen(0.0, 0.0, f"a{n}")])
    for n in range(3):
        last = tracklets.step(T0 - timedelta(hours=1, seconds=-n), [seen(0.0, 0.0, f"b{n}")])
    assert {s.tracklet for s in last} == {2}


@given(st.permutations(range(4)), st.integers(0, 2**32 - 1))
def test_the_order_within_a_picture_does_not_matter(order: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    base = rng.uniform(-300.0, 300.0, (4, 2))
    pictures = []
    for n in range(6):
        spots = base + rng.normal(0.0, SIGMA_M / 3.0, (4, 2))
        pictures.append([seen(spots[k, 0], spots[k, 1], f"{n}-{k}") for k in range(4)])

    def groups(settled: list[Settled[str]]) -> set[frozenset[str]]:
        numbers = {s.tracklet for s in settled if s.tracklet is not None}
        return {frozenset(s.thing for s in settled if s.tracklet == i) for i in numbers}

    turned = [[picture[k] for k in order] for picture in pictures]
    assert groups(run(pictures)) == groups(run(turned))


@pytest.mark.parametrize("count", [1, 3, 8])
def test_every_observation_is_settled_exactly_once(count: int) -> None:
    rng = np.random.default_rng(count)
    pictures = [
        [seen(*rng.normal(0.0, 60.0, 2), f"{n}-{k}") for k in range(count)] for n in range(12)
    ]
    things = [s.thing for s in run(pictures)]
    assert sorted(things) == sorted(o.thing for p in pictures for o in p)
