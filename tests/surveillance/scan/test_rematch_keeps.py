"""What a scan wrote is all there after a rematch, and with the same AIS it is the same."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bench.overpass import Overpass, fly
from surveillance.cli.main import app
from surveillance.scan.reading import read_found
from surveillance.scan.vessel import Scanned

OF_TIME = {"created", "updated", "version"}  # of a STAC item


def run(*arguments: object) -> None:
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    assert result.exception is None, (result.exception, result.stderr)


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A scene with limits, standing things and AIS; the log of that."""
    folder = tmp_path_factory.mktemp("pass")
    overpass: Overpass = fly(folder, 11, (500, 500), vessels=14, wind_mps=6.0)
    log = overpass.written()
    assert log is not None
    run("scan", overpass.path, "--out", folder / "first.geojson")
    seen = [f for f in loaded(folder / "first.geojson")["features"] if "px" in f["properties"]]
    rigs = [{"type": "Feature", "geometry": f["geometry"], "properties": {}} for f in seen[:3]]
    standing = folder / "standing.geojson"
    standing.write_text(json.dumps({"type": "FeatureCollection", "features": rigs}))
    more = ("--standing", standing, "--no-learn")
    run("scan", overpass.path, "--ais", log, "--out", folder / "a.stac.json", *more)
    return folder, log


def loaded(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def item_of(path: Path) -> dict[str, Any]:
    item = loaded(path)
    item["properties"] = {k: v for k, v in item["properties"].items() if k not in OF_TIME}
    item["assets"] = {k: {**v, "href": v["href"][1:]} for k, v in item["assets"].items()}
    return item


def test_with_the_same_ais_it_is_the_same_document(scanned: tuple[Path, Path]) -> None:
    folder, log = scanned
    vessels = folder / "a.vessels.geojson"
    before = vessels.read_bytes()
    told = [f["properties"] for f in loaded(vessels)["features"]]
    assert any("verdicts" in one for one in told) and any("standing" in one for one in told)
    assert told[-1]["notes"] and told[-1]["limits"]
    run("rematch", vessels, "--ais", log)
    assert vessels.read_bytes() == before
    outs = ("b.stac.json", "b.geojson", "b.unseen.geojson", "b.csv")
    run("rematch", vessels, "--ais", log, *(f"--out={folder / name}" for name in outs))
    for name in ("b.vessels.geojson", "b.geojson"):
        assert loaded(folder / name) == json.loads(before)
    unseen = (folder / "a.unseen.geojson").read_bytes()
    assert (folder / "b.unseen.geojson").read_bytes() == unseen
    assert item_of(folder / "b.stac.json") == item_of(folder / "a.stac.json")


def silent(scene: Scanned) -> list[set[int]]:
    assert scene.unseen is not None
    return [{vessel.mmsi for vessel in said.silent} for said in scene.unseen.told]


def test_who_kept_silent_has_versions_too(scanned: tuple[Path, Path], tmp_path: Path) -> None:
    """Nobody is heard at first: then those are told whom nobody found."""
    folder, log = scanned
    for name in ("a.vessels.geojson", "a.stac.json", "a.unseen.geojson"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    vessels, empty = tmp_path / "a.vessels.geojson", tmp_path / "empty.nmea"
    (scene,) = read_found(vessels)
    (first,) = silent(scene)
    assert first
    lines = log.read_text(encoding="ascii").splitlines(keepends=True)
    empty.write_text(lines[0], encoding="ascii")
    run("rematch", vessels, "--ais", empty)
    run("rematch", vessels, "--ais", log)
    (scene,) = read_found(vessels)
    versions = silent(scene)
    assert versions[0] == versions[2] == first and len(versions) == 3 and versions[1] < first
    layer = loaded(tmp_path / "a.unseen.geojson")["features"]
    told = {f["properties"]["mmsi"] for f in layer if f["properties"]["kind"] == "silent"}
    assert told == first
    assert loaded(tmp_path / "a.stac.json")["properties"]["version"] == "3"
