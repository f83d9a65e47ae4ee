"""STAC APIs: those of good services and those that would like to send us elsewhere."""

import json
import random
from datetime import UTC, datetime, timedelta

import pytest

from geodata.catalogs.cdse import CdseCatalog
from geodata.catalogs.credentials import Credentials
from geodata.catalogs.port import Growth
from geodata.catalogs.stac import StacCatalog
from geodata.catalogs.transfer.web import leads_in
from geodata.errors import CatalogError, CatalogUnavailable, DownloadFailed, OfferRefused
from tests.geodata.catalogs.copernicus import PASSWORD, USER, Copernicus
from tests.geodata.catalogs.pacing import Still
from tests.geodata.catalogs.products import AREA, FAR, SINCE, UNTIL, optical_item, stac_item
from tests.geodata.catalogs.server import Answer, Served, serving
from tests.geodata.catalogs.stac_api import StacApi

BODY = random.Random(4).randbytes(50_000)
GRD = ("sentinel-1-grd",)


@pytest.fixture
def api():
    with serving() as site:
        yield StacApi(site)


@pytest.fixture
def catalog(api):
    catalog = StacCatalog(api.url, Still())
    yield catalog
    catalog.close()


def put(api, body=BODY, **changed):
    item = stac_item(body, f"{api.site.url}/scene.zip", **changed)
    api.items.append(item)
    api.site.files["/scene.zip"] = Served(body)
    return item


def test_an_item_is_found_and_fetched(api, catalog, tmp_path):
    item = put(api)
    (offer,) = catalog.search(AREA, SINCE, UNTIL, GRD)
    assert offer.name == item["id"] and offer.platform == "sentinel-1a"
    assert offer.product_type == "IW_GRDH_1S" and offer.size_bytes == len(BODY)
    assert offer.start_at == datetime(2026, 5, 1, 9, 21, 1, 123456, tzinfo=UTC)
    assert offer.published_at == datetime(2026, 5, 1, 10, 5, tzinfo=UTC)
    assert offer.hrefs == (f"{api.site.url}/scene.zip",)  # not that of the measurement on S3
    path = catalog.fetch(offer, tmp_path)
    assert path.name == f"{item['id']}.zip" and path.read_bytes() == BODY


@pytest.mark.parametrize("level", ["1C", "2A"])
def test_an_optical_item_tells_its_clouds_and_is_one_archive(api, catalog, level):
    put(api)
    api.items.append(optical_item(BODY, f"{api.site.url}/scene.zip", level))
    (offer,) = catalog.search(AREA, SINCE, UNTIL, [f"sentinel-2-l{level.lower()}"])
    assert (offer.platform, offer.product_type) == ("sentinel-2b", f"S2MSI{level}")
    assert offer.is_optical and offer.cloud_pct == 37.5
    assert offer.hrefs == (f"{api.site.url}/scene.zip",)


def test_of_bands_by_themselves_those_that_are_looked_at_are_taken_once(api, catalog):
    """The assets of a public archive of cloud-optimised pictures, and coarser copies."""
    item = optical_item(platform="sentinel-2b")
    kinds = {".tif": "image/tiff; application=geotiff", ".jp2": "image/jp2"}
    names = ["B01", "B02_20m", "B02", "B03", "B04", "B08", "B8A", "SCL", "TCI"]
    item["assets"] = {
        f"{name}{end}": {"href": f"{api.site.url}/x/{name}{end}", "type": kind, "roles": ["data"]}
        for end, kind in kinds.items()
        for name in names
    }
    api.items.append(item)
    (offer,) = catalog.search(AREA, SINCE, UNTIL, ["sentinel-2-l2a"])
    assert [file.name for file in offer.files] == ["B02.tif", "B03.tif", "B04.tif", "B08.tif"]
    del item["assets"]["B08.tif"], item["assets"]["B08.jp2"]
    (offer,) = catalog.search(AREA, SINCE, UNTIL, ["sentinel-2-l2a"])
    assert len(offer.files) == len(item["assets"])


@pytest.mark.parametrize(
    ("area", "days", "collections", "count"),
    [(AREA, 0, GRD, 1), (FAR, 0, GRD, 0), (AREA, 1, GRD, 0), (AREA, 0, ("sentinel-2-l2a",), 0)],
)
def test_search(api, catalog, area, days, collections, count):
    put(api)
    shift = timedelta(days=days)
    assert len(catalog.search(area, SINCE + shift, UNTIL + shift, collections)) == count


def test_page_by_page_and_oldest_first(api, catalog):
    api.page = 10
    for number in reversed(range(35)):
        start = f"2026-05-01T09:{number:02d}:00Z"
        put(api, start_datetime=start, end_datetime=start)["id"] = f"scene-{number}"
    names = [offer.name for offer in catalog.search(AREA, SINCE, UNTIL, GRD)]
    assert names == [f"scene-{number}" for number in range(35)]


def test_429_of_a_search_is_waited_for(api, catalog):
    put(api)
    refusals = [Answer(429, b"slow down", {"Retry-After": "2"})] * 3
    api.site.routes.insert(0, lambda asked: refusals.pop() if refusals else None)
    assert len(catalog.search(AREA, SINCE, UNTIL, GRD)) == 1
    assert sum(catalog._web.pace.slept_s) >= 6.0


def test_requests_come_no_faster_than_the_service_likes(api, catalog):
    started = catalog._web.pace.now_s
    for _ in range(10):
        catalog.search(AREA, SINCE, UNTIL, GRD)
    assert catalog._web.pace.now_s - started >= 19 / 4.0


def test_items_that_cannot_be_believed_are_left_out(api, catalog, caplog):
    put(api)["id"] = "../../x"
    put(api, start_datetime="soon")["id"] = "a"
    put(api, end_datetime="2020-01-01T00:00:00Z")["id"] = "b"
    put(api)["assets"]["Product"]["file:size"] = 10**12
    put(api)["id"] = "good"
    assert [offer.name for offer in catalog.search(AREA, SINCE, UNTIL, GRD)] == ["good"]
    assert caplog.text.count("left out") == 4


@pytest.mark.parametrize(
    "href",
    ["s3://eodata/x.zip", "http://example.com/x.zip", "file:///etc/passwd", "https://a:b@c/x"],
)
def test_what_is_not_offered_over_https_is_seen_and_not_fetched(api, catalog, tmp_path, href):
    put(api)["assets"]["Product"]["href"] = href
    (offer,) = catalog.search(AREA, SINCE, UNTIL, GRD)
    assert offer.files == ()
    with pytest.raises(DownloadFailed, match="cannot be fetched from here"):
        catalog.fetch(offer, tmp_path)


def rasters(api, count=3):
    item = put(api)
    item["assets"] = {}
    for number in range(count):
        name, body = f"B0{number}.tif", BODY[number:]
        api.site.files[f"/bands/{name}"] = Served(body)
        item["assets"][name] = {
            "href": "s3://bucket/x.tif",
            "alternate": {"https": {"href": f"{api.site.url}/bands/{name}"}},
            "type": "image/tiff; application=geotiff; profile=cloud-optimized",
            "roles": ["data"],
            "file:size": len(body),
        }
    item["assets"]["thumbnail"] = {"href": "x.png", "type": "image/png", "roles": ["thumbnail"]}
    return item


def test_a_scene_of_one_file_per_band_is_there_as_a_whole_or_not(api, catalog, tmp_path):
    item = rasters(api)
    (offer,) = catalog.search(AREA, SINCE, UNTIL, GRD)
    assert len(offer.files) == 3 and offer.checksum is None
    assert offer.size_bytes == 3 * len(BODY) - 3
    held = api.site.files.pop("/bands/B02.tif")
    with pytest.raises(DownloadFailed):
        catalog.fetch(offer, tmp_path)
    assert not (tmp_path / item["id"]).exists()
    api.site.files["/bands/B02.tif"] = held
    api.site.asked.clear()
    seen: list[Growth] = []
    path = catalog.fetch(offer, tmp_path, seen.append)
    assert path == tmp_path / item["id"]
    assert sorted(p.name for p in path.iterdir()) == ["B00.tif", "B01.tif", "B02.tif"]
    assert [asked.path for asked in api.site.asked] == ["/bands/B02.tif"]
    assert catalog.fetch(offer, tmp_path) == path


def test_two_files_of_one_name(api, catalog, caplog):
    item = rasters(api)
    item["assets"]["B00.tif"]["alternate"]["https"]["href"] += "?x"
    item["assets"]["B01.tif"]["alternate"]["https"]["href"] = f"{api.site.url}/other/B00.tif"
    assert catalog.search(AREA, SINCE, UNTIL, GRD) == []
    assert "two files of one name" in caplog.text


def test_the_token_of_copernicus_goes_where_it_belongs(api, tmp_path):
    space = Copernicus(api.site)
    entry = space.add(BODY)
    put(api)["assets"]["Product"]["href"] = f"{space.doors.download}/Products({entry['Id']})/$value"
    cdse = CdseCatalog(Credentials(USER, PASSWORD), Still(), doors=space.doors)
    catalog = StacCatalog(api.url, Still(), cdse)
    (offer,) = catalog.search(AREA, SINCE, UNTIL, GRD)
    assert catalog.fetch(offer, tmp_path).read_bytes() == BODY
    catalog.close()
    told = {asked.path for asked in api.site.asked if "authorization" in asked.headers}
    assert told == {f"/odata/v1/Products({entry['Id']})/$value"}


def next_link(href, **more):
    def change(asked, document):
        if asked.path.endswith("search"):
            document["links"] = [{"rel": "next", "href": href, **more}]
        return document

    return change


def test_pages_without_end(api, catalog, monkeypatch):
    monkeypatch.setattr("geodata.catalogs.stac._MOST_PAGES", 20)
    put(api)

    def again(asked, document):
        if asked.path.endswith("search"):
            body = json.loads(asked.body)
            link = {"rel": "next", "href": f"{api.url}search", "method": "POST", "body": body}
            document["links"] = [link]
        return document

    api.change = again
    with pytest.raises(CatalogError, match="pages without end"):
        catalog.search(AREA, SINCE, UNTIL, GRD)


@pytest.mark.parametrize("href", ["https://example.com/steal", "http://127.0.0.1:1/x"])
def test_a_next_page_elsewhere_is_not_asked(api, catalog, href):
    put(api)
    api.change = next_link(href)
    with pytest.raises(CatalogError, match="sends us on"):
        catalog.search(AREA, SINCE, UNTIL, GRD)


def test_a_link_cannot_set_headers_or_read_files(api, catalog):
    put(api)
    api.change = next_link(f"{api.url}x", headers={"X-Evil": "1"})
    with pytest.raises(CatalogError):
        catalog.search(AREA, SINCE, UNTIL, GRD)
    assert all("x-evil" not in asked.headers for asked in api.site.asked)
    api.change = next_link("/etc/passwd")
    with pytest.raises(CatalogError, match="404"):
        catalog.search(AREA, SINCE, UNTIL, GRD)
    assert api.site.asked[-1].path == "/etc/passwd"  # of that host, not of ours


@pytest.mark.parametrize(
    "landing",
    [
        {},
        {"type": "Catalog"},
        {"type": "Feature", "stac_version": "1.0.0", "id": "x"},
        {"links": 5},
    ],
)
def test_what_is_no_stac_api(api, catalog, landing):
    api.change = lambda asked, document: landing
    with pytest.raises(CatalogError):
        catalog.search(AREA, SINCE, UNTIL, GRD)


def features(api, found):
    api.change = lambda asked, document: (
        {**document, "features": found} if asked.path.endswith("search") else document
    )


@pytest.mark.parametrize("found", [[1, 2], [{}], [{"properties": 1, "assets": 2}], [None, "x"]])
def test_items_that_are_none(api, catalog, found):
    features(api, found)
    assert catalog.search(AREA, SINCE, UNTIL, GRD) == []


@pytest.mark.parametrize("found", [5, "x", {"a": 1}])
def test_answers_without_items(api, catalog, found):
    features(api, found)
    with pytest.raises(CatalogError, match="does not answer like a STAC API"):
        catalog.search(AREA, SINCE, UNTIL, GRD)


def test_an_answer_that_is_no_json(api, catalog):
    api.site.routes.insert(0, lambda asked: Answer(200, b"<html>log in to the hotel</html>"))
    with pytest.raises(OfferRefused, match="not JSON"):
        catalog.search(AREA, SINCE, UNTIL, GRD)


def test_a_service_that_is_down():
    with serving() as site:
        url = f"{site.url}/v1/"
    catalog = StacCatalog(url, Still())
    with pytest.raises(CatalogUnavailable, match="try again later"):
        catalog.search(AREA, SINCE, UNTIL, GRD)
    catalog.close()


def test_an_empty_answer_is_no_error(catalog):
    assert catalog.search(AREA, SINCE, UNTIL, GRD) == []


@pytest.mark.parametrize("url", ["http://example.com/stac", "stac.example.com", "/catalog.json"])
def test_addresses_that_are_no_catalogue(url):
    with pytest.raises(OfferRefused):
        StacCatalog(url, Still())


def test_a_host_elsewhere_does_not_lead_to_this_machine():
    assert leads_in("https://example.com/x", "http://127.0.0.1:8080/admin")
    assert leads_in("https://example.com/x", "http://localhost/admin")
    assert not leads_in("http://127.0.0.1/x", "http://127.0.0.1:8080/admin")
    assert not leads_in("https://example.com/x", "https://example.org/")
