"""Sunrise and sunset beside published almanacs; the sun's place beside a textbook example."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.position import LonLat
from geodata.sun import is_night, sun_bearing_deg, sun_coordinates, sun_elevation_deg, sun_times

JST = timezone(timedelta(hours=9))
TOKYO = LonLat(139.7414, 35.6581)  # where the National Astronomical Observatory's tables hold
LONDON = LonLat(-0.1167, 51.5)
MINUTE = timedelta(minutes=1)


def test_the_suns_place_of_a_textbook():
    """Meeus, Astronomical Algorithms, examples 25.a and 28.b: 1992 October 13, 0h."""
    declination, ahead_min = sun_coordinates(datetime(1992, 10, 13, tzinfo=UTC))
    assert declination == pytest.approx(-7.78507, abs=1e-4)
    assert ahead_min == pytest.approx(13.7117, abs=0.02)


def test_the_suns_bearing_of_a_report():
    """Reda and Andreas, NREL/TP-560-34302, appendix A.5: azimuth 194.340241, zenith 50.11162."""
    place, at = LonLat(-105.1786, 39.742476), datetime(2003, 10, 17, 19, 30, 30, tzinfo=UTC)
    assert sun_bearing_deg(place, at) == pytest.approx(194.3402, abs=0.03)
    assert sun_elevation_deg(place, at) == pytest.approx(90.0 - 50.11162, abs=0.03)


@pytest.mark.parametrize("date, rise, set_", [
    # National Astronomical Observatory of Japan, Tokyo: minutes
    ("2024-06-10", "04:25", None),  # earliest rise of 2024: 04:25 on 5 to 20 June
    ("2024-06-28", None, "19:01"),  # latest set: 19:01 on 23 June to 4 July
    ("2024-01-08", "06:51", None),  # latest rise: 06:51 on 2 to 13 January
    ("2024-12-05", None, "16:28"),  # earliest set: 16:28 on 28 November to 12 December
    ("2016-11-28", None, "16:28"),
])  # fmt: skip
def test_tokyo(date, rise, set_):
    noon = datetime.fromisoformat(f"{date}T12:00").replace(tzinfo=JST)
    times = sun_times(TOKYO, noon)
    for clock, found in ((rise, times.rise_at), (set_, times.set_at)):
        if clock:
            hour, minute = map(int, clock.split(":"))
            assert abs(found - noon.replace(hour=hour, minute=minute)) <= MINUTE


def test_london_of_another_almanac():
    """timeanddate.com: London, 1 December 2015: 07:43 and 15:55."""
    times = sun_times(LONDON, datetime(2015, 12, 1, 3, tzinfo=UTC))
    assert abs(times.rise_at - datetime(2015, 12, 1, 7, 43, tzinfo=UTC)) <= MINUTE
    assert abs(times.set_at - datetime(2015, 12, 1, 15, 55, tzinfo=UTC)) <= MINUTE


def test_midnight_sun_and_polar_night():
    north = LonLat(20.0, 78.0)
    for month, dark in ((6, False), (12, True)):
        at = datetime(2026, month, 21, 22, tzinfo=UTC)
        assert sun_times(north, at).rise_at is sun_times(north, at).set_at is None
        assert is_night(north, at) is dark


moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@settings(max_examples=50)
@given(st.floats(-179.0, 179.0), st.floats(-60.0, 60.0), moments)
def test_rise_and_set_bound_the_day(lon, lat, at):
    place = LonLat(lon, lat)
    times = sun_times(place, at)
    assert times.rise_at < times.set_at
    assert abs(at - times.rise_at) < timedelta(hours=24)
    for edge, outwards in ((times.rise_at, -2 * MINUTE), (times.set_at, 2 * MINUTE)):
        assert is_night(place, edge + outwards)
        assert not is_night(place, edge - outwards)
    assert is_night(place, at) is not (times.rise_at <= at <= times.set_at) or any(
        abs(at - edge) < MINUTE for edge in (times.rise_at, times.set_at)
    )


@settings(max_examples=50)
@given(moments, st.floats(-80.0, 80.0))
def test_the_sun_is_highest_at_noon(at, lat):
    place = LonLat(0.0, lat)
    _, ahead_min = sun_coordinates(at)
    noon = at.replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(minutes=ahead_min)
    best = sun_elevation_deg(place, noon)
    hours = [sun_elevation_deg(place, noon + timedelta(hours=h)) for h in (-6, -1, 1, 6)]
    assert best >= max(hours) - 0.01
