"""Passes of a simulated satellite over a platform: the commands learn it, and tell it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bench.overpass import AT, Overpass, fly
from geodata.position import LonLat, distance_m
from surveillance.cli.main import app
from surveillance.errors import WrongUsage
from surveillance.scan.standing.history import FILE_NAME
from surveillance.scan.standing.read import read_standing

SHAPE = (512, 512)
PASSES = 5


@pytest.fixture(scope="module")
def passes(tmp_path_factory: pytest.TempPathFactory) -> list[Overpass]:
    """Twelve days apart: the same platform, other vessels, other seas."""
    folder = tmp_path_factory.mktemp("passes")
    return [
        fly(
            folder / str(n), 60 + n, SHAPE, vessels=4, wind_mps=4.0, standing_seed=159,
            taken_at=AT + timedelta(days=12 * n), polarisations=("VV",),
        )
        for n in range(PASSES)
    ]  # fmt: skip


def run(*words: object) -> tuple[dict, str]:
    result = CliRunner().invoke(app, [*map(str, words)])
    assert result.exception is None, result.stderr
    return json.loads(result.stdout), result.stderr


def platform_of(overpass: Overpass) -> LonLat:
    (platform,) = overpass.things["platform"]
    return LonLat(*platform["geometry"]["coordinates"])


def at_platform(said: dict, overpass: Overpass, scene: str) -> dict:
    """What a scan says of what lies where the platform is."""
    return min(
        (
            f["properties"]
            for f in said["features"]
            if f["geometry"]["type"] == "Point" and f["properties"]["scene"] == scene
        ),
        key=lambda told: sum(
            abs(a - b) for a, b in zip(told["px"], overpass.told("platform")[0]["px"], strict=True)
        ),
    )


def test_a_platform_is_learned_and_told(passes: list[Overpass], home: Path) -> None:
    said, talk = run("scan", *(overpass.path for overpass in passes))
    kinds = [at_platform(said, one, one.path.stem)["kind"] for one in passes]
    assert kinds == ["vessel"] * 4 + ["standing"]  # the fifth pass knows
    assert talk.count(" 1 standing, ") == 1
    assert "this is pass 4 of the 5 that teach" in talk and "pass 5 of" not in talk
    told = at_platform(said, passes[-1], passes[-1].path.stem)["standing"]
    assert told["p"] > 0.8 and told["reasons"]["passes_found"] == PASSES
    layer, words = run("standing")
    assert "1 things stand where 5 scenes looked" in words
    (feature,) = layer["features"]
    place = LonLat(*feature["geometry"]["coordinates"])
    assert distance_m(place, platform_of(passes[0])) < 20.0
    # again, in another order: each counts once, and now each knows of the others
    again, _ = run("scan", *(overpass.path for overpass in reversed(passes)))
    assert {at_platform(again, one, one.path.stem)["kind"] for one in passes} == {"standing"}
    assert run("standing")[0] == layer


def test_what_is_learned_can_be_given_to_another_station(
    passes: list[Overpass], home: Path, tmp_path: Path
) -> None:
    run("scan", *(overpass.path for overpass in passes[1:]), passes[0].path)
    (home / FILE_NAME).rename(tmp_path / FILE_NAME)
    listed = tmp_path / "theirs.geojson"
    feature = {
        "type": "Feature", "properties": {"name": "Alpha", "kind": "platform"},
        "geometry": {"type": "Point", "coordinates": list(map(float, (
            platform_of(passes[0]).lon, platform_of(passes[0]).lat)))},
    }  # fmt: skip
    listed.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    said, _ = run("scan", passes[0].path, "--standing", listed, "--no-learn")
    told = at_platform(said, passes[0], passes[0].path.stem)
    assert told["kind"] == "standing" and told["standing"]["reasons"]["name"] == "Alpha"
    assert not (home / FILE_NAME).exists()  # it was told not to learn
    (tmp_path / FILE_NAME).rename(home / FILE_NAME)
    out = tmp_path / "ours.geojson"
    result = CliRunner().invoke(app, ["standing", "--out", str(out)])
    assert result.exception is None and result.stdout == ""
    (thing,) = read_standing(out).things
    assert 0.5 < thing.p < 1.0 and thing.kind == "learned"
    (home / FILE_NAME).unlink()
    said, _ = run("scan", passes[0].path, "--standing", out, "--no-learn")
    assert at_platform(said, passes[0], passes[0].path.stem)["kind"] == "standing"


def test_a_scene_is_not_refused_for_what_cannot_be_learned(
    passes: list[Overpass], home: Path
) -> None:
    (home / FILE_NAME).write_bytes(b"broken" * 400)
    said, talk = run("scan", passes[0].path)
    assert said["features"] and "move the file away to begin anew" in talk
    assert (home / FILE_NAME).read_bytes() == b"broken" * 400


def test_the_list_is_read_before_the_work(passes: list[Overpass], tmp_path: Path) -> None:
    said, _ = run("scan", passes[0].path)
    listed = tmp_path / "found.geojson"
    listed.write_text(json.dumps(said))
    result = CliRunner().invoke(app, ["scan", str(passes[0].path), "--standing", str(listed)])
    assert result.stdout == "" and "which does not stand" in str(result.exception)
    result = CliRunner().invoke(app, ["standing", "--out", str(tmp_path / "x.gpkg")])
    assert isinstance(result.exception, WrongUsage)
