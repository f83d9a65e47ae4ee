"""Many passes over one sea: what stands is learned, vessels are not."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.position import LocalFrame, LonLat
from surveillance.scan.ring import middle_frame
from surveillance.scan.standing.history import Looked
from surveillance.scan.standing.learned import learn
from surveillance.scan.standing.match import IS_STANDING
from tests.surveillance.scan.scenes import AT, RING

FRAME = middle_frame(RING)
STANDING_M = np.array([[0.0, 0.0], [9_000.0, 4_000.0], [9_700.0, 4_000.0], [-20_000.0, 30_000.0]])
SIGMA_M = 12.0


def look(
    rng: np.random.Generator, day: float, points_m: np.ndarray, vessels: int = 60, name: str = "S"
) -> Looked:
    """What stands with the errors of a pass, and vessels anywhere."""
    anywhere = rng.uniform(-40_000.0, 40_000.0, (vessels, 2))
    there = np.concatenate([points_m + rng.normal(0.0, 8.0, points_m.shape), anywhere])
    lonlat = np.column_stack(FRAME.to_lonlat(*there.T))
    return Looked(
        f"{name}{day}", AT + timedelta(days=day), RING, lonlat, np.full(len(there), SIGMA_M),
        np.full(len(there), 50.0),
    )  # fmt: skip


def sure(scenes: list[Looked], found_at: datetime | None = None) -> list[tuple[float, float]]:
    """East and north of what stands in all likelihood."""
    things = learn(tuple(scenes), RING, found_at).layer.things
    return [
        FRAME.point(LonLat(thing.shape.x, thing.shape.y))
        for thing in things
        if thing.p >= IS_STANDING
    ]


def agree(places: list[tuple[float, float]], truth: np.ndarray) -> bool:
    if len(places) != len(truth):
        return False
    away = np.linalg.norm(np.array(places)[:, None] - truth[None], axis=2)
    return bool((away.min(axis=0) < 15.0).all() and (away.min(axis=1) < 15.0).all())


def test_what_stands_is_learned_and_what_sails_is_not() -> None:
    rng = np.random.default_rng(5)
    scenes = [look(rng, 12.0 * n, STANDING_M) for n in range(8)]
    assert sure(scenes[:4]) == []
    assert agree(sure(scenes), STANDING_M)
    thing = learn(tuple(scenes), RING).layer.things[0]
    assert (thing.said["passes_found"], thing.said["passes_looked"]) == (8, 8)
    assert thing.said["last_found_at"] == "2027-02-21T09:30:15.250000Z"
    assert thing.longest_m == 50.0 and 10.0 < thing.sigma_m < 15.0


def test_a_pass_every_day_for_two_weeks_teaches_nothing_yet() -> None:
    rng = np.random.default_rng(6)
    assert sure([look(rng, n, STANDING_M) for n in range(14)]) == []


def test_slices_of_one_pass_are_one() -> None:
    """Products of one track follow one another, and a new version of one has another name."""
    rng = np.random.default_rng(7)
    scenes = [
        look(rng, 12.0 * n + second / 86_400.0, STANDING_M)
        for n in range(3)
        for second in (0.0, 25.0, 50.0)
    ]
    assert sure(scenes) == []
    assert learn(tuple(scenes), RING).passes == 3


def test_who_was_taken_away_is_forgotten() -> None:
    rng = np.random.default_rng(8)
    scenes = [look(rng, 12.0 * n, STANDING_M) for n in range(8)]
    scenes += [look(rng, 12.0 * n, STANDING_M[1:]) for n in range(8, 12)]
    assert agree(sure(scenes), STANDING_M[1:])


def test_one_that_a_pass_missed_is_known_when_it_is_found_again() -> None:
    rng = np.random.default_rng(9)
    scenes = [look(rng, 12.0 * n, STANDING_M) for n in range(6)]
    scenes.append(look(rng, 72.0, STANDING_M[1:]))
    assert agree(sure(scenes, AT + timedelta(days=84)), STANDING_M)


def test_an_anchorage_full_of_vessels_does_not_stand() -> None:
    rng = np.random.default_rng(10)
    scenes = [
        look(rng, 12.0 * n, rng.uniform(-1_500.0, 1_500.0, (30, 2)), vessels=0) for n in range(10)
    ]
    assert sure(scenes) == []


def test_nothing_is_asked_of_no_scene() -> None:
    assert learn((), RING).layer.things == ()
    assert learn((), RING).passes == 0


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.permutations(range(6)))
def test_the_order_of_things_in_a_scene_does_not_matter(seed: int, order: list[int]) -> None:
    rng = np.random.default_rng(seed)
    scenes = [look(rng, 12.0 * n, STANDING_M, vessels=2) for n in range(6)]
    mixed = [Looked(s.name, s.at, s.ring, s.lonlat[order], s.sigma_m, s.length_m) for s in scenes]
    assert np.array(sorted(sure(mixed))) == pytest.approx(np.array(sorted(sure(scenes))))


def test_across_180_degrees() -> None:
    rng = np.random.default_rng(11)
    ring = tuple(
        LonLat(lon, lat) for lon, lat in ((179.5, 0.0), (-179.5, 0.0), (-179.5, 1.0), (179.5, 1.0))
    )
    frame = LocalFrame(LonLat(180.0, 0.5))
    scenes = []
    for n in range(6):
        there = np.column_stack(frame.to_lonlat(*rng.normal(0.0, 8.0, (1, 2)).T))
        scenes.append(
            Looked(
                f"S{n}",
                AT + timedelta(days=12 * n),
                ring,
                there,
                np.array([12.0]),
                np.array([50.0]),
            )
        )
    (thing,) = learn(tuple(scenes), ring).layer.things
    assert thing.p > IS_STANDING and abs(abs(thing.shape.x) - 180.0) < 1e-4
