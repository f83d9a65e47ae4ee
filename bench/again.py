"""Passes over one sea, again and again: what stands stays, vessels come and go."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bench.overpass import AT, Overpass, fly, is_plain
from bench.rows import Row
from detectors.score.pairing import between, f1_of, pair_up
from geodata.sentinel1.product import open_product
from surveillance.model import Realm
from surveillance.scan.radar import scan_radar
from surveillance.scan.standing.beside import Beside
from surveillance.scan.standing.history import FILE_NAME
from surveillance.scan.standing.layer import Layer
from surveillance.scan.standing.odds import ENOUGH_PASSES
from surveillance.scan.vessel import Found, Kind, Scanned

PASSES = 8
DAYS = 12.0
SHAPE = (1400, 1400)
STANDING_SEEDS = range(1, 13)
POINTS = ("rock", "platform", "turbine")
SPREAD = ("raft", "net")
HIT_PX = 12.0
WIDE_PX = 30.0  # from the middle of rafts or of a net to what is found of it


@dataclass(slots=True)
class Again:
    """Counts over the passes that could know. plain: point-like things that stand and anybody
    should see; known: those told as standing. right, wrong: things told as standing. As vessels,
    hit, missed, false: when what stands is known, and `without`: when all is taken for one."""

    plain: int = 0
    known: int = 0
    right: int = 0
    wrong: int = 0
    vessels: tuple[int, int, int] = (0, 0, 0)
    without: tuple[int, int, int] = (0, 0, 0)

    @property
    def precision(self) -> float:
        """Of what is told as standing."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """Of what stands and is plain."""
        return self.known / max(self.plain, 1)

    @property
    def f1(self) -> float:
        """Of vessels, what stands being known."""
        return _f1(self.vessels)

    @property
    def f1_without(self) -> float:
        """Of vessels, nothing being known of what stands."""
        return _f1(self.without)


def looked_again(standing_seeds: Iterable[int], shape_px: tuple[int, int], **wish: Any) -> Again:
    """So many passes for each sea, each scanned with what the ones before have taught."""
    again = Again()
    for sea in standing_seeds:
        with tempfile.TemporaryDirectory() as folder:
            beside = Beside(Layer(()), Path(folder) / FILE_NAME, Realm.SIMULATED)
            for n in range(PASSES):
                overpass = fly(
                    Path(folder) / str(n), 1000 * sea + n, shape_px, standing_seed=sea,
                    taken_at=AT + timedelta(days=DAYS * n), **wish,
                )  # fmt: skip
                scanned = beside.judged(scan_radar(open_product(overpass.path), None))
                beside.remembered(scanned)
                if n + 1 >= ENOUGH_PASSES:
                    _count(overpass, scanned, shape_px, again)
    return again


def rows() -> Iterator[Row]:
    """What is learned, and what that does to the vessels."""
    again = looked_again(STANDING_SEEDS, SHAPE, polarisations=("VV",), wind_mps=4.0)
    passes = (
        f"passes {ENOUGH_PASSES} to {PASSES}, {DAYS:g} days apart, over {len(STANDING_SEEDS)} seas"
    )
    yield Row(
        "standing things known, recall", again.recall, "share",
        note=f"{again.known} of {again.plain} rocks, platforms, turbines of 10 dB; {passes}",
    )  # fmt: skip
    yield Row(
        "told as standing, precision", again.precision, "share",
        note=f"{again.right} right, {again.wrong} vessels or nothing",
    )  # fmt: skip
    yield Row(
        "vessels, what stands being known", again.f1, "F1", "without", again.f1_without, True,
        "{} hit, {} missed, {} false; without {}, {}, {}".format(*again.vessels, *again.without),
    )  # fmt: skip


def _count(overpass: Overpass, scanned: Scanned, shape_px: tuple[int, int], again: Again) -> None:
    standing = _px(scanned.of(Kind.STANDING))
    points, spread = (_true(overpass, kinds) for kinds in (POINTS, SPREAD))
    pairs = pair_up(between(points, standing), HIT_PX)
    plain = [is_plain(told, shape_px) for kind in POINTS for told in overpass.told(kind)]
    again.plain += sum(plain)
    again.known += sum(plain[n] for n in pairs.true.tolist())
    other = np.delete(standing, pairs.found, axis=0)
    of_spread = between(spread, other).min(axis=0, initial=np.inf) < WIDE_PX
    again.right += len(pairs.found) + int(of_spread.sum())
    again.wrong += int((~of_spread).sum())
    everything = tuple(thing for thing in scanned.found if thing.kind is not Kind.GHOST)
    again.vessels = _added(again.vessels, _vessels(overpass, scanned.vessels, shape_px))
    again.without = _added(again.without, _vessels(overpass, everything, shape_px))


def _vessels(
    overpass: Overpass, found: tuple[Found, ...], shape_px: tuple[int, int]
) -> tuple[int, int, int]:
    """Hit, missed (of the plain ones), false."""
    told = overpass.told("vessel")
    pairs = pair_up(between(_true(overpass, ("vessel",)), _px(found)), HIT_PX)
    plain = {n for n, one in enumerate(told) if is_plain(one, shape_px)}
    hit = len(plain & set(pairs.true.tolist()))
    return hit, len(plain) - hit, len(found) - len(pairs.found)


def _true(overpass: Overpass, kinds: tuple[str, ...]) -> np.ndarray:
    places = [told["px"] for kind in kinds for told in overpass.told(kind)]
    return np.array(places, np.float64).reshape(-1, 2)


def _px(things: tuple[Found, ...]) -> np.ndarray:
    return np.array([thing.px for thing in things], np.float64).reshape(-1, 2)


def _added(one: tuple[int, int, int], other: tuple[int, int, int]) -> tuple[int, int, int]:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _f1(counts: tuple[int, int, int]) -> float:
    hit, missed, false = counts
    return f1_of(hit, false, missed)
