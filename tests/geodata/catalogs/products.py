"""Products as their makers write them: manifests of SAFE folders, STAC items, areas."""

import hashlib
import json
import zipfile
from datetime import UTC, datetime

from shapely.geometry import box

S1 = "S1A_IW_GRDH_1SDV_20260501T092101_20260501T092126_064312_07FA3C_A1B2.SAFE"
S2 = "S2B_MSIL2A_20260501T021549_N0512_R003_T52SDD_20260501T054321.SAFE"
AREA = box(129.9, 34.0, 130.4, 34.5)
FAR = box(10.0, 50.0, 11.0, 51.0)
SINCE, UNTIL = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 2, tzinfo=UTC)
RING = [[129.0, 33.5], [131.5, 33.9], [131.2, 35.4], [128.7, 35.0], [129.0, 33.5]]

MANIFEST_S1 = """<?xml version="1.0" encoding="UTF-8"?>
<xfdu:XFDU xmlns:xfdu="urn:ccsds:schema:xfdu:1" xmlns:gml="http://www.opengis.net/gml"
 xmlns:safe="http://www.esa.int/safe/sentinel-1.0"
 version="esa/safe/sentinel-1.0/sentinel-1/sar/level-1/slc/standard/iwdp">
 <metadataSection>
  <metadataObject ID="platform"><metadataWrap><xmlData><safe:platform>
   <safe:nssdcIdentifier>2014-016A</safe:nssdcIdentifier>
   <safe:familyName>SENTINEL-1</safe:familyName><safe:number>A</safe:number>
   <safe:instrument><safe:familyName abbreviation="SAR">Synthetic Aperture Radar
   </safe:familyName></safe:instrument>
  </safe:platform></xmlData></metadataWrap></metadataObject>
  <metadataObject ID="acquisitionPeriod"><metadataWrap><xmlData><safe:acquisitionPeriod>
   <safe:startTime>2026-05-01T09:21:01.123456</safe:startTime><safe:stopTime>2026-05-01T09:21:26.122222</safe:stopTime>
  </safe:acquisitionPeriod></xmlData></metadataWrap></metadataObject>
  <metadataObject ID="measurementFrameSet"><metadataWrap><xmlData><safe:frameSet><safe:frame>
   <safe:footPrint srsName="http://www.opengis.net/gml/srs/epsg.xml#4326">
    <gml:coordinates>%s</gml:coordinates>
   </safe:footPrint></safe:frame></safe:frameSet></xmlData></metadataWrap></metadataObject>
 </metadataSection>
</xfdu:XFDU>
"""
# of Sentinel-2: another platform, latitude and longitude parted by blanks, no end of the take
MANIFEST_S2 = """<?xml version="1.0" encoding="UTF-8"?>
<xfdu:XFDU xmlns:xfdu="urn:ccsds:schema:xfdu:1" xmlns:gml="http://www.opengis.net/gml"
 xmlns:safe="http://www.esa.int/safe/sentinel/1.1"
 version="esa/safe/sentinel/1.1/sentinel-2/msi/archive_l2a_user_product">
 <metadataSection>
  <metadataObject ID="acquisitionPeriod"><metadataWrap><xmlData><safe:acquisitionPeriod>
   <safe:startTime>2026-05-01T02:15:49.024Z</safe:startTime>
  </safe:acquisitionPeriod></xmlData></metadataWrap></metadataObject>
  <metadataObject ID="platform"><metadataWrap><xmlData><safe:platform>
   <safe:nssdcIdentifier>2015-000A</safe:nssdcIdentifier>
   <safe:familyName>SENTINEL</safe:familyName><safe:number>2B</safe:number>
   <safe:instrument><safe:familyName abbreviation="MSI">Multi-Spectral Instrument
   </safe:familyName></safe:instrument>
  </safe:platform></xmlData></metadataWrap></metadataObject>
  <metadataObject ID="measurementFrameSet"><metadataWrap><xmlData><safe:frameSet>
   <safe:footPrint srsName="http://www.opengis.net/gml/srs/epsg.xml#4326">
    <gml:coordinates>%s </gml:coordinates>
   </safe:footPrint></safe:frameSet></xmlData></metadataWrap></metadataObject>
 </metadataSection>
</xfdu:XFDU>
"""
COORDINATES = "35.4,131.2 35.0,128.7 33.5,129.0 33.9,131.5"


def write_safe(folder, name=S1, manifest=MANIFEST_S1 % COORDINATES):
    """A SAFE folder with a manifest and one measurement that is not to be found by itself."""
    safe = folder / name
    (safe / "measurement").mkdir(parents=True)
    (safe / "manifest.safe").write_text(manifest)
    (safe / "measurement" / "vv.tiff").write_bytes(b"not read")
    return safe


def write_zip(folder, name=S1, manifest=MANIFEST_S1 % COORDINATES):
    path = folder / f"{name.removesuffix('.SAFE')}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/manifest.safe", manifest)
        archive.writestr(f"{name}/measurement/vv.tiff", b"not read")
    return path


def stac_item(body=b"whole", href="scene.zip", name=S1.removesuffix(".SAFE"), **properties):
    """An item like those of the Copernicus Data Space (STAC 1.1, file and alternate extensions)."""
    return {
        "type": "Feature",
        "stac_version": "1.1.0",
        "stac_extensions": [
            "https://stac-extensions.github.io/authentication/v1.1.0/schema.json",
            "https://stac-extensions.github.io/file/v2.1.0/schema.json",
            "https://stac-extensions.github.io/alternate-assets/v1.2.0/schema.json",
        ],
        "id": name,
        "collection": "sentinel-1-grd",
        "geometry": {"type": "Polygon", "coordinates": [RING]},
        "bbox": [128.7, 33.5, 131.5, 35.4],
        "properties": {
            "datetime": "2026-05-01T09:21:13.622839Z",
            "start_datetime": "2026-05-01T09:21:01.123456Z",
            "end_datetime": "2026-05-01T09:21:26.122222Z",
            "published": "2026-05-01T10:05:00.000000Z",
            "platform": "sentinel-1a",
            "constellation": "sentinel-1",
            "product:type": "IW_GRDH_1S",
            **properties,
        },
        "assets": {
            "vv": {
                "href": "s3://eodata/Sentinel-1/SAR/IW_GRDH_1S/2026/05/01/x.SAFE/measurement/vv.tiff",
                "type": "image/tiff; application=geotiff",
                "roles": ["data"],
                "auth:refs": ["s3"],
            },
            "Product": {
                "href": href,
                "type": "application/zip",
                "roles": ["data", "metadata", "archive"],
                "file:size": len(body),
                "file:checksum": "d50110" + hashlib.md5(body).hexdigest(),
                "auth:refs": ["oidc"],
            },
        },
        "links": [],
    }


def optical_item(body=b"whole", href="scene.zip", level="2A", **properties):
    """An item of Sentinel-2 like those of Copernicus: the bands on S3, the product by https."""
    name = S2.removesuffix(".SAFE").replace("L2A", f"L{level}")
    item = stac_item(
        body,
        href,
        name,
        **{
            "datetime": "2026-05-01T02:15:49.024000Z",
            "start_datetime": "2026-05-01T02:15:49.024000Z",
            "end_datetime": "2026-05-01T02:15:49.024000Z",
            "published": "2026-05-01T06:05:00.000000Z",
            "platform": "sentinel-2b",
            "constellation": "sentinel-2",
            "product:type": f"S2MSI{level}",
            "eo:cloud_cover": 37.5,
            **properties,
        },
    )
    bands = {
        f"{band}_10m": {
            "href": f"s3://eodata/Sentinel-2/MSI/x.SAFE/T52SDD_20260501T021549_{band}_10m.jp2",
            "type": "image/jp2",
            "roles": ["data", "reflectance", "sampling:original", "gsd:10m"],
        }
        for band in ("B02", "B03", "B04", "B08")
    }
    assets = {"Product": item["assets"]["Product"], **bands}
    return {**item, "collection": f"sentinel-2-l{level.lower()}", "assets": assets}


def write_static_catalog(folder, *items):
    """A static STAC catalogue: catalog.json, and each item in a folder of its own."""
    links = []
    for item in items:
        place = folder / item["id"]
        place.mkdir(exist_ok=True)
        (place / "item.json").write_text(json.dumps(item))
        links.append({"rel": "item", "href": f"./{item['id']}/item.json"})
    document = {"type": "Catalog", "stac_version": "1.1.0", "id": "c", "description": "c"}
    (folder / "catalog.json").write_text(json.dumps({**document, "links": links}))
