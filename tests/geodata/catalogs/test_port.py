"""What every catalogue promises, asked of each of them."""

import hashlib
import random
from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from geodata.catalogs.cdse import CdseCatalog
from geodata.catalogs.credentials import Credentials
from geodata.catalogs.folder import FolderCatalog
from geodata.catalogs.opening import open_catalog
from geodata.catalogs.port import Growth, Means
from geodata.catalogs.stac import COPERNICUS, StacCatalog
from geodata.errors import AccessRefused, CatalogError, DownloadFailed, OfferRefused
from tests.geodata.catalogs.copernicus import PASSWORD, USER, Copernicus
from tests.geodata.catalogs.pacing import Still
from tests.geodata.catalogs.products import AREA, FAR, SINCE, UNTIL, stac_item, write_static_catalog
from tests.geodata.catalogs.server import Served, serving
from tests.geodata.catalogs.stac_api import StacApi

BODY = random.Random(31).randbytes(40_000)
COLLECTIONS = {"cdse": "SENTINEL-1", "stac": "sentinel-1-grd", "folder": "SENTINEL-1"}


@pytest.fixture(params=COLLECTIONS)
def opened(request, tmp_path):
    """A catalogue with one product of BODY, and its collection."""
    if request.param == "folder":
        item = stac_item(BODY)
        write_static_catalog(tmp_path, item)
        (tmp_path / item["id"] / "scene.zip").write_bytes(BODY)
        yield FolderCatalog(tmp_path), COLLECTIONS[request.param]
        return
    with serving() as site:
        if request.param == "cdse":
            space = Copernicus(site)
            space.add(BODY)
            catalog = CdseCatalog(Credentials(USER, PASSWORD), Still(), doors=space.doors)
        else:
            api = StacApi(site)
            api.items.append(stac_item(BODY, f"{site.url}/scene.zip"))
            site.files["/scene.zip"] = Served(BODY)
            catalog = StacCatalog(api.url, Still())
        yield catalog, COLLECTIONS[request.param]
        catalog.close()


def test_it_finds_what_is_there(opened):
    catalog, collection = opened
    (offer,) = catalog.search(AREA, SINCE, UNTIL, [collection])
    assert offer.platform == "sentinel-1a" and offer.product_type == "IW_GRDH_1S"
    assert offer.start_at.tzinfo is UTC and SINCE <= offer.start_at <= offer.stop_at < UNTIL
    assert offer.published_at is not None and offer.published_at > offer.stop_at
    assert offer.footprint.intersects(AREA)
    assert offer.size_bytes == len(BODY)
    assert offer.checksum and offer.checksum.hex == hashlib.md5(BODY).hexdigest()


def test_it_finds_nothing_elsewhere(opened):
    catalog, collection = opened
    assert catalog.search(FAR, SINCE, UNTIL, [collection]) == []
    for days in (-3, 3):
        shift = timedelta(days=days)
        assert catalog.search(AREA, SINCE + shift, UNTIL + shift, [collection]) == []
    assert catalog.search(AREA, SINCE, UNTIL, ["sentinel-2-l1c"]) == []


def test_what_it_fetches_is_the_product(opened, tmp_path):
    catalog, collection = opened
    (offer,) = catalog.search(AREA, SINCE, UNTIL, [collection])
    seen: list[Growth] = []
    path = catalog.fetch(offer, tmp_path / "new", seen.append)
    assert path.read_bytes() == BODY
    assert (seen[-1].done_bytes, seen[-1].size_bytes) == (len(BODY), len(BODY))
    assert catalog.fetch(offer, tmp_path / "new") == path


def test_an_offer_without_files_is_not_fetched(opened, tmp_path):
    catalog, collection = opened
    (offer,) = catalog.search(AREA, SINCE, UNTIL, [collection])
    with pytest.raises(DownloadFailed):
        catalog.fetch(replace(offer, files=()), tmp_path / "new")


@pytest.fixture
def means(tmp_path):
    return Means(Still(), {"MIZUGIWA_DHUS_USER": "a"}, tmp_path)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("cdse", CdseCatalog),
        ("stac", StacCatalog),
        (f"stac:{COPERNICUS}", StacCatalog),
        ("stac:https://earth-search.aws.element84.com/v1", StacCatalog),
        ("folder:{home}", FolderCatalog),
    ],
)
def test_a_name_opens_a_catalogue(means, text, kind):
    catalog = open_catalog(text.replace("{home}", str(means.home)), means)
    assert type(catalog) is kind
    catalog.close()


@pytest.mark.parametrize(
    ("text", "error", "why"),
    [
        ("", CatalogError, "no catalogue"),
        ("scihub", CatalogError, "no catalogue 'scihub': cdse, stac:"),
        ("port", CatalogError, "no catalogue"),
        ("os.path", CatalogError, "no catalogue"),
        ("..folder:x", CatalogError, "no catalogue"),
        ("cdse:https://example.com", CatalogError, "is not needed"),
        ("folder", CatalogError, "folder:PATH"),
        ("folder:/no/such", CatalogError, "is no folder"),
        ("dhus", CatalogError, "which mirror"),
        ("dhus:https://dhus.example.org", AccessRefused, "MIZUGIWA_DHUS_USER"),
        ("stac:http://example.com", OfferRefused, "only https"),
    ],
)
def test_what_opens_none_is_said(means, text, error, why):
    with pytest.raises(error, match=why):
        open_catalog(text, means)


def test_the_token_of_copernicus_is_for_copernicus_alone(means):
    for text, is_told in (("stac", True), ("stac:https://example.com/v1", False)):
        catalog = open_catalog(text, means)
        assert isinstance(catalog, StacCatalog)
        assert (catalog._copernicus is not None) == is_told
        catalog.close()


def test_credentials_stand_in_a_file_of_the_home(means):
    means.credentials.write_text('[dhus]\npassword = "b"\n')
    means.credentials.chmod(0o644)
    with pytest.raises(AccessRefused, match="chmod 600"):
        open_catalog("cdse", means)
