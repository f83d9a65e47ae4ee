"""Flown positions against fence, no-fly zones and ceiling."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon

from surveillance.model import Realm, Telemetry
from surveillance.patrol.limits import Breach, FlightRecord, limits_of_area
from tests.surveillance.bench import EPOCH, FRAME, circle, make_area, square


def at(east_m: float, north_m: float, alt_m: float = 30.0, home_m: float = 30.0) -> Telemetry:
    return Telemetry(
        at=EPOCH + timedelta(seconds=1),
        realm=Realm.SIMULATED,
        vehicle="heron-1",
        position=FRAME.lonlat(east_m, north_m),
        alt_home_m=home_m,
        alt_amsl_m=alt_m,
        heading_deg=0.0,
        ground_speed_mps=0.0,
        mode="AUTO",
        armed=True,
    )


AREA = make_area(nofly=(circle("lighthouse", 200.0, 0.0, 50.0),))
LIMITS = limits_of_area(AREA)


@given(st.floats(-590, 590), st.floats(60, 590), st.floats(0, 150))
def test_inside_everything_breaks_nothing(east: float, north: float, height: float) -> None:
    assert list(LIMITS.breaches(at(east, north, height))) == []


@given(st.floats(5, 300))
def test_the_way_outside_is_measured(beyond: float) -> None:
    (breach,) = LIMITS.breaches(at(0.0, 600.0 + beyond))
    assert breach.kind == "fence"
    assert abs(breach.amount_m - beyond) < 0.1


def test_depth_in_a_zone_and_height_above_the_ceiling() -> None:
    found = list(LIMITS.breaches(at(220.0, 0.0, 160.0)))
    assert [breach.kind for breach in found] == ["nofly", "ceiling"]
    assert abs(found[0].amount_m - 30.0) < 0.5
    assert found[1].amount_m == 10.0


def test_over_land_the_height_above_home_counts() -> None:
    on_a_hill = at(0.0, 100.0, alt_m=200.0, home_m=100.0)
    assert list(LIMITS.breaches(on_a_hill))
    with_land = replace(make_area(), land=MultiPolygon([square(300.0)]))
    assert list(limits_of_area(with_land).breaches(on_a_hill)) == []


def test_one_stretch_is_one_breach_with_its_worst_amount() -> None:
    record = FlightRecord(LIMITS)
    assert [b.kind for b in record.add(at(0.0, 610.0))] == ["fence"]
    assert record.add(at(0.0, 650.0)) == []
    assert record.add(at(0.0, 620.0)) == []
    assert record.add(at(0.0, 0.0)) == []
    assert [b.kind for b in record.add(at(0.0, 605.0))] == ["fence"]
    assert [Breach(b.kind, b.name, round(b.amount_m)) for b in record.found] == [
        Breach("fence", "fence", 50),
        Breach("fence", "fence", 5),
    ]


def test_satellite_noise_at_the_fence_is_no_breach() -> None:
    assert list(LIMITS.breaches(at(0.0, 602.0))) == []
