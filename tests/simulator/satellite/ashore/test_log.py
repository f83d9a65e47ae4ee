"""The log that receivers ashore wrote, as any reader of AIS has it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from geodata.position import LonLat, distance_m
from simulator.satellite.ashore.log import Trouble, heard
from surveillance.model import AisReport
from surveillance.sources.ais_reading import read_log

AT = datetime(2026, 5, 12, 21, 15, tzinfo=UTC)
NO_TROUBLE = Trouble(
    stations=5, wrong_length=0.0, shared_number=0.0, off_place=0.0, late_stamps=0.0,
    switched_off=0.0,
)  # fmt: skip


def vessel(number: int, **more: Any) -> dict[str, Any]:
    told = {
        "type": "cargo", "length_m": 120.0, "course_deg": 30.0, "speed_mps": 6.0,
        "has_ais": True, "mmsi": 431_000_000 + number, "at": "2026-05-12T21:15:00Z",
    } | more  # fmt: skip
    place = [129.5 + 0.02 * (number % 10), 33.9 + 0.02 * (number // 10)]
    return {"geometry": {"coordinates": place}, "properties": told}


def reports(tmp_path: Path, *log: Any) -> list[AisReport]:
    lines = heard(*log)
    (tmp_path / "log.nmea").write_text("\n".join(lines), encoding="ascii")
    found: list[Any] = []
    read_log(tmp_path / "log.nmea", found.extend, AT)
    return [one for one in found if isinstance(one, AisReport)]


FLEET = [vessel(n, type="cargo" if n % 4 == 0 else "fishing") for n in range(16)]


def test_the_same_seed_gives_the_same_log_and_another_another() -> None:
    assert heard(FLEET, 1) == heard(FLEET, 1) != heard(FLEET, 2)
    assert heard([], 1) == []


def test_what_is_heard_is_where_the_truth_has_it(tmp_path: Path) -> None:
    found = reports(tmp_path, FLEET, 3, NO_TROUBLE)
    seen = {r.mmsi: r for r in found if r.position and abs(r.at - AT).total_seconds() <= 6.0}
    assert len(seen) > 8
    for one in FLEET:
        report = seen.get(one["properties"]["mmsi"])
        if report is not None and report.position is not None:
            # six seconds at 6 m/s, and the antenna 20 m from the middle
            away = distance_m(report.position, LonLat(*one["geometry"]["coordinates"]))
            assert away < 36.0 + 20.0 + 30.0
    assert {r.length_m for r in found if r.length_m is not None} == {120.0}


def test_not_everything_is_heard(tmp_path: Path) -> None:
    counts = [len(heard(FLEET, seed)) for seed in range(5)]
    assert min(counts) < 0.7 * max(counts)


def test_one_without_ais_is_not_heard_and_one_switched_off_only_before(tmp_path: Path) -> None:
    dark = [vessel(n, has_ais=False, mmsi=None) for n in range(16)]
    assert heard(dark, 3, NO_TROUBLE) == []
    found = reports(tmp_path, dark, 3, replace(NO_TROUBLE, switched_off=1.0))
    assert found and max(r.at for r in found) < AT


@pytest.mark.parametrize("name", ["wrong_length", "shared_number", "off_place", "late_stamps"])
def test_each_trouble_shows(tmp_path: Path, name: str) -> None:
    good = reports(tmp_path, FLEET, 3, NO_TROUBLE)
    bad = reports(tmp_path, FLEET, 3, replace(NO_TROUBLE, **{name: 1.0}))

    def told(found: list[AisReport]) -> object:
        match name:
            case "wrong_length":
                return {r.length_m for r in found if r.mmsi and r.length_m} <= {120.0}
            case "shared_number":
                return len({r.mmsi for r in found}) == 16
            case "off_place":
                here = LonLat(129.5, 33.9)
                near = [r for r in found if r.mmsi == 431_000_000 and r.position is not None]
                closest = min(near, key=lambda r: abs(r.at - AT))
                return distance_m(closest.position or here, here) < 130.0
            case _:  # each transmission's second of the minute is in the message, not in the stamp
                return max(r.at for r in found) <= max(r.at for r in good)

    assert told(good) and not told(bad)
