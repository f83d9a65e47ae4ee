"""A small Sentinel-2 product on disk, with the layout of real ones."""

import shutil
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import rasterio
from rasterio.errors import NotGeoreferencedWarning

ROWS, COLUMNS = 240, 200
FINE = ("B02", "B03", "B04", "B08")
MIDDLE = ("B05", "B06", "B07", "B8A", "B11", "B12")
STAMP = "20240517T020651"
WEST, NORTH, EPSG = 399_960.0, 3_900_000.0, 32652


def picture(band: str, level="L2A"):
    """Digital numbers of a layer at its own resolution."""
    rng = np.random.default_rng(sum(map(ord, band)))
    if band in FINE:
        return rng.integers(1, 12_000, (ROWS, COLUMNS)).astype(np.uint16)
    if band in ("SCL", "CLDPRB"):
        top = 12 if band == "SCL" else 101
        return rng.integers(0, top, (ROWS // 2, COLUMNS // 2)).astype(np.uint8)
    return rng.integers(1, 12_000, (ROWS // 2, COLUMNS // 2)).astype(np.uint16)


@dataclass(frozen=True)
class SafeWriter:
    """What to write. end: of the pictures' names. offsets: None for a product before 2022."""

    level: str = "L2A"
    end: str = "jp2"
    baseline: str = "05.10"
    offsets: float | None = -1000.0
    granules: int = 1
    pictures: dict = field(default_factory=dict)
    tile_edit: tuple[str, str] = ("", "")

    @property
    def name(self) -> str:
        digits = self.baseline.replace(".", "")
        return f"S2B_MSI{self.level}_{STAMP}_N{digits}_R103_T52SDF_20240517T044112"

    def write(self, folder: Path) -> Path:
        root = folder / f"{self.name}.SAFE"
        root.mkdir()
        (root / f"MTD_MSI{self.level}.xml").write_text(self.product_text())
        for number in range(self.granules):
            self._granule(root / "GRANULE" / f"{self.level}_T52SDF_A03758{number}_{STAMP}")
        return root

    def _granule(self, granule: Path) -> None:
        (granule / "IMG_DATA").mkdir(parents=True)
        (granule / "QI_DATA").mkdir()
        (granule / "MTD_TL.xml").write_text(self.tile_text().replace(*self.tile_edit))
        for band in (*FINE, *MIDDLE, *(("SCL", "CLDPRB") if self.level == "L2A" else ())):
            pixels = self.pictures.get(band, picture(band))
            write_picture(granule / self.place(band), pixels)
            if self.level == "L2A" and band in FINE:  # real products have the fine bands twice
                write_picture(granule / f"IMG_DATA/R20m/T52SDF_{STAMP}_{band}_20m.{self.end}",
                              pixels[::2, ::2])  # fmt: skip

    def place(self, band: str) -> str:
        if band == "CLDPRB":
            return f"QI_DATA/MSK_CLDPRB_20m.{self.end}"
        if self.level == "L1C":
            return f"IMG_DATA/T52SDF_{STAMP}_{band}.{self.end}"
        metres = 10 if band in FINE else 20
        return f"IMG_DATA/R{metres}m/T52SDF_{STAMP}_{band}_{metres}m.{self.end}"

    def product_text(self) -> str:
        tag = "RADIO_ADD_OFFSET" if self.level == "L1C" else "BOA_ADD_OFFSET"
        around = "Radiometric_Offset_List" if self.level == "L1C" else "BOA_ADD_OFFSET_VALUES_LIST"
        scale = '<QUANTIFICATION_VALUE unit="none">10000</QUANTIFICATION_VALUE>'
        if self.level == "L2A":
            scale = ("<QUANTIFICATION_VALUES_LIST>"
                     f"{scale.replace('QUANTIFICATION_VALUE', 'BOA_QUANTIFICATION_VALUE')}"
                     "</QUANTIFICATION_VALUES_LIST>")  # fmt: skip
        listed = ""
        if self.offsets is not None:
            each = "".join(f'<{tag} band_id="{i}">{self.offsets - i}</{tag}>' for i in range(13))
            listed = f"<{around}>{each}</{around}>"
        digits = self.level[1:]
        return f"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<n1:Level-{digits}_User_Product xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD/a.xsd">
  <n1:General_Info>
    <Product_Info>
      <PRODUCT_START_TIME>2024-05-17T02:06:51.024Z</PRODUCT_START_TIME>
      <PROCESSING_BASELINE>{self.baseline}</PROCESSING_BASELINE>
      <Datatake datatakeIdentifier="GS2B_{STAMP}_037580_N{self.baseline}">
        <SPACECRAFT_NAME>Sentinel-2B</SPACECRAFT_NAME>
      </Datatake>
    </Product_Info>
    <Product_Image_Characteristics>{scale}{listed}</Product_Image_Characteristics>
  </n1:General_Info>
</n1:Level-{digits}_User_Product>
"""

    def tile_text(self) -> str:
        sizes = "".join(
            f'<Size resolution="{m}"><NROWS>{ROWS * 10 // m}</NROWS>'
            f"<NCOLS>{COLUMNS * 10 // m}</NCOLS></Size>"
            for m in (10, 20)
        )
        corners = "".join(
            f'<Geoposition resolution="{m}"><ULX>{WEST:.0f}</ULX><ULY>{NORTH:.0f}</ULY>'
            f"<XDIM>{m}</XDIM><YDIM>-{m}</YDIM></Geoposition>"
            for m in (10, 20)
        )
        return f"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<n1:Level-{self.level[1:]}_Tile_ID xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD/b.xsd">
  <n1:General_Info>
    <TILE_ID metadataLevel="Brief">S2B_OPER_MSI_{self.level}_TL_T52SDF_N05.10</TILE_ID>
    <SENSING_TIME metadataLevel="Standard">2024-05-17T02:15:33.271Z</SENSING_TIME>
  </n1:General_Info>
  <n1:Geometric_Info>
    <Tile_Geocoding metadataLevel="Brief">
      <HORIZONTAL_CS_NAME>WGS84 / UTM zone 52N</HORIZONTAL_CS_NAME>
      <HORIZONTAL_CS_CODE>EPSG:{EPSG}</HORIZONTAL_CS_CODE>
      {sizes}{corners}
    </Tile_Geocoding>
    <Tile_Angles>
      <Mean_Sun_Angle>
        <ZENITH_ANGLE unit="deg">20.25</ZENITH_ANGLE>
        <AZIMUTH_ANGLE unit="deg">139.5</AZIMUTH_ANGLE>
      </Mean_Sun_Angle>
    </Tile_Angles>
  </n1:Geometric_Info>
</n1:Level-{self.level[1:]}_Tile_ID>
"""


def write_picture(path: Path, pixels) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lossless = {"driver": "JP2OpenJPEG", "QUALITY": "100", "REVERSIBLE": "YES"}
    tiles = {"driver": "GTiff", "compress": "deflate"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(
            path, "w", width=pixels.shape[1], height=pixels.shape[0], count=1, dtype=pixels.dtype,
            **(lossless if path.suffix == ".jp2" else tiles),
        ) as file:  # fmt: skip
            file.write(pixels, 1)


def zipped(root: Path) -> Path:
    """The same product as a zip with the folder inside."""
    return Path(shutil.make_archive(str(root.with_suffix("")), "zip", root.parent, root.name))
