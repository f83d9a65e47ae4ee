"""What was looked at: nothing lost by joining, old looks kept apart from new ones."""

from datetime import UTC, datetime, timedelta

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from geodata.position import LonLat
from surveillance.model import Footprint, Realm
from surveillance.station import coverage
from surveillance.station.coverage import SLICE_S, Coverage

AT = datetime(2026, 5, 1, tzinfo=UTC)


def look(seconds: float, west: float, south: float, size: float = 0.01) -> Footprint:
    corners = (
        (west, south),
        (west + size, south),
        (west + size, south + size),
        (west, south + size),
    )
    ring = tuple(LonLat(lon, lat) for lon, lat in corners)
    return Footprint(AT + timedelta(seconds=seconds), Realm.LIVE, "heron-1", ring)


looks = st.builds(look, st.floats(0, 600), st.floats(130, 130.1), st.floats(34, 34.1))


@settings(max_examples=40, deadline=None)
@given(st.lists(looks, min_size=1, max_size=30))
def test_the_union_is_what_was_looked_at(given_looks: list[Footprint]) -> None:
    seen = Coverage()
    for part in (given_looks[::2], given_looks[1::2]):
        seen.add(part)
        seen.geojson()
    features = seen.geojson()["features"]
    union = shapely.union_all([shape(f["geometry"]) for f in features])
    polygons = [shapely.Polygon([(p.lon, p.lat) for p in f.ring]) for f in given_looks]
    wanted = shapely.union_all(polygons)
    assert union.symmetric_difference(wanted).area < 5e-4 * wanted.area  # it is kept to 0.1 m
    starts = [f["properties"]["from"] for f in features]
    assert starts == sorted(set(starts))
    assert {f["properties"]["kind"] for f in features} == {"looked"}


def test_odd_rings_do_no_harm() -> None:
    seen = Coverage()
    places = [LonLat(130, 34), LonLat(130.1, 34.1), LonLat(130.1, 34), LonLat(130, 34.1)]
    for ring in (places[:0], places[:2], places, places[:1] * 5):
        seen.add([Footprint(AT, Realm.LIVE, "heron-1", tuple(ring))])
    (feature,) = seen.geojson()["features"]
    assert shape(feature["geometry"]).is_valid
    assert shape(feature["geometry"]).area == pytest.approx(0.005, rel=1e-6)  # the bow tie


def test_very_old_looks_are_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "MAX_SLICES", 3)
    seen = Coverage()
    seen.add(look(n * SLICE_S, 130 + 0.02 * n, 34.0) for n in range(6))
    features = seen.geojson()["features"]
    assert len(features) == 3
    total = shapely.union_all([shape(f["geometry"]) for f in features]).area
    assert total == pytest.approx(6 * 0.01**2)
