"""Simulated Sentinel-1 passes: how much is found, placed, told from ghosts, and matched with AIS.

Figures on simulated scenes guard against steps back; they say nothing of real seas.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench import again
from bench.overpass import Overpass, fly, is_plain
from bench.planted import Step, seen_by_limit
from bench.rows import Row
from detectors.score.pairing import between, f1_of, pair_up
from geodata.position import LonLat, distance_m
from geodata.sentinel1.product import open_product
from surveillance.scan.darkness import as_radar_shows, with_ais
from surveillance.scan.radar import scan_radar
from surveillance.scan.vessel import Found, Kind, Scanned

Floats = NDArray[np.float64]

SEEDS = range(1, 11)
SHAPE = (4096, 4096)
HIT_PX = 12.0
POINTS = ("vessel", "rock", "platform", "turbine")
STILL = POINTS[1:]
SPREAD = ("raft", "net")
CLEAR_PX = 40.0
BINS = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0)


@dataclass(slots=True)
class Tally:
    """Counts and errors over all passes."""

    hits: int = 0
    missed: int = 0
    false: int = 0
    ghosts: int = 0
    marked: int = 0
    wrongly_marked: int = 0
    errors_m: list[float] = field(default_factory=list)  # of what stands, as the picture shows it
    claimed: int = 0  # of what stands, taken for a vessel that sends
    p: list[float] = field(default_factory=list)
    dark: list[bool] = field(default_factory=list)
    unknown: int = 0

    @property
    def skill(self) -> float:
        """Of the probabilities of no AIS, against telling the base rate to all (Brier)."""
        p, dark = np.array(self.p), np.array(self.dark, float)
        base = dark.mean()
        return float(1.0 - np.mean((p - dark) ** 2) / (base * (1.0 - base)))


def measure() -> list[Row]:
    """One pass after another; some minutes."""
    tally = tallied(SEEDS, SHAPE)
    with tempfile.TemporaryDirectory() as folder:
        limits = seen_by_limit(Path(folder))
    return [*_rows(tally), *_reliability(tally), *again.rows(), *_limit_rows(limits)]


def tallied(seeds: Iterable[int], shape: tuple[int, int]) -> Tally:
    """Passes of these seeds, each scanned and judged with what receivers ashore heard."""
    tally = Tally()
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            _judge(fly(Path(folder), seed, shape), tally)
    return tally


def _rows(tally: Tally) -> Iterator[Row]:
    f1 = f1_of(tally.hits, tally.false, tally.missed)
    count = f"{len(SEEDS)} passes of {SHAPE[0]} x {SHAPE[1]}"
    plain = f"{tally.hits} hit, {tally.missed} missed, {tally.false} false; {count}"
    yield Row("things of 10 dB and more found", f1, "F1", "issue", 0.93, True, plain)
    ghosts = f"{tally.marked} of {tally.ghosts} of 10 dB; {tally.wrongly_marked} others marked"
    yield Row(
        "ghosts marked", tally.marked / max(tally.ghosts, 1), "share", "issue", 1.0, True, ghosts
    )
    errors = np.array(tally.errors_m)
    rms_m = float(np.sqrt((errors**2).mean()))
    yield Row(
        "place of what stands still, as shown", rms_m, "m rms", "issue", 20.0,
        note=f"{len(errors)} rocks, platforms, turbines; at most {errors.max():.1f} m; "
        f"{tally.claimed} taken for a vessel that sends",
    )  # fmt: skip
    yield Row(
        "no AIS, Brier skill", tally.skill, "", "issue", 0.6, True,
        f"{len(tally.p)} vessels, {np.mean(tally.dark):.0%} without; {tally.unknown} unknown",
    )  # fmt: skip


def _reliability(tally: Tally) -> Iterator[Row]:
    p, dark = np.array(tally.p), np.array(tally.dark, float)
    for low, high, told, so, count in binned(p, dark):
        yield Row(
            f"told {low:g} to {high:g}: without AIS", so, "share",
            note=f"{count} vessels, told {told:.2f} on average",
        )  # fmt: skip


def binned(p: Floats, dark: Floats) -> Iterator[tuple[float, float, float, float, int]]:
    """Of the probabilities in each bin: from, to, their mean, the share without AIS, how many."""
    for low, high in pairwise(BINS):
        chosen = (p >= low) & ((p < high) | (high == 1.0))
        if chosen.any():
            yield low, high, float(p[chosen].mean()), float(dark[chosen].mean()), int(chosen.sum())


def _limit_rows(steps: list[Step]) -> Iterator[Row]:
    """Echoes are simulated by the relation that the limits take: no proof of it."""
    for step in steps:
        what = f"vessels of {step.low:g} to {step.high:g} times the least length: found"
        yield Row(what, step.share, "share", note=f"{step.vessels} vessels in three winds")


def _judge(overpass: Overpass, tally: Tally) -> None:
    product = open_product(overpass.path)
    scanned = scan_radar(product, None)
    assert scanned.at is not None
    scanned = replace(scanned, sight=as_radar_shows(product, scanned.at))
    scanned = with_ais(scanned, overpass.heard(), scanned.at)
    things = [thing for kind in POINTS for thing in overpass.things.get(kind, [])]
    points = [thing["properties"] for thing in things]
    places = [LonLat(*thing["geometry"]["coordinates"]) for thing in things]
    vessels = list(scanned.vessels)
    pairs = pair_up(between(_px(points), _places(vessels)), HIT_PX)
    plain = {n for n, told in enumerate(points) if is_plain(told, SHAPE)}
    tally.hits += len(plain & set(pairs.true.tolist()))
    tally.missed += len(plain - set(pairs.true.tolist()))
    known = _px([t for kind in (*POINTS, *SPREAD, "ghost") for t in overpass.told(kind)])
    for n in set(range(len(vessels))) - set(pairs.found.tolist()):
        tally.false += bool(between(_places([vessels[n]]), known).min() > CLEAR_PX)
    _count_ghosts(overpass, scanned, _px(points), tally)
    for true, found in zip(pairs.true.tolist(), pairs.found.tolist(), strict=True):
        _count_verdict(points[true], vessels[found], tally)
        thing = vessels[found]
        shown = (thing.shown or thing).position
        if true in plain and points[true]["kind"] in STILL and shown is not None:
            tally.errors_m.append(distance_m(places[true], shown))
            tally.claimed += "mmsi" in thing.measured


def _count_verdict(told: dict[str, Any], vessel: Found, tally: Tally) -> None:
    if told["kind"] != "vessel" or vessel.dark is None:
        return
    if vessel.dark.p is None:
        tally.unknown += 1
        return
    tally.p.append(vessel.dark.p)
    tally.dark.append(not told["has_ais"])


def _count_ghosts(overpass: Overpass, scanned: Scanned, points: Floats, tally: Tally) -> None:
    """Those that are plain and lie apart from what is really there."""
    ghosts = [t for t in overpass.told("ghost") if is_plain(t, SHAPE)]
    told = _px([t for t in ghosts if between(_px([t]), points).min() > CLEAR_PX])
    marked = _places([thing for thing in scanned.found if thing.kind is Kind.GHOST])
    everything = _places(list(scanned.found))
    seen = [g for g in told if between(g[None], everything).min(initial=np.inf) < 2.0 * HIT_PX]
    tally.ghosts += len(seen)
    tally.marked += sum(
        bool(between(g[None], marked).min(initial=np.inf) < 2.0 * HIT_PX) for g in seen
    )
    all_ghosts = _px(overpass.told("ghost"))
    for place in marked:
        tally.wrongly_marked += bool(
            between(place[None], all_ghosts).min(initial=np.inf) > 2.0 * HIT_PX
        )


def _px(told: list[dict[str, Any]]) -> Floats:
    return np.array([one["px"] for one in told], np.float64).reshape(-1, 2)


def _places(things: list[Found]) -> Floats:
    return np.array([thing.px for thing in things], np.float64).reshape(-1, 2)
