from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.position import LonLat
from surveillance import wire
from surveillance.errors import WireError
from surveillance.model import (
    AisReport,
    AisVerdict,
    Ellipse,
    Footprint,
    Judgement,
    LinkState,
    LookedAt,
    PatrolEvent,
    Realm,
    SatellitePass,
    SeaPatch,
    Sighting,
    SightLimits,
    SourceHealth,
    SourceState,
    Telemetry,
)
from tests.strategies import lonlats

times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
realms = st.sampled_from(Realm)
texts = st.text(max_size=60)
numbers = st.floats(-1e6, 1e6)
rings = st.lists(st.lists(lonlats(), max_size=4).map(tuple), max_size=2).map(tuple)
patches = st.builds(SeaPatch, rings, numbers, st.none() | numbers, numbers)
limits = st.builds(SightLimits, numbers, numbers, st.lists(patches, max_size=2).map(tuple))
counts = st.integers(0, 99)

values = st.one_of(
    st.builds(Telemetry, times, realms, texts, lonlats(), *[numbers] * 4, texts, st.booleans(),
              st.none() | numbers, st.sampled_from(LinkState)),
    st.builds(Sighting, texts, times, realms, texts, lonlats(),
              st.builds(Ellipse, numbers, numbers, numbers), texts, numbers),
    st.builds(Judgement, texts, times, realms, texts, texts, times, st.sampled_from(AisVerdict),
              lonlats(), st.builds(Ellipse, numbers, numbers, numbers), st.none() | st.integers(),
              st.none() | numbers),
    st.builds(AisReport, texts, times, realms, texts, st.integers(0, 999_999_999),
              st.none() | lonlats(), name=st.none() | texts),
    st.builds(Footprint, times, realms, texts, st.lists(lonlats(), max_size=5).map(tuple)),
    st.builds(SatellitePass, texts, times, realms, texts, texts, times, *[counts] * 3,
              st.none() | times, st.none() | times,
              st.none() | st.builds(LookedAt, rings, st.none() | lonlats(), st.none()),
              st.none() | limits),
    st.builds(SourceHealth, times, realms, texts, texts, st.sampled_from(SourceState), texts),
    st.builds(PatrolEvent, times, realms, texts, texts, texts),
)  # fmt: skip


@given(values)
def test_a_value_survives_the_wire(value):
    assert wire.decode(wire.encode(value)) == value


GOOD = wire.encode(
    Sighting(
        "a", datetime(2026, 5, 1, tzinfo=UTC), Realm.LIVE, "w",
        LonLat(130.0, 34.0),
        Ellipse(3.0, 2.0, 1.0), "vessel", 0.5,
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("key", "bad"),
    [
        ("position", {"lon": False, "lat": 1.0}),
        ("position", {"lon": "130", "lat": 1.0}),
        ("position", {"lon": 130.0, "lat": 91.0}),
        ("position", {"lon": 130.0}),
        ("position", {"lon": 130.0, "lat": 34.0, "alt": 3.0}),
        ("score", float("nan")),
        ("score", "0.5"),
        ("at", "2026-05-01T00:00:00"),
        ("at", 12),
        ("realm", "LIVE"),
        ("id", None),
        ("id", "x" * 5000),
        ("nonsense", 1),
    ],
)
def test_what_is_not_exactly_right_is_refused(key, bad):
    with pytest.raises(WireError) as caught:
        wire.decode({"kind": "sighting", "value": {**GOOD["value"], key: bad}})
    assert "\n" not in str(caught.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.sampled_from([*wire.KINDS, "x"]), json_values)
def test_rubbish_never_does_more_than_be_refused(kind, rubbish):
    with pytest.raises(WireError):
        wire.decode({"kind": kind, "value": rubbish})
