"""Whatever passes the door must not break the tracks: a dead writer is a dead station."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata import areas
from geodata.area import read_area
from geodata.position import LonLat
from surveillance.errors import WireError
from surveillance.model import AisReport, Ellipse, Realm, Sighting, Telemetry
from surveillance.picture import Picture
from surveillance.station.plausible import check_plausible

AREA = read_area(areas.path("okinoshima"))
AT = datetime(2026, 5, 1, tzinfo=UTC)

seconds = st.floats(0.0, 200.0).map(lambda s: AT + timedelta(seconds=s))
years = st.datetimes(datetime(1996, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))
near = st.builds(LonLat, st.floats(130.0, 130.2), st.floats(34.2, 34.3))
region = st.builds(LonLat, st.floats(122.0, 138.0), st.floats(28.0, 40.0))
globe = st.builds(LonLat, st.floats(-180, 180), st.floats(-90, 90))
axes = st.floats(0.1, 100_000.0)
lengths = st.none() | st.floats(0.0, 1000.0)

sightings = st.builds(
    Sighting,
    id=st.builds(lambda: uuid4().hex),
    at=seconds | years,
    realm=st.just(Realm.LIVE),
    source=st.sampled_from("pq"),
    position=near | region,
    ellipse=st.builds(Ellipse, axes, axes, st.floats(-360.0, 360.0)),
    label=st.just("vessel"),
    score=st.floats(0.0, 1.0),
    tracklet=st.none() | st.sampled_from("ab"),
    length_m=lengths,
)
reports = st.builds(
    AisReport,
    id=st.builds(lambda: uuid4().hex),
    at=seconds | years,
    realm=st.just(Realm.LIVE),
    source=st.just("rx"),
    mmsi=st.integers(0, 5),
    position=st.none() | near | globe,
    course_deg=st.none() | st.floats(-360.0, 360.0),
    speed_mps=st.none() | st.floats(0.0, 500.0),
    length_m=lengths,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(sightings | reports, max_size=5), max_size=4), seconds | years)
def test_nothing_plausible_breaks_the_picture(
    lots: list[list[Sighting | AisReport]], now: datetime
) -> None:
    picture = Picture(AREA, Realm.LIVE)
    for lot in lots:
        for value in lot:
            check_plausible(value)
        changes = picture.take(lot)
        assert set(changes.assigned) == {v.id for v in lot if isinstance(v, Sighting)}
        picture.tick(now)


def test_a_reckoned_place_without_area_is_refused() -> None:
    under = Telemetry(
        at=AT,
        realm=Realm.LIVE,
        vehicle="orca",
        position=LonLat(130.1, 34.25),
        alt_home_m=-8.0,
        alt_amsl_m=-8.0,
        heading_deg=0.0,
        ground_speed_mps=0.0,
        mode="ALT_HOLD",
        armed=True,
        ellipse=Ellipse(30.0, 20.0, 0.0),
    )
    check_plausible(under)
    with pytest.raises(WireError, match="semi_minor_m is 0"):
        check_plausible(replace(under, ellipse=Ellipse(30.0, 0.0, 0.0)))
