"""`mizugiwa scan` with scenes of every kind, as a person types it."""

import json
from datetime import UTC, datetime
from functools import reduce
from operator import xor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyais import encode_dict
from typer.testing import CliRunner

from geodata.raster.scene import open_raster
from surveillance.cli.main import app
from surveillance.errors import ScanFailed
from tests.surveillance.scan.pictures import BANDS, UTM, optical_sea, radar_sea, save

SHIPS = [(40, 60), (130, 110)]
OPTICAL = optical_sea((160, 180), SHIPS)
RADAR = radar_sea((160, 180), SHIPS)[None]
AT = "2026-08-01T02:00:00Z"


def scan(*arguments: object) -> tuple[str, str, BaseException | None]:
    result = CliRunner().invoke(app, ["scan", *map(str, arguments)])
    return result.stdout, result.stderr, result.exception


def features(text: str, kind: str = "vessel") -> list[dict[str, Any]]:
    return [f for f in json.loads(text)["features"] if f["properties"]["kind"] == kind]


def test_a_file_for_each_band_is_one_scene_beside_another(tmp_path: Path) -> None:
    files = [
        save(tmp_path / f"{band}.tif", OPTICAL[n : n + 1], **UTM) for n, band in enumerate(BANDS)
    ]
    other = save(tmp_path / "chip.tif", RADAR)
    out, talk, error = scan(files[0], other, *files[1:], "--at", AT, "--pixel-size", 10)
    assert error is None
    first, second = features(out, "looked")
    assert (first["properties"]["sensor"], second["properties"]["scene"]) == (
        "optical picture B02+B03+B04+B08",
        "chip",
    )
    assert first["properties"]["at"] == AT and first["geometry"] is not None
    assert second["geometry"] is None and second["properties"]["shape"] == [160, 180]
    placed = [f["geometry"] is not None for f in features(out)]
    assert placed == [True, True, False, False]
    assert all(f["properties"]["length_m"] > 50.0 for f in features(out))
    assert "chip: 2 vessels" in talk


def test_every_format_copes_with_a_picture_on_no_map(tmp_path: Path) -> None:
    chip = save(tmp_path / "chip.tif", RADAR)
    names = ("v.geojson", "v.jsonl", "v.csv", "v.coco.json", "item.stac.json")
    out, _, error = scan(chip, "--at", AT, *(f"--out={tmp_path / name}" for name in names))
    assert error is None and out == ""
    boxes = [f["properties"]["box_px"] for f in features((tmp_path / "v.geojson").read_text())]
    assert len(boxes) == 2
    read = [json.loads(line) for line in (tmp_path / "v.jsonl").read_text().splitlines()]
    assert [line["box_px"] for line in read] == boxes and read[0]["length_px"] > 5.0
    assert len((tmp_path / "v.csv").read_text().splitlines()) == 3
    assert len(json.loads((tmp_path / "v.coco.json").read_text())["annotations"]) == 2
    item = json.loads((tmp_path / "item.stac.json").read_text())
    assert item["geometry"] is None and item["properties"]["datetime"] == AT


def test_a_picture_that_says_no_time_has_no_item_and_loses_nothing(tmp_path: Path) -> None:
    chip = save(tmp_path / "chip.tif", RADAR)
    item, table = tmp_path / "i.stac.json", tmp_path / "v.csv"
    out, talk, error = scan(chip, f"--out={item}", f"--out={table}")
    assert isinstance(error, ScanFailed) and "--at" in str(error) and "stdout" in str(error)
    assert not item.exists() and len(table.read_text().splitlines()) == 3
    assert len(features(out)) == 2 and "--at" in talk


def sentence(seconds: int, lon: float, lat: float) -> str:
    """One position at anchor, so many seconds after midnight of the first of August."""
    fields = {"msg_type": 1, "mmsi": 431000001, "lon": lon, "lat": lat, "status": 1}
    (coded,) = encode_dict(
        fields | {"speed": 0.0, "course": 0.0, "heading": 511}, sentence_type="VDM"
    )
    tag = f"c:{int(datetime(2026, 8, 1, tzinfo=UTC).timestamp()) + seconds}"
    return f"\\{tag}*{reduce(xor, tag.encode()):02X}\\{coded}\n"


def test_who_sends_in_an_optical_picture_and_who_does_not(tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", OPTICAL, names=BANDS, **UTM)
    georef = open_raster(path).georef
    assert georef is not None
    ((lon, lat),) = georef.lonlat([(SHIPS[0][0] + 12.0, SHIPS[0][1] + 2.0)])
    log = tmp_path / "log.nmea"
    log.write_text("".join(sentence(n, lon, lat) for n in range(6600, 7900, 60)))
    out, _, error = scan(path, "--at", AT, "--ais", log)
    assert error is None
    first, second = sorted((f["properties"] for f in features(out)), key=lambda p: p["px"])
    assert first["mmsi"] == 431000001 and first["dark"]["p"] < 0.1
    assert "mmsi" not in second and second["dark"]["p"] > 0.5
    out, talk, error = scan(save(tmp_path / "b.tif", RADAR), "--at", AT, "--ais", log)
    assert error is None and "AIS is not asked" in talk
    assert [f["properties"]["dark"] for f in features(out)] == [None, None]


@pytest.mark.parametrize("what", ["truncated", "nodata", "bands", "colours", "text"])
def test_a_bad_picture_is_one_line_and_the_next_goes_on(what: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.tif"
    if what == "truncated":
        save(bad, RADAR, **UTM)
        bad.write_bytes(bad.read_bytes()[: bad.stat().st_size // 2])
    elif what == "nodata":
        save(bad, np.full((1, 160, 180), 9, np.uint16), nodata=9, **UTM)
    elif what == "bands":
        save(bad, OPTICAL[:3], names=BANDS[:3], **UTM)
    elif what == "colours":
        save(bad, OPTICAL[[0, 1, 3]], **UTM)
    else:
        bad.write_text("no picture")
    good = save(tmp_path / "good.tif", RADAR)
    out, talk, error = scan(bad, good)
    assert isinstance(error, ScanFailed) and "1 of 2 scenes are left out: bad.tif" in str(error)
    (line,) = [line for line in talk.splitlines() if line.startswith("mizugiwa:")]
    assert "bad" in line and len(line) < 500
    said = {
        "truncated": "damaged or cut off: download",
        "nodata": "every pixel",
        "bands": "give the file of B08",
        "colours": "bands that nobody named",
        "text": "no readable TIFF",
    }
    assert said[what] in line
    assert len(features(out)) == 2


def test_an_optical_scene_without_a_value_is_told(tmp_path: Path) -> None:
    empty = save(tmp_path / "a.tif", OPTICAL * 0, names=BANDS, **UTM)
    out, _, error = scan(empty)
    assert out == "" and "every pixel is empty" in str(error)
