"""What a catalogue is asked for."""

from datetime import UTC, datetime, timedelta

import pytest
from shapely.geometry import box

from geodata.catalogs.port import Offer
from surveillance.scan.fresh import COLLECTIONS, Sensor, Wanted, scenes_of
from tests.surveillance.scan.test_levels import offer

NOW = datetime(2026, 5, 2, tzinfo=UTC)
HERE = box(129.9, 34.0, 130.0, 34.1)


def wanted(catalog: str, *sensor: Sensor) -> Wanted:
    return Wanted(HERE, NOW - timedelta(days=7), NOW, catalog, *sensor)


@pytest.mark.parametrize("catalog", COLLECTIONS)
def test_radar_is_searched_unless_more_is_asked_for(catalog: str) -> None:
    radar, optical = COLLECTIONS[catalog][Sensor.RADAR], COLLECTIONS[catalog][Sensor.OPTICAL]
    assert all("1" in name and "grd" in name.lower() for name in radar)
    assert {name[-2:].lower() for name in optical} == {"1c", "2a"}
    assert wanted(f"{catalog}:x").collections == radar
    assert wanted(catalog, Sensor.OPTICAL).collections == optical
    assert wanted(catalog, Sensor.BOTH).collections == radar + optical


class Listing:
    """A catalogue of these offers."""

    def __init__(self, *offers: Offer) -> None:
        self.offers = list(offers)

    def search(self, *asked: object) -> list[Offer]:
        return self.offers

    def fetch(self, *asked: object) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing to end."""


def test_clouds_are_said_and_drop_nothing() -> None:
    covered, dark = offer("L2A", 1, cloud_pct=100.0), offer("L2A", 2)
    said: list[str] = []
    offers, count = scenes_of(Listing(covered, dark), wanted("cdse"), said.append)  # type: ignore
    assert offers == [covered, dark] and count.startswith("2 scenes since 2026-04-25")
    assert said == [count, "S2B_MSIL2A_1: 100 % of it lie under cloud, its catalogue says"]


def test_what_is_left_out_is_said() -> None:
    said: list[str] = []
    offers, _ = scenes_of(Listing(offer("L1C"), offer("L2A")), wanted("cdse"), said.append)  # type: ignore
    assert [one.name for one in offers] == ["S2B_MSIL2A_0"]
    assert said[0].startswith("S2B_MSIL1C_0 is left out: its L2A")
