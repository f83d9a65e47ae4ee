"""The manifest of a product: what it is, where it lies, and which files it has."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from simulator.satellite.safe.grid import Grid
from simulator.satellite.safe.identity import Identity
from simulator.satellite.safe.xml import Element, node, stamp

LEVEL = "http://www.esa.int/safe/sentinel-1.0"
SPACES = {
    "xmlns_xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xmlns_gml": "http://www.opengis.net/gml",
    "xmlns_xfdu": "urn:ccsds:schema:xfdu:1",
    "xmlns_safe": LEVEL,
    "xmlns_s1": f"{LEVEL}/sentinel-1",
    "xmlns_s1sar": f"{LEVEL}/sentinel-1/sar",
    "xmlns_s1sarl1": f"{LEVEL}/sentinel-1/sar/level-1",
}
DIGEST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the product; `schema` is what the manifest calls its kind."""

    path: str  # from the product's folder
    schema: str
    mime: str = "text/xml"


def manifest(product: Identity, grid: Grid, folder: Path, parts: list[Part]) -> Element:
    """The document `manifest.safe` of a folder that holds all parts."""
    return node(
        "xfdu:XFDU",
        [
            node("metadataSection", _metadata(product, grid)),
            node("dataObjectSection", (_object(folder, part) for part in parts)),
        ],
        **SPACES,
        version="esa/safe/sentinel-1.0/sentinel-1/sar/level-1/grd/standard/iwdp",
    )


def footprint(product: Identity, grid: Grid) -> list[tuple[float, float]]:
    """The corners (lon, lat) in the order of manifests: from the last line's far end on."""
    rows = (0, product.image.height_px - 1)
    columns = (0, product.image.width_px - 1)
    at = {(one.line, one.pixel): (one.lon, one.lat) for one in grid.points}
    near, far = columns
    return [at[rows[1], far], at[rows[1], near], at[rows[0], near], at[rows[0], far]]


def _metadata(product: Identity, grid: Grid) -> Iterator[Element]:
    corners = " ".join(f"{lat:.6f},{lon:.6f}" for lon, lat in footprint(product, grid))
    yield _wrapped("processing", "PROVENANCE", "PDI", [_processing(product)])
    yield _wrapped("platform", "DESCRIPTION", "DMD", [_platform()])
    yield _wrapped("measurementOrbitReference", "DESCRIPTION", "DMD", [_orbit(product)])
    yield _wrapped("generalProductInformation", "DESCRIPTION", "DMD", [_general(product)])
    period = [node("safe:startTime", product.start_at), node("safe:stopTime", product.stop_at)]
    yield _wrapped(
        "acquisitionPeriod", "DESCRIPTION", "DMD", [node("safe:acquisitionPeriod", period)]
    )
    shape = node(
        "safe:footPrint",
        [node("gml:coordinates", corners)],
        srsName="http://www.opengis.net/gml/srs/epsg.xml#4326",
    )
    frames = node("safe:frameSet", [node("safe:frame", [shape])])
    yield _wrapped("measurementFrameSet", "DESCRIPTION", "DMD", [frames])


def _wrapped(name: str, classification: str, category: str, content: list[Element]) -> Element:
    wrap = node("metadataWrap", [node("xmlData", content)], mimeType="text/xml")
    return node("metadataObject", [wrap], ID=name, classification=classification, category=category)


def _processing(product: Identity) -> Element:
    software = node("safe:software", name="Mizugiwa simulator", version="1")
    facility = node("safe:facility", [software], name="simulated")
    at = stamp(product.stop_at)
    return node("safe:processing", [facility], name="GRD Post Processing", start=at, stop=at)


def _platform() -> Element:
    mode = [node("s1sarl1:mode", "IW"), node("s1sarl1:swath", "IW")]
    instrument = [
        node("safe:familyName", "Synthetic Aperture Radar", abbreviation="SAR"),
        node("safe:extension", [node("s1sarl1:instrumentMode", mode)]),
    ]
    return node(
        "safe:platform",
        [
            node("safe:nssdcIdentifier", "2014-016A"),
            node("safe:familyName", "SENTINEL-1"),
            node("safe:number", "A"),
            node("safe:instrument", instrument),
        ],
    )


def _orbit(product: Identity) -> Element:
    properties = [
        node("s1:pass", product.direction.upper()),
        node("s1:ascendingNodeTime", product.node_at),
    ]
    return node(
        "safe:orbitReference",
        [
            node("safe:orbitNumber", product.orbit_number, type="start"),
            node("safe:orbitNumber", product.orbit_number, type="stop"),
            node("safe:relativeOrbitNumber", product.relative_orbit, type="start"),
            node("safe:relativeOrbitNumber", product.relative_orbit, type="stop"),
            node("safe:extension", [node("s1:orbitProperties", properties)]),
        ],
    )


def _general(product: Identity) -> Element:
    polarisations = [
        node("s1sarl1:transmitterReceiverPolarisation", one) for one in product.polarisations
    ]
    return node(
        "s1sarl1:standAloneProductInformation",
        [
            node("s1sarl1:instrumentConfigurationID", 6),
            node("s1sarl1:missionDataTakeID", product.data_take),
            *polarisations,
            node("s1sarl1:productClass", "S"),
            node("s1sarl1:productClassDescription", "SAR Standard L1 Product"),
            node("s1sarl1:productComposition", "Slice"),
            node("s1sarl1:productType", "GRD"),
            node("s1sarl1:productTimelinessCategory", "NRT-3h"),
        ],
    )


def _object(folder: Path, part: Part) -> Element:
    file = folder / part.path
    digest = hashlib.md5(usedforsecurity=False)
    with file.open("rb") as opened:
        while block := opened.read(DIGEST_BYTES):
            digest.update(block)
    stream = [
        node("fileLocation", locatorType="URL", href=f"./{part.path}"),
        node("checksum", digest.hexdigest(), checksumName="MD5"),
    ]
    name = "".join(letter for letter in file.stem if letter.isalnum())
    return node(
        "dataObject",
        [node("byteStream", stream, mimeType=part.mime, size=file.stat().st_size)],
        ID=name,
        repID=part.schema,
    )
