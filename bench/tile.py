"""A whole tile of Sentinel-2: memory and time of `mizugiwa scan`, beside one reading of its bands.

The tile is simulated: open sea, ships, clouds. All of it is water, and the network looks wherever
something shines; along a coast it looks at every window with water in it.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import rasterio

from bench.child import run
from bench.rows import Row
from geodata.position import LonLat
from simulator.satellite.optical.bands import BANDS
from simulator.satellite.optical.scene import OpticalScene, OpticalWish, compose_optical

SHAPE = (10_980, 10_980)  # columns, rows
SEA = LonLat(129.5, 33.9)
BAR_GB = 1.0
_MAKE = "import sys; from bench.tile import make; make(*sys.argv[1:])"
_READ = "import sys; from bench.tile import read; read(sys.argv[1])"


def measure() -> list[Row]:
    """Up to half an hour on two cores."""
    with tempfile.TemporaryDirectory() as folder:
        return list(rows(Path(folder), SHAPE))


def rows(folder: Path, shape_px: tuple[int, int]) -> Iterator[Row]:
    """Of one tile of (columns, rows), made below the folder.

    Each step is a process of its own, and this one stays small: what a parent holds would count as
    memory of its children.
    """
    run(folder, "-c", _MAKE, str(folder), *map(str, shape_px))
    (product,) = folder.glob("*.SAFE")
    out = folder / "vessels.geojson"
    reading = run(folder, "-c", _READ, str(product))
    scan = run(folder, "-m", "surveillance", "scan", str(product), "--out", str(out))
    about = [f["properties"] for f in json.loads(out.read_text(encoding="utf-8"))["features"]]
    vessels = sum(one["kind"] == "vessel" for one in about)
    plain = f"{shape_px[0]} x {shape_px[1]}, four bands as JPEG 2000; {vessels} vessels"
    yield Row("peak memory of the scan", scan.rss_bytes / 1e9, "GB", "issue", BAR_GB, note=plain)
    one = "one reading of the bands"
    yield Row("processor time of the scan", scan.cpu_s, "s", one, reading.cpu_s)
    yield Row("wall time of the scan", scan.wall_s, "s", one, reading.wall_s)
    yield Row(f"peak memory of {one}", reading.rss_bytes / 1e9, "GB")


def read(product: str) -> None:
    """All that a reading of the four bands takes, and nothing made of them."""
    from geodata.sentinel2 import open_product

    for _ in open_product(product).strips(list(BANDS), 512):
        pass


def make(folder: str, columns: str, rows: str) -> None:
    """A simulated L1C product as SAFE folder."""
    at = datetime(2026, 5, 12, 2, 15, 49, tzinfo=UTC)
    scene = compose_optical(OpticalWish(7, (int(columns), int(rows)), SEA, at, cloud_share=0.1))
    root = Path(folder) / "S2A_MSIL1C_20260512T021549_N0300_R003_T52SDD_20260512T040000.SAFE"
    granule = root / "GRANULE" / "L1C_T52SDD_A037580_20260512T021549"
    (granule / "IMG_DATA").mkdir(parents=True)
    (root / "MTD_MSIL1C.xml").write_text(_PRODUCT, encoding="utf-8")
    (granule / "MTD_TL.xml").write_text(_tile_text(scene), encoding="utf-8")
    grid = scene.grid
    for band in BANDS:
        pixels = np.concatenate([strip for _, strip in scene.strips(band)])
        with rasterio.open(
            granule / "IMG_DATA" / f"T52SDD_20260512T021549_{band}.jp2", "w", count=1,
            driver="JP2OpenJPEG", dtype="uint16", width=grid.width_px, height=grid.height_px,
            crs=f"EPSG:{grid.epsg}", transform=grid.transform, QUALITY="100", REVERSIBLE="YES",
            BLOCKXSIZE=1024, BLOCKYSIZE=1024,
        ) as picture:  # fmt: skip
            picture.write(pixels, 1)


_PRODUCT = """<?xml version="1.0" encoding="UTF-8"?>
<n1:Level-1C_User_Product xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD/a.xsd">
 <n1:General_Info>
  <Product_Info><PROCESSING_BASELINE>03.00</PROCESSING_BASELINE>
   <Datatake><SPACECRAFT_NAME>Sentinel-2A</SPACECRAFT_NAME></Datatake></Product_Info>
  <Product_Image_Characteristics>
   <QUANTIFICATION_VALUE unit="none">10000</QUANTIFICATION_VALUE>
  </Product_Image_Characteristics>
 </n1:General_Info>
</n1:Level-1C_User_Product>
"""


def _tile_text(scene: OpticalScene) -> str:
    grid = scene.grid
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<n1:Level-1C_Tile_ID xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD/b.xsd">
 <n1:General_Info><TILE_ID>S2A_SIMULATED_T52SDD</TILE_ID>
  <SENSING_TIME>{scene.wish.at:%Y-%m-%dT%H:%M:%S}Z</SENSING_TIME></n1:General_Info>
 <n1:Geometric_Info>
  <Tile_Geocoding><HORIZONTAL_CS_CODE>EPSG:{grid.epsg}</HORIZONTAL_CS_CODE>
   <Size resolution="10"><NROWS>{grid.height_px}</NROWS><NCOLS>{grid.width_px}</NCOLS></Size>
   <Geoposition resolution="10"><ULX>{grid.west_m:.0f}</ULX><ULY>{grid.north_m:.0f}</ULY>
    <XDIM>10</XDIM><YDIM>-10</YDIM></Geoposition></Tile_Geocoding>
  <Tile_Angles><Mean_Sun_Angle><ZENITH_ANGLE>30</ZENITH_ANGLE><AZIMUTH_ANGLE>140</AZIMUTH_ANGLE>
  </Mean_Sun_Angle></Tile_Angles>
 </n1:Geometric_Info>
</n1:Level-1C_Tile_ID>
"""
