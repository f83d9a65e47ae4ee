"""A DHuS mirror on this machine, asked by sentinelsat itself."""

import base64
import hashlib
import json
import random
import re
from datetime import UTC, datetime, timedelta

import pytest
import shapely

from geodata.catalogs.credentials import Credentials
from geodata.catalogs.dhus import DhusCatalog
from geodata.catalogs.transfer.checksum import Checksum
from geodata.errors import AccessRefused, CatalogError, CatalogUnavailable, DownloadFailed
from tests.geodata.catalogs.pacing import Still
from tests.geodata.catalogs.products import AREA, COORDINATES, FAR, RING, S1, S2, SINCE, UNTIL
from tests.geodata.catalogs.server import Answer, Served, Turn, serving

BODY = random.Random(9).randbytes(60_000)
WHO = Credentials("heron", "secret")
GRD = ("Sentinel-1/GRD",)
TITLE = S1.removesuffix(".SAFE")


class Mirror:
    """OpenSearch and OData as DHuS answers them (JSON of version 2)."""

    def __init__(self, site):
        self.site = site
        self.products: dict[str, tuple[dict, dict]] = {}
        site.routes.append(self._route)
        site.may_have = self._is_known

    @property
    def url(self):
        return f"{self.site.url}/dhus"

    def add(self, number=0, body=BODY, **changed):
        uuid = f"18f7993d-eae1-4f7f-9d81-{number:012x}"
        entry = {
            "title": TITLE.replace("A1B2", f"{number:04X}"),
            "id": uuid,
            "date": [
                {"name": "beginposition", "content": "2026-05-01T09:21:01.123Z"},
                {"name": "endposition", "content": "2026-05-01T09:21:26.122Z"},
                {"name": "ingestiondate", "content": "2026-05-01T10:40:00.5Z"},
            ],
            "str": [
                {"name": "platformname", "content": "Sentinel-1"},
                {"name": "producttype", "content": "GRD"},
                {"name": "footprint", "content": shapely.to_wkt(shapely.Polygon(RING))},
                {"name": "size", "content": "57.22 KB"},
            ],
        }
        gml = "http://www.opengis.net/gml"
        odata = {
            "Id": uuid,
            "Name": entry["title"],
            "ContentLength": str(len(body)),
            "Checksum": {"Algorithm": "MD5", "Value": hashlib.md5(body).hexdigest().upper()},
            "ContentDate": {"Start": "/Date(1777627261123)/", "End": "/Date(1777627286122)/"},
            "ContentGeometry": f'<gml:Polygon xmlns:gml="{gml}"><gml:outerBoundaryIs>'
            f"<gml:LinearRing><gml:coordinates>{COORDINATES}</gml:coordinates></gml:LinearRing>"
            "</gml:outerBoundaryIs></gml:Polygon>",
            "__metadata": {"media_src": "https://elsewhere.example.com/steal"},
            "Online": True,
            "CreationDate": "/Date(1777632000500)/",
            "IngestionDate": "/Date(1777632000500)/",
            "Attributes": {"__deferred": {"uri": "x"}},
            **changed,
        }
        self.products[uuid] = (entry, odata)
        self.site.files[f"/dhus/odata/v1/Products('{uuid}')/$value"] = Served(body, is_open=False)
        return entry

    def _is_known(self, asked):
        known = base64.b64encode(b"heron:secret").decode()
        return asked.headers.get("authorization") == f"Basic {known}"

    def _route(self, asked):
        if asked.path.endswith("/$value"):
            return None
        if not self._is_known(asked):
            return Answer(401, b"who are you")
        if asked.path == "/dhus/search":
            return Answer(200, json.dumps(self._search(asked.query)).encode())
        if found := re.fullmatch(r"/dhus/odata/v1/Products\('([^']+)'\)", asked.path):
            return Answer(200, json.dumps({"d": self.products[found[1]][1]}).encode())
        return None

    def _search(self, query):
        assert query["format"] == "json"
        found = re.fullmatch(
            r'beginPosition:\["(\S+Z)" TO "(\S+Z)"\] platformname:"([^"]+)"'
            r'(?: producttype:"([^"]+)")? footprint:"Intersects\((POLYGON .+)\)"',
            query["q"],
        )
        assert found, query["q"]
        since, until = (datetime.fromisoformat(t) for t in found.groups()[:2])
        begin = datetime(2026, 5, 1, 9, 21, 1, tzinfo=UTC)
        fits = since <= begin <= until and shapely.Polygon(RING).intersects(
            shapely.from_wkt(found[5])
        )
        start = int(query["start"])
        entries = [entry for entry, _ in self.products.values()] if fits else []
        entries = [entry for entry in entries if _is_of(entry, found[3], found[4])]
        page = entries[start : start + int(query["rows"])]
        feed = {"opensearch:totalResults": str(len(entries))}
        if page:
            feed["entry"] = page if len(page) > 1 else page[0]  # as DHuS does
        return {"feed": feed}


def _is_of(entry, family, kind):
    told = {one["name"]: one["content"] for one in entry["str"]}
    return told["platformname"] == family and kind in (None, told["producttype"])


@pytest.fixture
def mirror():
    with serving() as site:
        yield Mirror(site)


@pytest.fixture
def catalog(mirror):
    catalog = DhusCatalog(mirror.url, WHO, Still())
    yield catalog
    catalog.close()


def test_a_product_is_found_and_fetched(mirror, catalog, tmp_path):
    mirror.add()
    mirror.site.turns.append(Turn(cut_after=20_000))
    (offer,) = catalog.search(AREA, SINCE, UNTIL, GRD)
    assert offer.name == TITLE.replace("A1B2", "0000")
    assert (offer.platform, offer.product_type) == ("sentinel-1a", "GRD")
    assert offer.start_at == datetime(2026, 5, 1, 9, 21, 1, 123000, tzinfo=UTC)
    assert offer.published_at == datetime(2026, 5, 1, 10, 40, 0, 500000, tzinfo=UTC)
    assert offer.size_bytes == len(BODY)
    assert offer.checksum == Checksum("md5", hashlib.md5(BODY).hexdigest())
    path = catalog.fetch(offer, tmp_path)
    assert path.name == f"{offer.name}.zip" and path.read_bytes() == BODY
    assert mirror.site.asked[-1].headers["range"] == "bytes=20000-"


def test_an_optical_product_tells_its_clouds(mirror, catalog):
    mirror.add(1)
    entry = mirror.add(2)
    entry["title"] = S2.removesuffix(".SAFE")
    entry["str"][0]["content"], entry["str"][1]["content"] = "Sentinel-2", "S2MSI2A"
    entry["double"] = [{"name": "cloudcoverpercentage", "content": "37.5"}]
    (offer,) = catalog.search(AREA, SINCE, UNTIL, ["Sentinel-2/S2MSI2A"])
    assert (offer.platform, offer.product_type) == ("sentinel-2b", "S2MSI2A")
    assert offer.is_optical and offer.cloud_pct == 37.5


@pytest.mark.parametrize(
    ("area", "days", "collection", "count"),
    [(AREA, 0, "Sentinel-1", 1), (AREA, 0, "Sentinel-2", 0), (FAR, 0, "Sentinel-1/GRD", 0),
     (AREA, 1, "Sentinel-1/GRD", 0), (AREA, 0, "Sentinel-1/SLC", 0)],
)  # fmt: skip
def test_search(mirror, catalog, area, days, collection, count):
    mirror.add()
    shift = timedelta(days=days)
    assert len(catalog.search(area, SINCE + shift, UNTIL + shift, [collection])) == count


def test_page_by_page(mirror, catalog):
    for number in range(130):
        mirror.add(number)
    assert len(catalog.search(AREA, SINCE, UNTIL, GRD)) == 130


def test_too_many_are_said(mirror, catalog, monkeypatch):
    monkeypatch.setattr("geodata.catalogs.dhus._MOST", 5)
    for number in range(7):
        mirror.add(number)
    with pytest.raises(CatalogError, match="smaller area"):
        catalog.search(AREA, SINCE, UNTIL, GRD)


def test_no_checksum_and_no_length_published(mirror, catalog, tmp_path):
    mirror.add(1, Checksum={"Algorithm": "MD5", "Value": ""})
    mirror.add(2, ContentLength="0")
    first, second = catalog.search(AREA, SINCE, UNTIL, GRD)
    assert first.checksum is None and second.size_bytes is None
    assert catalog.fetch(first, tmp_path).read_bytes() == BODY
    assert catalog.fetch(second, tmp_path).read_bytes() == BODY


def test_what_is_off_line_is_not_fetched(mirror, catalog, tmp_path):
    mirror.add(Online=False)
    (offer,) = catalog.search(AREA, SINCE, UNTIL, GRD)
    with pytest.raises(DownloadFailed, match="off line"):
        catalog.fetch(offer, tmp_path)


def test_odd_products_are_left_out_and_said(mirror, catalog, caplog):
    mirror.add(1)["title"] = "../../x"
    mirror.add(2, Checksum=None)
    mirror.add(3, ContentLength="999999999999")
    mirror.add(4)
    (offer,) = catalog.search(AREA, SINCE, UNTIL, GRD)
    assert offer.id.endswith("4")
    assert caplog.text.count("left out") == 3


def test_who_is_not_let_in(mirror):
    catalog = DhusCatalog(mirror.url, Credentials("heron", "wrong"), Still())
    with pytest.raises(AccessRefused, match="401") as caught:
        catalog.search(AREA, SINCE, UNTIL, GRD)
    catalog.close()
    assert "wrong" not in str(caught.value)


def test_what_is_no_dhus(mirror, catalog):
    mirror.site.routes.insert(0, lambda asked: Answer(200, b'{"hello": 1}'))
    with pytest.raises(CatalogError, match="does not answer like a DHuS"):
        catalog.search(AREA, SINCE, UNTIL, GRD)
    mirror.site.routes.insert(0, lambda asked: Answer(502, b"<html>"))
    with pytest.raises(CatalogUnavailable):
        catalog.search(AREA, SINCE, UNTIL, GRD)


@pytest.mark.parametrize("name", ["", "Sentinel-1 OR x", 'a"b', "a/b/c"])
def test_a_collection_cannot_change_the_question(mirror, catalog, name):
    with pytest.raises(CatalogError, match="collection is"):
        catalog.search(AREA, SINCE, UNTIL, [name])
    assert mirror.site.asked == []
