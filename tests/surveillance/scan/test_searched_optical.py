"""`mizugiwa scan AREA --since` over Sentinel-2: a service that cuts the line, and a folder."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pystac
from shapely.geometry import box, mapping

from geodata import areas
from geodata.area import read_area
from geodata.position import LonLat
from simulator.satellite.optical.publish import publish_optical
from simulator.satellite.optical.scene import OpticalWish, compose_optical
from surveillance.errors import ScanFailed, WrongUsage
from tests.geodata.catalogs.products import optical_item
from tests.geodata.catalogs.server import Served, Site, Turn, serving
from tests.geodata.catalogs.stac_api import StacApi
from tests.geodata.sentinel2.safe_writer import COLUMNS, ROWS, SafeWriter
from tests.surveillance.scan.pictures import BANDS, optical_sea
from tests.surveillance.scan.test_command import scan

TILE = box(127.8, 35.1, 128.0, 35.3)  # in which the product of the writer lies
NOW = datetime.now(UTC)


def product(folder: Path, level: str) -> bytes:
    """A zip of a product with two ships."""
    sea = optical_sea((ROWS, COLUMNS), [(40, 60), (130, 150)])
    offset = 1000 + np.array([1, 2, 3, 7])[:, None, None]
    pictures = dict(zip(BANDS, (sea + offset).astype(np.uint16), strict=True))
    root = SafeWriter(level=level, pictures=pictures).write(folder)
    path = folder / f"{level}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(root.rglob("*")):
            archive.write(file, file.relative_to(folder))
    return path.read_bytes()


def put(api: StacApi, level: str, body: bytes) -> None:
    taken = (NOW - timedelta(hours=3)).isoformat().replace("+00:00", "Z")
    dates = dict.fromkeys(("datetime", "start_datetime", "end_datetime"), taken)
    published = (NOW - timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    href = f"{api.site.url}/{level}.zip"
    item = optical_item(body, href, level[1:], published=published, **dates)
    api.items.append({**item, "geometry": mapping(TILE)})
    api.site.files[f"/{level}.zip"] = Served(body)


def area_file(folder: Path) -> Path:
    feature = {"type": "Feature", "properties": {"kind": "area"}, "geometry": mapping(TILE)}
    path = folder / "area.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def features(out: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What is said of scenes, and of vessels."""
    about = [feature["properties"] for feature in json.loads(out)["features"]]
    return (
        [one for one in about if one["kind"] == "looked"],
        [one for one in about if one["kind"] == "vessel"],
    )


def fetched(site: Site) -> list[str]:
    return [asked.path for asked in site.asked if asked.path.endswith(".zip")]


def test_a_product_comes_over_a_line_that_is_cut_and_clouds_drop_nothing(
    tmp_path: Path, home_of_the_test: Path
) -> None:
    body = product(tmp_path, "L2A")
    with serving() as site:
        api = StacApi(site)
        put(api, "L1C", b"is not fetched")
        put(api, "L2A", body)
        site.turns += [Turn(cut_after=len(body) // 3), Turn(cut_after=len(body) // 3)]
        asked = (area_file(tmp_path), "--since", "7d", "--catalog", f"stac:{api.url}")
        vector, item = tmp_path / "v.geojson", tmp_path / "v.stac.json"
        nothing, _, _ = scan(*asked)
        _, talk, error = scan(*asked, "--sensor=optical", f"--out={vector}", f"--out={item}")
    assert features(nothing) == ([], [])  # radar alone, as ever
    assert error is None
    (looked,), vessels = features(vector.read_text())
    assert looked["sensor"] == "Sentinel-2B L2A" and len(vessels) == 2
    assert looked["cloud_pct"] == 37.5 and "38 % of it lie under cloud" in talk
    assert 2 * 3600.0 > looked["delivered_s"] > 3600.0
    assert looked["taken_at"] < looked["published_at"] < looked["arrived_at"]
    assert fetched(site) == ["/L2A.zip"] * 3  # twice cut
    assert "L1C_20260501T021549_N0512_R003_T52SDD_20260501T054321 is left out: its L2A" in talk
    assert pystac.Item.from_file(item).properties["eo:cloud_cover"] == 37.5
    assert [path.suffix for path in (home_of_the_test / "scenes").iterdir()] == [".zip"]


def test_a_wrong_checksum_is_told_and_the_next_product_is_looked_at(tmp_path: Path) -> None:
    body = product(tmp_path, "L2A")
    with serving() as site:
        api = StacApi(site)
        put(api, "L2A", body)
        site.files["/L2A.zip"] = Served(body[:-1] + b"x")
        put(api, "L1C", body)
        api.items[1]["geometry"] = mapping(box(127.9, 35.2, 128.1, 35.4))
        out, talk, error = scan(
            area_file(tmp_path), "--since=7d", f"--catalog=stac:{api.url}", "--sensor=optical"
        )
    assert isinstance(error, ScanFailed) and "1 of 2 scenes" in str(error)
    assert "checksum" in talk and len(features(out)[0]) == 1


def test_a_folder_of_simulated_scenes(tmp_path: Path) -> None:
    """Four files, which say no time of their own: that of the catalogue is told."""
    middle = read_area(areas.path("okinoshima")).shape.centroid
    wish = OpticalWish(
        5, (256, 256), LonLat(middle.x, middle.y), NOW - timedelta(hours=1),
        vessels=4, wind_mps=2.0, cloud_share=0.1,
    )  # fmt: skip
    publish_optical(tmp_path / "mirror", compose_optical(wish))
    out, talk, error = scan(
        "okinoshima", "--since=2h", f"--catalog=folder:{tmp_path / 'mirror'}", "--sensor=both"
    )
    assert error is None
    (looked,), vessels = features(out)
    assert looked["at"] == looked["taken_at"] and vessels
    assert all(vessel["at"] == looked["at"] for vessel in vessels)
    assert looked["cloud_pct"] > 0.0 and "lie under cloud" in talk


def test_a_scene_that_is_here_is_not_asked_for_its_sensor(tmp_path: Path) -> None:
    _, _, error = scan(tmp_path / "a.tif", "--sensor", "optical")
    assert isinstance(error, WrongUsage) and "--sensor is for --since" in str(error)
    _, talk, error = scan("okinoshima", "--since=1d", "--sensor=sonar")
    assert "sonar" in talk and error is not None
