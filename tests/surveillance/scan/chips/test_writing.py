"""`mizugiwa scan --chips`: a picture of each thing, whatever the scene."""

import errno
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from bench.overpass import Overpass, fly
from geodata.sentinel1.product import open_product
from surveillance.cli.main import app
from surveillance.errors import SettingsError
from surveillance.scan import radar
from surveillance.scan.chips.drawing import PANEL_PX
from surveillance.scan.chips.source import radar_windows
from surveillance.scan.chips.writing import Pictures, check_chips, with_chips
from surveillance.scan.radar import scan_radar
from surveillance.scan.vessel import Found, Scanned
from tests.surveillance.scan.pictures import UTM, radar_sea, save
from tests.surveillance.scan.scenes import SCENE

SIDE = 320


@pytest.fixture(scope="module")
def overpass(tmp_path_factory: pytest.TempPathFactory) -> Overpass:
    folder = tmp_path_factory.mktemp("pass")
    return fly(folder, 4, (SIDE, SIDE), vessels=5, wind_mps=3.0, with_border=False)


def scan(*arguments: object) -> tuple[str, BaseException | None]:
    result = CliRunner().invoke(app, ["scan", *map(str, arguments)])
    return result.stdout, result.exception


def chips_of(scene: Scanned) -> list[str]:
    return [thing.measured["chip"] for thing in scene.found]


def drawn(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.png")}


def test_each_thing_tells_where_its_picture_is(overpass: Overpass, tmp_path: Path) -> None:
    out, folder = tmp_path / "results" / "v.geojson", tmp_path / "chips"
    out.parent.mkdir()
    _, error = scan(overpass.path, "--out", out, "--chips", folder)
    assert error is None
    told = [f["properties"] for f in json.loads(out.read_text())["features"]]
    chips = [t["chip"] for t in told if t["kind"] != "looked"]
    assert len(chips) >= 2 and all(chip.startswith("../chips/S1A_") for chip in chips)
    assert {(out.parent / chip).resolve() for chip in chips} == set(folder.glob("*"))
    for chip in chips:
        assert cv2.imread(str(out.parent / chip)).shape == (PANEL_PX, 2 * PANEL_PX, 3)


def test_the_same_pictures_for_any_strips(
    overpass: Overpass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = open_product(overpass.path)
    seen = []
    for rows in (37, 1024):
        monkeypatch.setattr(radar, "STRIP_ROWS", rows)
        folder = tmp_path / str(rows)
        folder.mkdir()
        scanned = scan_radar(product, None)
        places = Pictures(folder, tmp_path)
        with_chips(scanned, places, radar_windows(product), product.georef.axes_m)
        seen.append(drawn(folder))
    assert len(seen[0]) == len(scanned.found) and seen[0] == seen[1]


def test_at_the_edge_and_in_the_corner_nothing_is_lost(overpass: Overpass, tmp_path: Path) -> None:
    product = open_product(overpass.path)
    places = [(0.2, 0.2), (SIDE - 0.1, 5.0), (160.0, SIDE - 0.5), (0.0, SIDE - 0.1)]
    things = [Found(px, (px[0] - 1, px[1] - 1, px[0] + 1, px[1] + 1), 0.5) for px in places]
    scene = Scanned("edge", "radar", None, product.shape, (), tuple(things))
    told = with_chips(
        scene, Pictures(tmp_path, tmp_path), radar_windows(product), product.georef.axes_m
    )
    assert len(drawn(tmp_path)) == len(set(chips_of(told))) == 4


def test_a_long_thing_is_shown_whole_and_colours_are_drawn(tmp_path: Path) -> None:
    asked: list[int] = []

    def windows(corners: np.ndarray, side_px: int) -> dict[str, np.ndarray]:
        asked.append(side_px)
        return {"colours": np.full((len(corners), side_px, side_px, 3), 0.1, np.float32)}

    raft = replace(SCENE.found[0], box_px=(100.0, 60.0, 200.0, 80.0))
    told = with_chips(
        replace(SCENE, found=(raft, SCENE.found[1])), Pictures(tmp_path, tmp_path), windows, None
    )
    assert len(drawn(tmp_path)) == 2 and max(asked) >= 100 / 0.75
    assert [thing.measured["chip"] for thing in told.found] == [
        "S1A_TEST_x120_y80.png", "S1A_TEST_x121_y580.png",
    ]  # fmt: skip


def test_a_scene_cannot_choose_where_its_pictures_go(tmp_path: Path) -> None:
    inside = tmp_path / "chips"
    inside.mkdir()
    two = (SCENE.found[0], SCENE.found[0])
    evil = replace(SCENE, name="../../out/of..\\here", found=two)
    told = with_chips(evil, Pictures(inside, tmp_path), lambda c, s: {
        "VV": np.ones((len(c), s, s), np.uint16)}, None)  # fmt: skip
    assert chips_of(told) == [
        "chips/out-of-here_x120_y80.png", "chips/out-of-here_x120_y80_2.png",
    ]  # fmt: skip
    assert len(drawn(inside)) == 2 and set(tmp_path.iterdir()) <= {inside, tmp_path / "home"}


def test_an_empty_scene_reads_nothing(tmp_path: Path) -> None:
    empty = replace(SCENE, found=())
    assert with_chips(empty, Pictures(tmp_path, tmp_path), lambda c, s: 1 / 0, None) is empty


def test_a_folder_that_cannot_be_is_one_clear_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(SettingsError, match="name another"):
        check_chips(file, ())
    with pytest.raises(SettingsError, match="name another"):
        check_chips(tmp_path / "no" / "such", ())
    gone = Pictures(tmp_path / "gone", tmp_path)
    with pytest.raises(SettingsError, match="cannot write"):
        with_chips(SCENE, gone, lambda c, s: {"VV": np.ones((len(c), s, s), np.uint16)}, None)


@pytest.mark.parametrize("place", [{}, UTM], ids=["without a place", "on a map"])
def test_pictures_of_any_kind_get_chips_too(tmp_path: Path, place: dict[str, Any]) -> None:
    picture = save(tmp_path / "sea.tif", radar_sea((256, 256), [(60, 90)])[None], **place)
    out, folder = tmp_path / "v.jsonl", tmp_path / "chips"
    _, error = scan(picture, "--out", out, "--chips", folder)
    assert error is None
    (told,) = [json.loads(line) for line in out.read_text().splitlines()]
    chip = cv2.imread(str(tmp_path / told["chip"]))
    assert chip.shape == (PANEL_PX, PANEL_PX, 3)
    middle = chip[PANEL_PX // 2 - 3 : PANEL_PX // 2 + 3, PANEL_PX // 2 - 3 : PANEL_PX // 2 + 3]
    assert (middle > 240).all()  # the ship, which is what the chip is of


def test_what_was_found_is_not_lost_with_its_pictures(
    overpass: Overpass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(place: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("surveillance.scan.chips.writing.write_whole", full)
    out, error = scan(overpass.path, "--chips", tmp_path / "chips")
    assert error is None
    told = [feature["properties"] for feature in json.loads(out)["features"]]
    assert len(told) >= 3 and not any("chip" in each for each in told)
    (looked,) = [each for each in told if each["kind"] == "looked"]
    assert any("No space left" in note for note in looked["notes"])
