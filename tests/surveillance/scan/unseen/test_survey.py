"""Limits of simulated scenes. Vessels there have echoes by the same published relation as the
limits: this guards the way from the pixels to the length, and proves nothing of real vessels."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import box

from bench.overpass import AT, SEA
from bench.planted import plant, seen_by_limit
from geodata.coast import Land
from geodata.sentinel1.product import open_product
from simulator.satellite.scene import Wish
from surveillance.scan.radar import scan_radar
from surveillance.scan.unseen.limits import Limits
from surveillance.scan.vessel import Scanned

SIDE_PX = 512
BARE = {"with_standing": False, "vessels": 0}


def scan(folder: Path, land: Land | None = None, lengths_m: tuple = (), **wish: object) -> Scanned:
    made = Wish(5, (SIDE_PX, SIDE_PX), SEA, AT, **{**BARE, "wind_mps": 6.0, **wish})
    return scan_radar(open_product(plant(folder, made, lengths_m).path), land)


def limits_over(folder: Path, **wish: object) -> Limits:
    scanned = scan(folder, **wish)
    assert scanned.unseen is not None and scanned.unseen.sentence() in scanned.notes
    return scanned.unseen


def test_a_rougher_sea_hides_longer_vessels(tmp_path: Path) -> None:
    calm, rough = (
        limits_over(tmp_path / str(wind), wind_mps=wind, polarisations=("VV",))
        for wind in (3.0, 12.0)
    )
    calm_m, rough_m = calm.over(0.5), rough.over(0.5)
    assert calm_m is not None and rough_m is not None
    assert 5.0 < calm_m < 35.0 < 1.5 * calm_m < rough_m < 150.0
    assert not rough.is_noise.any()


def test_in_cross_polarisation_the_noise_of_the_radar_is_the_limit(tmp_path: Path) -> None:
    """At 7 m/s VH shows more than VV: the sea is fainter there than the noise."""
    limits = limits_over(tmp_path, wind_mps=7.0)
    assert limits.is_noise[np.isfinite(limits.least_m)].all()


def test_the_second_polarisation_never_hides_anything(tmp_path: Path) -> None:
    one = limits_over(tmp_path / "one", polarisations=("VV",), wind_mps=9.0)
    two = limits_over(tmp_path / "two", wind_mps=9.0)
    both = np.isfinite(one.least_m) & np.isfinite(two.least_m)
    assert both.sum() > 12 and (two.least_m <= one.least_m + 1e-6)[both].all()
    assert (two.least_m < one.least_m)[both].any()


def test_vessels_hardly_hide_each_other(tmp_path: Path) -> None:
    """The clutter is cleaned of them: a few long ones do not raise the limit of a sea."""
    empty, full = (
        limits_over(tmp_path / str(len(lengths)), lengths_m=lengths)
        for lengths in ((), (120.0, 150.0, 90.0, 200.0))
    )
    assert np.nanmax(np.abs(full.least_m / empty.least_m - 1.0)) < 0.15


def test_land_and_border_are_not_looked_at(tmp_path: Path) -> None:
    half = scan(tmp_path, Land(box(SEA.lon, 30.0, 140.0, 40.0))).unseen
    assert half is not None
    middle = half.at([[150.0, 250.0], [350.0, 250.0]])
    assert np.isnan(middle).sum() == 1
    assert 5 <= np.isfinite(half.least_m).sum() <= 10  # of 20 between the borders
    corners = half.corners.reshape(-1, 2)
    assert half.corners.shape == (7, 7, 2)
    assert np.ptp(corners[:, 0]) < 0.1 and np.ptp(corners[:, 1]) < 0.1


@pytest.mark.long
def test_nine_of_ten_vessels_of_the_least_length_are_seen(tmp_path: Path) -> None:
    """Simulated echoes spread less than real ones are taken to (2.5 against 4 dB): a few more than
    nine of ten are seen at the limit, and of much shorter ones nearly none."""
    curve = seen_by_limit(tmp_path)
    for step in curve:
        print(f"{step.low:.2f} to {step.high:.2f}: {step.share:.0%} of {step.vessels}")
    shares = [step.share for step in curve]
    assert all(later >= earlier - 0.05 for earlier, later in pairwise(shares))
    (at_limit,) = (step for step in curve if step.low == 0.9)
    assert at_limit.vessels > 80 and 0.88 <= at_limit.share <= 0.99
    assert shares[0] < 0.15 and shares[-1] > 0.98
