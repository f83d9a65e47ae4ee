"""What the two metadata files of a Sentinel-2 product say, as values."""

import re
from dataclasses import dataclass
from datetime import datetime

from affine import Affine
from pyproj import CRS

from geodata.errors import ProductError
from geodata.products.fields import Fields

# the bands in the order of the numbers that metadata give them
BAND_IDS = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B10", "B11",
            "B12")  # fmt: skip
_UTM = re.compile(r"EPSG:(32[67](0[1-9]|[1-5]\d|60))\Z", re.I)
_OFFSETS_SINCE = 4.0  # the processing baseline of January 2022


@dataclass(frozen=True, slots=True)
class Radiometry:
    """Reflectance = (digital number + offset of the band) / quantification."""

    level: str
    platform: str
    baseline: float
    quantification: float
    offsets: dict[str, float]


@dataclass(frozen=True, slots=True)
class Tile:
    """Where and when. at: of this tile, UTC. shape: (rows, columns) at 10 m. Sun angles in degrees:
    from the zenith, and clockwise from north."""

    tile_id: str
    at: datetime
    crs: CRS
    affine: Affine
    shape: tuple[int, int]
    sun_zenith_deg: float
    sun_azimuth_deg: float


def read_radiometry(text: bytes, where: str, level: str) -> Radiometry:
    """MTD_MSIL1C.xml or MTD_MSIL2A.xml; level "L1C" or "L2A".

    Raises ProductError for what is missing: also offsets, which every product since 2022 has.
    """
    root = Fields.of(text, where, f"Level-{level[1:]}_User_Product")
    image = "General_Info/Product_Image_Characteristics"
    if level == "L1C":
        scale = f"{image}/QUANTIFICATION_VALUE"
        listed = root.all(f"{image}/Radiometric_Offset_List/RADIO_ADD_OFFSET")
    else:
        scale = f"{image}/QUANTIFICATION_VALUES_LIST/BOA_QUANTIFICATION_VALUE"
        listed = root.all(f"{image}/BOA_ADD_OFFSET_VALUES_LIST/BOA_ADD_OFFSET")
    baseline = root.number("General_Info/Product_Info/PROCESSING_BASELINE", 0.0, 99.99)
    offsets = dict(_offset(fields) for fields in listed)
    if baseline >= _OFFSETS_SINCE and not offsets:
        raise root.wrong(image, f"has no offsets although its baseline is {baseline:05.2f}")
    return Radiometry(
        level=level,
        platform=root.word("General_Info/Product_Info/Datatake/SPACECRAFT_NAME"),
        baseline=baseline,
        quantification=root.number(scale, 1.0, 1e6),
        offsets=offsets,
    )


def read_tile(text: bytes, where: str, level: str) -> Tile:
    """MTD_TL.xml of the only granule. Raises ProductError for what is missing or odd."""
    root = Fields.of(text, where, f"Level-{level[1:]}_Tile_ID")
    geocoding = "Geometric_Info/Tile_Geocoding"
    code = root.word(f"{geocoding}/HORIZONTAL_CS_CODE")
    zone = _UTM.match(code)
    if zone is None:
        raise root.wrong(f"{geocoding}/HORIZONTAL_CS_CODE", f"is {code[:40]!r} and no UTM zone")
    size = f"{geocoding}/Size[@resolution='10']"
    corner = f"{geocoding}/Geoposition[@resolution='10']"
    sun = "Geometric_Info/Tile_Angles/Mean_Sun_Angle"
    west = root.number(f"{corner}/ULX", -1e7, 1e7)
    north = root.number(f"{corner}/ULY", -1e8, 1e8)
    return Tile(
        tile_id=root.text("General_Info/TILE_ID"),
        at=root.instant("General_Info/SENSING_TIME"),
        crs=CRS.from_epsg(int(zone[1])),
        affine=Affine(
            root.number(f"{corner}/XDIM", 1.0, 100.0), 0.0, west,
            0.0, root.number(f"{corner}/YDIM", -100.0, -1.0), north,
        ),
        shape=(
            root.whole(f"{size}/NROWS", 1, 100_000),
            root.whole(f"{size}/NCOLS", 1, 100_000),
        ),
        sun_zenith_deg=root.number(f"{sun}/ZENITH_ANGLE", 0.0, 180.0),
        sun_azimuth_deg=root.number(f"{sun}/AZIMUTH_ANGLE", -360.0, 360.0) % 360.0,
    )  # fmt: skip


def _offset(fields: Fields) -> tuple[str, float]:
    told = fields.element.get("band_id", "")
    if not told.isdecimal() or int(told) >= len(BAND_IDS):
        raise ProductError(f"{fields.where}: an offset is for band {told[:20]!r}, which is none")
    return BAND_IDS[int(told)], fields.number(".", -65_535.0, 65_535.0)
