"""Products of a folder are found by what they say of themselves, and nothing else is."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.control import GroundControlPoint
from shapely.geometry import MultiPolygon, box

from geodata.catalogs.folder import FolderCatalog
from geodata.catalogs.port import Growth
from geodata.errors import CatalogError, DownloadFailed
from tests.geodata.catalogs.products import (
    AREA,
    COORDINATES,
    FAR,
    MANIFEST_S1,
    MANIFEST_S2,
    S1,
    S2,
    SINCE,
    UNTIL,
    stac_item,
    write_safe,
    write_static_catalog,
    write_zip,
)


def search(folder, area=AREA, collections=()):
    return FolderCatalog(folder).search(area, SINCE, UNTIL, collections)


@pytest.mark.parametrize("write", [write_safe, write_zip])
def test_a_safe_product_is_found(tmp_path, write):
    path = write(tmp_path)
    (offer,) = search(tmp_path)
    assert (offer.name, offer.platform, offer.product_type) == (S1, "sentinel-1a", "IW_GRDH_1S")
    assert offer.start_at == datetime(2026, 5, 1, 9, 21, 1, 123456, tzinfo=UTC)
    assert offer.stop_at == datetime(2026, 5, 1, 9, 21, 26, 122222, tzinfo=UTC)
    assert offer.footprint.bounds == (128.7, 33.5, 131.5, 35.4)
    assert offer.published_at is None and offer.checksum is None
    assert FolderCatalog(tmp_path).fetch(offer, tmp_path / "unused") == path
    assert not (tmp_path / "unused").exists()


def test_what_does_not_fit_is_not_found(tmp_path):
    write_safe(tmp_path)
    catalog = FolderCatalog(tmp_path)
    assert search(tmp_path, FAR) == []
    assert catalog.search(AREA, SINCE - timedelta(1), UNTIL - timedelta(1)) == []
    assert catalog.search(AREA, SINCE + timedelta(1), UNTIL + timedelta(1)) == []


@pytest.mark.parametrize(
    ("collection", "is_found"),
    [
        ("SENTINEL-1", True),
        ("sentinel-1a", True),
        ("IW_GRDH_1S", True),
        ("SENTINEL-1/IW_GRDH_1S", True),
        ("SENTINEL-2", False),
        ("SENTINEL-1/IW_SLC__1S", False),
    ],
)
def test_collections(tmp_path, collection, is_found):
    write_safe(tmp_path)
    assert bool(search(tmp_path, collections=["OTHER", collection])) == is_found


def test_a_cloud_optimised_product_is_of_a_type_of_its_own(tmp_path):
    write_safe(tmp_path, S1.replace("A1B2", "A1B2_COG"))
    (offer,) = search(tmp_path, collections=["SENTINEL-1/IW_GRDH_1S-COG"])
    assert offer.product_type == "IW_GRDH_1S-COG"


def test_sentinel_2_and_order(tmp_path):
    write_safe(tmp_path / "a")
    write_safe(tmp_path / "b", S2, MANIFEST_S2 % COORDINATES.replace(",", " "))
    first, second = search(tmp_path)
    assert (first.name, first.platform, first.product_type) == (S2, "sentinel-2b", "S2MSI2A")
    assert first.start_at == first.stop_at
    assert second.name == S1


@pytest.mark.parametrize("write", [write_safe, write_zip])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<Cloud_Coverage_Assessment>37.5</Cloud_Coverage_Assessment>", 37.5),
        ("<Cloud_Coverage_Assessment>nan</Cloud_Coverage_Assessment>", None),
        (None, None),
    ],
)
def test_sentinel_2_tells_its_clouds(tmp_path, write, text, told):
    path = write(tmp_path, S2, MANIFEST_S2 % COORDINATES)
    if text and path.is_dir():
        (path / "MTD_MSIL2A.xml").write_text(f"<a>{text}</a>")
    elif text:
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(f"{S2}/MTD_MSIL2A.xml", f"<a>{text}</a>")
    (offer,) = search(tmp_path, collections=["sentinel-2/s2msi2a"])
    assert offer.is_optical and offer.cloud_pct == told


def test_a_scene_across_the_date_line(tmp_path):
    write_safe(tmp_path, manifest=MANIFEST_S1 % "52.0,-179.0 52.5,178.0 51.0,177.5 50.5,-179.5")
    (offer,) = search(tmp_path, box(178.5, 51.0, 179.5, 51.5))
    assert isinstance(offer.footprint, MultiPolygon)
    assert search(tmp_path, box(-179.9, 51.0, -179.6, 51.5)) == [offer]
    assert search(tmp_path, box(0.0, 51.0, 10.0, 51.5)) == []


BAD = {
    "no manifest text": "",
    "no xml": "hello",
    "billion laughs": '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>',
    "no footprint": "<a><startTime>2026-05-01T00:00:00</startTime></a>",
    "odd footprint": MANIFEST_S1 % "35.4,131.2 35.0",
    "off the globe": MANIFEST_S1 % "95.4,131.2 35.0,128.7 33.5,129.0",
    "not a number": MANIFEST_S1 % "nan,131.2 35.0,128.7 33.5,129.0",
    "no time": MANIFEST_S1.replace("2026-05-01T09:21:01.123456", "soon") % COORDINATES,
}


@pytest.mark.parametrize("manifest", BAD.values(), ids=BAD)
def test_a_bad_product_is_left_out_and_said_and_the_next_goes_on(tmp_path, caplog, manifest):
    bad = write_safe(tmp_path, S1.replace("A1B2", "BAD0"), manifest)
    write_safe(tmp_path)
    assert [offer.name for offer in search(tmp_path)] == [S1]
    assert str(bad) in caplog.text


def test_a_broken_zip_and_one_with_two_products(tmp_path, caplog):
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 no")
    path = write_zip(tmp_path)
    two = tmp_path / "two.zip"
    two.write_bytes(path.read_bytes())
    with zipfile.ZipFile(two, "a") as archive:
        archive.writestr("other.SAFE/manifest.safe", "x")
    assert len(search(tmp_path)) == 1
    assert "x.zip" in caplog.text and "holds 2 SAFE products" in caplog.text


def write_tiff(path, **profile):
    tags = profile.pop("tags", {"TIFFTAG_DATETIME": "2026:05:01 03:00:00"})
    place = {"crs": "EPSG:32652", "transform": Affine(10.0, 0.0, 4e5, 0.0, -10.0, 3.8e6), **profile}
    with rasterio.open(
        path, "w", driver="GTiff", width=64, height=32, count=1, dtype="uint16", **place
    ) as tiff:
        tiff.write(np.zeros((1, 32, 64), np.uint16))
        tiff.update_tags(**tags)


def test_a_geotiff(tmp_path):
    write_tiff(tmp_path / "scene.tif")
    (offer,) = search(tmp_path, box(127.5, 33.0, 128.5, 35.0))
    assert offer.start_at == datetime(2026, 5, 1, 3, tzinfo=UTC)
    west, south, east, north = offer.footprint.bounds
    assert (east - west) * 92_000 == pytest.approx(640, rel=0.05)
    assert (north - south) * 111_000 == pytest.approx(320, rel=0.05)


def test_a_geotiff_by_control_points(tmp_path):
    corners = [
        (0, 0, 130.0, 34.4),
        (0, 64, 130.4, 34.4),
        (32, 64, 130.4, 34.1),
        (32, 0, 130.0, 34.1),
    ]
    points = [GroundControlPoint(*c) for c in corners]
    path = tmp_path / "x_20260501T030000.tif"
    write_tiff(path, crs="EPSG:4326", transform=None, gcps=points, tags={})
    (offer,) = search(tmp_path)
    assert offer.footprint.bounds == pytest.approx((130.0, 34.1, 130.4, 34.4))


def test_a_geotiff_without_place_or_time_is_left_out(tmp_path, caplog):
    write_tiff(tmp_path / "no-time.tif", tags={})
    (tmp_path / "broken.tif").write_bytes(b"II*\x00 no")
    assert FolderCatalog(tmp_path).offers() == []
    assert "does not say when it was taken" in caplog.text and "broken.tif" in caplog.text


def test_a_static_stac_catalogue(tmp_path):
    write_static_catalog(tmp_path, stac_item())
    (tmp_path / S1.removesuffix(".SAFE") / "scene.zip").write_bytes(b"whole")
    (offer,) = search(tmp_path)
    assert offer.published_at == datetime(2026, 5, 1, 10, 5, tzinfo=UTC)
    assert offer.size_bytes == 5 and offer.checksum is not None
    seen: list[Growth] = []
    path = FolderCatalog(tmp_path).fetch(offer, tmp_path, seen.append)
    assert path.read_bytes() == b"whole"
    assert (seen[0].done_bytes, seen[0].size_bytes) == (5, 5)


@pytest.mark.parametrize(("body", "why"), [(b"wrong", "checksum"), (b"too long", "8 bytes, 5 are")])
def test_what_is_not_what_is_published(tmp_path, body, why):
    write_static_catalog(tmp_path, stac_item())
    (tmp_path / S1.removesuffix(".SAFE") / "scene.zip").write_bytes(body)
    catalog = FolderCatalog(tmp_path)
    (offer,) = search(tmp_path)
    with pytest.raises(DownloadFailed, match=why):
        catalog.fetch(offer, tmp_path)


OUTSIDE = (
    "../../secret.zip", "/etc/passwd", "file:///etc/passwd", "//host/x.zip",
    "%2e%2e/%2e%2e/secret.zip", "a%00b", "http://127.0.0.1/x.zip",
)  # fmt: skip


@pytest.mark.parametrize("href", OUTSIDE)
def test_an_item_names_nothing_outside(tmp_path, href):
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret.zip").write_bytes(b"whole")
    write_static_catalog(root, stac_item(href=href))
    assert [offer.files for offer in search(root)] == [()]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    write_static_catalog(tmp_path, stac_item())
    document = json.loads((tmp_path / "catalog.json").read_text())
    links = [{"rel": "child", "href": "../catalog.json"}, {"rel": "child", "href": "catalog.json"}]
    (root / "catalog.json").write_text(json.dumps({**document, "links": links}))
    (root / "away").symlink_to(tmp_path)
    assert search(root) == []


def test_a_product_in_both_is_one(tmp_path):
    item = stac_item(href=f"../{S1}/manifest.safe")
    item["assets"] = {"safe": item["assets"]["Product"]}
    del item["assets"]["safe"]["file:size"], item["assets"]["safe"]["file:checksum"]
    write_static_catalog(tmp_path, item)
    safe = write_safe(tmp_path)
    (offer,) = search(tmp_path)
    assert offer.published_at is not None
    assert FolderCatalog(tmp_path).fetch(offer, tmp_path) == safe


def test_no_folder():
    with pytest.raises(CatalogError, match="is no folder"):
        FolderCatalog(Path("/no/such"))


def test_what_went_away(tmp_path):
    path = write_zip(tmp_path)
    (offer,) = search(tmp_path)
    path.unlink()
    with pytest.raises(DownloadFailed, match="any more"):
        FolderCatalog(tmp_path).fetch(offer, tmp_path)
