"""The tracker with many targets at once."""

from datetime import UTC, datetime, timedelta

import numpy as np
from scipy.optimize import linear_sum_assignment

from bench.rows import Row, best_each_s, once_s
from geodata.position import LocalFrame, LonLat
from surveillance.ellipse import CHI2_95
from surveillance.model import Ellipse, Realm, Sighting
from surveillance.tracking import Tracker

TARGETS, SCANS, WARM_SCANS = 100, 5, 6
SIGMA_M, SPACING_M = 8.0, 250.0
LIMIT = "scipy assignment alone (limit)"
FRAME = LocalFrame(LonLat(130.1, 34.24))
START = datetime(2026, 5, 1, 1, 0, tzinfo=UTC)


def scans(is_followed: bool) -> list[list[Sighting]]:
    """Noisy sightings of moving vessels on a grid, a scan a second; with or without tracklets."""
    rng = np.random.default_rng(4)
    side = round(TARGETS**0.5)
    start = SPACING_M * np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).reshape(-1, 2)
    velocity = rng.uniform(-3.0, 3.0, (TARGETS, 2))
    made = []
    for scan in range(WARM_SCANS + SCANS):
        places = start + scan * velocity + rng.normal(0.0, SIGMA_M, (TARGETS, 2))
        made.append([_sighting(n, scan, place, is_followed) for n, place in enumerate(places)])
    return made


def _sighting(number: int, scan: int, place: np.ndarray, is_followed: bool) -> Sighting:
    axis = float(np.sqrt(CHI2_95)) * SIGMA_M
    return Sighting(
        id=f"{number}-{scan}",
        at=START + timedelta(seconds=scan),
        realm=Realm.SIMULATED,
        source="bench",
        position=FRAME.lonlat(float(place[0]), float(place[1])),
        ellipse=Ellipse(axis, axis, 0.0),
        label="vessel",
        score=0.9,
        tracklet=str(number) if is_followed else None,
    )


def scan_ms(is_followed: bool) -> tuple[float, int]:
    """Least wall milliseconds of a scan when all tracks are there already; tracks at the end."""
    tracker = Tracker(FRAME, Realm.SIMULATED)
    times = [once_s(lambda scan=scan: tracker.take(scan)) for scan in scans(is_followed)]
    return 1e3 * min(times[WARM_SCANS:]), len(tracker.tracks)


def measure() -> list[Row]:
    """With tracklets each sighting says whose it is; without, all are weighed against all."""
    cost = np.random.default_rng(5).uniform(0.0, 160.0, (TARGETS, TARGETS))
    limit_ms = 1e3 * best_each_s(lambda: linear_sum_assignment(cost), repeats=50)[0]
    rows = []
    for is_followed, how in ((True, "known by tracklet"), (False, "all against all")):
        ours_ms, tracks = scan_ms(is_followed)
        what = f"a scan of {TARGETS} targets, {how}"
        rows.append(Row(what, ours_ms, "ms", LIMIT, limit_ms, note=f"{tracks} tracks at the end"))
    return rows
