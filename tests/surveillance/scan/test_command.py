"""`mizugiwa scan` as a person types it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bench.overpass import Overpass, fly
from surveillance.cli.main import app
from surveillance.errors import ScanFailed, WrongUsage

SHAPE = (700, 700)


@pytest.fixture(scope="module")
def overpass(tmp_path_factory: pytest.TempPathFactory) -> Overpass:
    return fly(tmp_path_factory.mktemp("pass"), 3, SHAPE, vessels=12, wind_mps=3.0)


def scan(*arguments: object) -> tuple[str, str, BaseException | None]:
    result = CliRunner().invoke(app, ["scan", *map(str, arguments)])
    return result.stdout, result.stderr, result.exception


def test_geojson_on_stdout_and_words_on_stderr(overpass: Overpass) -> None:
    out, talk, error = scan(overpass.path)
    assert error is None
    features = json.loads(out)["features"]
    kinds = [feature["properties"]["kind"] for feature in features]
    assert kinds.count("looked") == 1 and kinds.count("vessel") >= 3
    assert f"{overpass.path.stem}: {kinds.count('vessel')} vessels" in talk
    assert "no land was given" in talk


def test_files_of_every_format(overpass: Overpass, tmp_path: Path) -> None:
    names = ("v.geojson", "v.jsonl", "v.csv", "v.coco.json")
    out, _, error = scan(overpass.path, *(f"--out={tmp_path / name}" for name in names))
    assert error is None and out == ""
    found = [json.loads(line) for line in (tmp_path / "v.jsonl").read_text().splitlines()]
    assert len(found) == len((tmp_path / "v.csv").read_text().splitlines()) - 1 > 2


def test_a_broken_scene_is_left_out_and_the_next_goes_on(
    overpass: Overpass, tmp_path: Path
) -> None:
    broken = tmp_path / "S1A_BROKEN.SAFE"
    broken.mkdir()
    out, talk, error = scan(broken, overpass.path)
    assert isinstance(error, ScanFailed) and "1 of 2 scenes" in str(error)
    assert "S1A_BROKEN.SAFE is left out: " in talk
    assert json.loads(out)["features"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--land", "x.geojson", "--area", "okinoshima"), "choose one"),
        (("--out", "v.shp"), ".geojson"),
    ],
)
def test_wrong_words_are_told_before_the_work(
    arguments: tuple[str, ...], words: str, overpass: Overpass
) -> None:
    out, _, error = scan(overpass.path, *arguments)
    assert isinstance(error, WrongUsage) and words in str(error)
    assert out == ""
