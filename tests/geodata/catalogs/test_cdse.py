"""The Copernicus Data Space as its own texts describe it, at its best and at its worst."""

import logging
import random
from datetime import UTC, datetime, timedelta

import pytest
from shapely.geometry import MultiPolygon, Point, box

from geodata.catalogs.cdse import CdseCatalog
from geodata.catalogs.credentials import Credentials
from geodata.catalogs.transfer.checksum import Checksum
from geodata.errors import AccessRefused, CatalogError, CatalogUnavailable, DownloadFailed
from tests.geodata.catalogs.copernicus import PASSWORD, TOTP, USER, Copernicus
from tests.geodata.catalogs.fetched import fetch_each
from tests.geodata.catalogs.pacing import Still
from tests.geodata.catalogs.products import AREA, FAR, S1, SINCE, UNTIL
from tests.geodata.catalogs.server import Turn, serving

BODY = random.Random(3).randbytes(150_000)
WHO = Credentials(USER, PASSWORD)
GRD = ("SENTINEL-1/IW_GRDH_1S",)


@pytest.fixture
def space():
    with serving() as site:
        yield Copernicus(site)


@pytest.fixture
def catalog(space):
    catalog = CdseCatalog(WHO, Still(), doors=space.doors)
    yield catalog
    catalog.close()


def test_an_offer_says_all_that_the_service_says(space, catalog):
    entry = space.add(BODY)
    (offer,) = catalog.search(AREA, SINCE, UNTIL, GRD)
    assert offer.id == entry["Id"] and offer.name == entry["Name"]
    assert (offer.platform, offer.product_type) == ("sentinel-1a", "IW_GRDH_1S")
    assert offer.start_at == datetime(2026, 5, 1, 9, 21, 1, 123000, tzinfo=UTC)
    assert offer.published_at == datetime(2026, 5, 1, 10, 5, 0, 123456, tzinfo=UTC)
    assert offer.size_bytes == len(BODY)
    assert offer.checksum == Checksum("md5", entry["Checksum"][0]["Value"])
    assert offer.hrefs == (f"{space.doors.download}/Products({entry['Id']})/$value",)
    assert "authorization" not in space.site.asked[0].headers  # searching needs no login


@pytest.mark.parametrize("level", ["1C", "2A"])
def test_an_optical_product_tells_its_clouds_and_is_fetched(space, catalog, tmp_path, level):
    space.add(BODY, 1)
    space.add_optical(BODY, 2, level)
    space.site.turns.append(Turn(cut_after=70_000))
    (offer,) = catalog.search(AREA, SINCE, UNTIL, [f"SENTINEL-2/S2MSI{level}"])
    assert (offer.platform, offer.product_type) == ("sentinel-2b", f"S2MSI{level}")
    assert offer.is_optical and offer.cloud_pct == 37.5
    assert catalog.fetch(offer, tmp_path).read_bytes() == BODY
    assert space.site.asked[-1].headers["range"] == "bytes=70000-"


@pytest.mark.parametrize("value", ["no idea", -1.0, 101, None, [], True])
def test_clouds_that_cannot_be_believed_leave_nothing_out(space, catalog, value):
    entry = space.add_optical()
    entry["Attributes"][-1]["Value"] = value
    (offer,) = catalog.search(AREA, SINCE, UNTIL, ["SENTINEL-2"])
    assert offer.cloud_pct is None


def test_a_product_is_fetched(space, catalog, tmp_path):
    space.add(BODY)
    (offer,) = catalog.search(AREA, SINCE, UNTIL, GRD)
    path = catalog.fetch(offer, tmp_path)
    assert path == tmp_path / S1.replace("A1B2", "0000").replace(".SAFE", ".zip")
    assert path.read_bytes() == BODY


@pytest.mark.parametrize(
    ("area", "shift", "collections", "count"),
    [
        (AREA, timedelta(0), GRD, 1),
        (AREA, timedelta(0), ("SENTINEL-1",), 1),
        (AREA, timedelta(0), ("SENTINEL-1/IW_SLC__1S",), 0),
        (FAR, timedelta(0), GRD, 0),
        (AREA, timedelta(days=1), GRD, 0),
        (AREA, timedelta(days=-1), GRD, 0),
        (MultiPolygon([AREA, FAR]), timedelta(0), GRD, 1),
        (Point(130.123456, 34.234567).buffer(0.3, quad_segs=14), timedelta(0), GRD, 1),
        (Point(130.1, 34.2).buffer(0.3, quad_segs=500), timedelta(0), GRD, 1),
    ],
)
def test_search(space, catalog, area, shift, collections, count):
    space.add()
    assert len(catalog.search(area, SINCE + shift, UNTIL + shift, collections)) == count


def test_a_scene_that_began_before_and_ends_after_the_first_moment(space, catalog):
    space.add()
    middle = datetime(2026, 5, 1, 9, 21, 10, tzinfo=UTC)
    assert len(catalog.search(AREA, middle, UNTIL, GRD)) == 1
    assert catalog.search(AREA, middle + timedelta(minutes=1), UNTIL, GRD) == []


def test_page_by_page(space, catalog):
    for number in range(230):
        space.add(number=number)
    assert len(catalog.search(AREA, SINCE, UNTIL, GRD)) == 230
    assert [a.query["$skip"] for a in space.site.asked] == ["0", "100", "200"]


def test_too_many_are_said_not_cut_off(space, catalog, monkeypatch):
    monkeypatch.setattr("geodata.catalogs.cdse._MOST", 200)
    for number in range(230):
        space.add(number=number)
    with pytest.raises(CatalogError, match="smaller area"):
        catalog.search(AREA, SINCE, UNTIL, GRD)


@pytest.mark.parametrize("name", ["SENTINEL-1' or 1 eq 1", "", "A/B/C", "x" * 90])
def test_a_collection_cannot_change_the_question(space, catalog, name):
    with pytest.raises(CatalogError, match="collection is"):
        catalog.search(AREA, SINCE, UNTIL, [name])
    assert space.site.asked == []


ODD = [
    {"Id": "../../x"},
    {"Name": "../../etc/passwd"},
    {"Name": "x" * 300},
    {"ContentLength": 30_000_000_000},
    {"ContentLength": -1},
    {"PublicationDate": "soon"},
    {"ContentDate": {"Start": "2026-05-01T09:21:26Z", "End": "2026-05-01T09:21:01Z"}},
    {"GeoFootprint": {"type": "Polygon", "coordinates": "?"}},
    {"GeoFootprint": None, "Footprint": "geography'SRID=4326;POLYGON ((1 2'"},
]


@pytest.mark.parametrize("change", ODD, ids=str)
def test_what_cannot_be_believed_is_left_out_and_said(space, catalog, caplog, change):
    space.add(number=1, **change)
    space.add(number=2)
    assert len(catalog.search(AREA, SINCE, UNTIL, GRD)) == 1
    assert caplog.text.count("left out") == 1


def test_nothing_published_is_a_state_of_its_own(space, catalog, tmp_path):
    space.add(BODY, 1, Checksum=[])
    space.add(BODY, 2, Checksum=[{}], GeoFootprint=None)
    space.add(BODY, 3, ContentLength=0)
    offers = catalog.search(AREA, SINCE, UNTIL, GRD)
    assert [offer.checksum is None for offer in offers] == [True, True, False]
    assert [offer.size_bytes for offer in offers] == [len(BODY), len(BODY), None]
    for offer in offers:
        assert catalog.fetch(offer, tmp_path).read_bytes() == BODY


def test_what_is_off_line_is_seen_and_cannot_be_fetched(space, catalog, tmp_path):
    space.add(Online=False)
    (offer,) = catalog.search(AREA, SINCE, UNTIL, GRD)
    with pytest.raises(DownloadFailed, match="off line"):
        catalog.fetch(offer, tmp_path)


def test_a_token_that_ends_in_the_middle_is_refreshed_not_made_anew(space, catalog, tmp_path):
    space.add(BODY)
    (offer,) = catalog.search(AREA, SINCE, UNTIL, GRD)
    space.site.turns.append(Turn(cut_after=60_000))

    ended = []

    def end_it(growth):
        if growth.done_bytes == 60_000 and not ended:
            ended.append(space.expire())

    assert catalog.fetch(offer, tmp_path, end_it).read_bytes() == BODY
    assert (space.logins, space.refreshed) == (1, 1)
    assert space.site.asked[-1].headers["range"] == "bytes=60000-"


def test_four_workers_one_login_four_connections(space, catalog, tmp_path):
    space.site.every_turn = Turn(bytes_per_s=3_000_000.0)
    for number in range(12):
        space.add(BODY, number)
    offers = catalog.search(AREA, SINCE, UNTIL, GRD)
    fetched = list(fetch_each(catalog, offers, tmp_path, workers=8))
    assert all(one.path and one.path.read_bytes() == BODY for one in fetched)
    assert len({one.path for one in fetched}) == 12
    assert (space.logins, space.refreshed) == (1, 0)
    assert space.site.open_most == 4


def test_one_that_fails_keeps_no_other_from_coming(space, catalog, tmp_path):
    for number in range(4):
        space.add(BODY, number)
    space.products[1]["Checksum"][0]["Value"] = "0" * 32
    space.products[2]["ContentLength"] = 5
    offers = catalog.search(AREA, SINCE, UNTIL, GRD)
    fetched = {one.offer.id[-1]: one for one in fetch_each(catalog, offers, tmp_path)}
    assert [fetched[n].path is not None for n in "0123"] == [True, False, False, True]
    assert "checksum" in str(fetched["1"].trouble) and "\n" not in str(fetched["1"].trouble)
    assert "5 in the catalogue" in str(fetched["2"].trouble)
    assert len(list(tmp_path.iterdir())) == 2


def test_too_many_logins(space, catalog, tmp_path):
    space.add()
    space.most_logins = 0
    (offer,) = catalog.search(AREA, SINCE, UNTIL, GRD)
    with pytest.raises(CatalogUnavailable, match="100 logins are alive"):
        catalog.fetch(offer, tmp_path)


@pytest.mark.parametrize("who", [Credentials(USER, "wrong"), Credentials(), Credentials(USER)])
def test_who_is_not_let_in(space, tmp_path, who, caplog):
    caplog.set_level(logging.DEBUG)
    space.add()
    catalog = CdseCatalog(who, Still(), doors=space.doors)
    (offer,) = catalog.search(AREA, SINCE, UNTIL, GRD)
    with pytest.raises(AccessRefused) as caught:
        catalog.fetch(offer, tmp_path)
    catalog.close()
    assert "wrong" not in str(caught.value) and "wrong" not in caplog.text


def test_a_second_factor(space, tmp_path):
    space.wants_totp = True
    space.add(BODY)
    catalog = CdseCatalog(Credentials(USER, PASSWORD, TOTP), Still(), doors=space.doors)
    (offer,) = catalog.search(AREA, SINCE, UNTIL, GRD)
    assert catalog.fetch(offer, tmp_path).read_bytes() == BODY
    catalog.close()


def test_no_secret_is_in_the_log(space, catalog, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    space.add(BODY)
    (offer,) = catalog.search(AREA, SINCE, UNTIL, GRD)
    space.site.turns.append(Turn(cut_after=60_000))
    catalog.fetch(offer, tmp_path, lambda growth: None)
    for secret in (PASSWORD, "correct+horse", "access-1", "refresh-1"):
        assert secret not in caplog.text


def test_areas_with_a_hole_and_many_parts(space, catalog):
    space.add()
    with_hole = box(120.0, 30.0, 140.0, 40.0) - box(128.0, 33.0, 132.0, 36.0)
    assert catalog.search(with_hole, SINCE, UNTIL, GRD) == []


def test_a_token_that_ends_while_four_connections_fetch(space, catalog, tmp_path, monkeypatch):
    monkeypatch.setattr("geodata.catalogs.transfer.blocks.BLOCK_BYTES", 10_000)
    monkeypatch.setattr("geodata.catalogs.transfer.download.BLOCK_BYTES", 10_000)
    space.add(BODY)
    (offer,) = catalog.search(AREA, SINCE, UNTIL, GRD)
    ended = []

    def end_it(growth):
        if growth.done_bytes >= 50_000 and not ended:
            ended.append(space.expire())

    assert catalog.fetch(offer, tmp_path, end_it).read_bytes() == BODY
    assert (space.logins, space.refreshed) == (1, 1)


def test_a_token_that_is_refused_for_ever_has_an_end(space, catalog, tmp_path):
    space.add(BODY)
    (offer,) = catalog.search(AREA, SINCE, UNTIL, GRD)
    space.site.may_have = lambda asked: False
    with pytest.raises(AccessRefused, match="401"):
        catalog.fetch(offer, tmp_path)
    assert space.logins == 1
