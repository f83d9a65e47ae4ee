"""The network judges everything and takes nothing away."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from bench.overpass import Overpass, fly
from detectors.chips.network import ChipNetwork
from geodata.sentinel1.product import Product, open_product
from surveillance.cli.main import app
from surveillance.scan import radar
from surveillance.scan.chips.judging import with_network
from surveillance.scan.darkness import as_radar_shows, with_ais
from surveillance.scan.radar import scan_radar
from surveillance.scan.vessel import Scanned

SIDE = 640
OWN = ("p_vessel", "length_network_m", "length_blob_m")


@pytest.fixture(scope="module")
def overpass(tmp_path_factory: pytest.TempPathFactory) -> Overpass:
    folder = tmp_path_factory.mktemp("pass")
    return fly(folder, 80_002, (SIDE, SIDE), vessels=12, wind_mps=4.0, standing_times=30.0)


@pytest.fixture(scope="module")
def product(overpass: Overpass) -> Product:
    return open_product(overpass.path)


@pytest.fixture(scope="module")
def scanned(product: Product) -> Scanned:
    return scan_radar(product, None)


@pytest.fixture(scope="module")
def network() -> ChipNetwork:
    return ChipNetwork(threads=1)


def test_nothing_is_left_out_and_only_lengths_change(
    scanned: Scanned, product: Product, network: ChipNetwork
) -> None:
    told = with_network(scanned, product, network)
    assert len(told.found) == len(scanned.found) >= 8
    for before, after in zip(scanned.found, told.found, strict=True):
        own = {name: after.measured[name] for name in OWN}
        rest = {name: v for name, v in after.measured.items() if name not in OWN}
        assert replace(after, measured=rest, length_m=before.length_m) == before
        assert own["length_blob_m"] == before.length_m and 0.0 <= own["p_vessel"] <= 1.0
        assert after.length_m == pytest.approx((own["length_blob_m"] + own["length_network_m"]) / 2)


def test_the_same_for_any_strips(
    scanned: Scanned, product: Product, network: ChipNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(radar, "STRIP_ROWS", 41)
    again = with_network(scan_radar(product, None), product, network)
    once = with_network(scanned, product, network)
    assert again.unseen is not None and once.unseen is not None
    np.testing.assert_array_equal(again.unseen.least_m, once.unseen.least_m)
    assert replace(again, unseen=None) == replace(once, unseen=None)


def test_at_the_edge_it_judges_too(
    scanned: Scanned, product: Product, network: ChipNetwork
) -> None:
    first = scanned.found[0]
    places = [(0.0, 0.0), (SIDE - 0.1, 3.0), (300.0, SIDE - 0.1)]
    edge = replace(scanned, found=tuple(replace(first, px=px) for px in places))
    assert all(
        0.0 <= t.measured["p_vessel"] <= 1.0 for t in with_network(edge, product, network).found
    )


def test_an_empty_sea_and_other_pixels(
    scanned: Scanned, product: Product, network: ChipNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = replace(scanned, found=())
    assert with_network(empty, product, network) is empty
    monkeypatch.setattr("surveillance.scan.chips.judging.SPACING_M", 25.0)
    told = with_network(scanned, product, network)
    assert told.found == scanned.found and "does not judge" in told.notes[-1]


def test_it_is_a_reason_beside_the_others(
    overpass: Overpass, scanned: Scanned, product: Product, network: ChipNetwork
) -> None:
    assert scanned.at is not None
    scanned = replace(scanned, sight=as_radar_shows(product, scanned.at))
    told = with_network(scanned, product, network)
    heard = with_ais(told, overpass.log(), scanned.at)
    for vessel in heard.vessels:
        assert vessel.dark is not None and vessel.verdicts[-1].thing.dark == vessel.dark
        assert vessel.dark.reasons["p_vessel"] == vessel.measured["p_vessel"]
    plain = with_ais(scanned, overpass.log(), scanned.at)
    assert all("p_vessel" not in v.dark.reasons for v in plain.vessels if v.dark is not None)


def test_by_default_and_not_with_no_network(overpass: Overpass) -> None:
    for arguments, is_there in ((), True), (("--no-network",), False):
        result = CliRunner().invoke(app, ["scan", str(overpass.path), *arguments])
        assert result.exception is None
        found = [f["properties"] for f in json.loads(result.stdout)["features"]]
        own = [set(OWN) <= set(f) for f in found if f["kind"] != "looked"]
        assert own and all(own) == any(own) == is_there


def test_weights_that_are_not_ours_end_the_scan_in_one_line(
    overpass: Overpass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ChipNetwork.__init__, "__defaults__", (tmp_path / "none.onnx", 0))
    result = CliRunner().invoke(app, ["scan", str(overpass.path)])
    assert "install the package again" in str(result.exception)
