"""Whatever a catalogue answers: an offer that keeps its promises, or a refusal."""

import copy
import math
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.catalogs import cdse
from geodata.catalogs.reading import footprint
from geodata.catalogs.reading.items import read_item
from geodata.catalogs.transfer.outside import MAX_FILE_BYTES, address, file_name
from geodata.errors import OfferRefused
from tests.geodata.catalogs.copernicus import Copernicus
from tests.geodata.catalogs.products import RING, stac_item
from tests.geodata.catalogs.server import Site

odd = [10**400, -1, 1e308, "../../x", "file:///etc/passwd", "https://a:b@c/x", "x" * 10_000]
numbers = st.integers() | st.floats(allow_nan=False)
texts = st.text("aZ/.\x00é0-:T", max_size=20)
scalars = st.none() | st.booleans() | numbers | texts | st.sampled_from(odd)


def deeper(inner):
    return st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)


values = st.recursive(scalars, deeper, max_leaves=5)


def places(document, path=()):
    """The paths of all that is in a document."""
    pairs = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in pairs:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


def changed(document, path, value):
    whole = copy.deepcopy(document)
    inner = whole
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return whole


ITEM = stac_item(b"whole", "https://example.com/scene.zip")
with Site() as _site:
    PRODUCT = Copernicus(_site).add(b"whole")


def keeps_its_promises(offer):
    assert offer.start_at.tzinfo is UTC and offer.stop_at >= offer.start_at
    west, south, east, north = offer.footprint.bounds
    assert -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    assert offer.footprint.area > 0 and offer.footprint.is_valid
    for file in offer.files:
        assert file_name(file.name, "") and address(file.href, "")
        assert file.size_bytes is None or 0 < file.size_bytes <= MAX_FILE_BYTES


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(list(places(ITEM))), values)
def test_an_item_with_anything_anywhere(path, value):
    try:
        offer = read_item(changed(ITEM, path, value), checked)
    except OfferRefused:
        return
    keeps_its_promises(offer)


def checked(href):
    try:
        return address(href, "href")
    except OfferRefused:
        return None


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(list(places(PRODUCT))), values)
def test_a_product_with_anything_anywhere(path, value):
    try:
        offer = cdse._read_product(changed(PRODUCT, path, value), "https://example.com/odata/v1")
    except OfferRefused:
        return
    keeps_its_promises(offer)


def test_both_are_believed_as_they_are():
    keeps_its_promises(read_item(ITEM, checked))
    keeps_its_promises(cdse._read_product(PRODUCT, "https://example.com/odata/v1"))


def test_a_footprint_that_crosses_itself_is_mended():
    bow_tie = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    assert footprint.from_geojson(bow_tie).area == pytest.approx(0.5)


def test_a_footprint_with_heights_is_flat():
    ring = [[*corner, 12.0] for corner in RING]
    assert not footprint.from_geojson({"type": "Polygon", "coordinates": [ring]}).has_z


@given(st.floats(-179.9, 179.9), st.floats(-60, 60), st.floats(0.5, 3.0))
def test_a_square_anywhere_keeps_its_area(lon, lat, size):
    """Also across the date line, where it is two."""

    def wrapped(x):
        return math.remainder(x, 360.0)

    ways = ((0, 0), (1, 0), (1, 1), (0, 1))
    corners = [(wrapped(lon + dx * size), lat + dy * size) for dx, dy in ways]
    found = footprint.from_corners(corners)
    assert found.area == pytest.approx(size * size, rel=1e-6)
    assert found.bounds[0] >= -180 and found.bounds[2] <= 180
