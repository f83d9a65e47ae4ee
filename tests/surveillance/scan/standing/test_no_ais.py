"""What stands, beside what AIS tells."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from surveillance.model import AisReport, Realm
from surveillance.scan.ais.tracks import Log
from surveillance.scan.darkness import with_ais
from surveillance.scan.files import write_found
from surveillance.scan.reading import read_found
from surveillance.scan.standing.layer import Layer
from surveillance.scan.standing.match import with_standing
from surveillance.scan.vessel import Found, Kind
from tests.surveillance.scan.scenes import AT
from tests.surveillance.scan.standing.test_match import FRAME, HERE, PLATFORM, found, scan


def sends(mmsi: int, east_m: float) -> list[AisReport]:
    """At anchor, a report every three minutes."""
    return [
        AisReport(
            f"{mmsi}-{minute}", AT + timedelta(minutes=minute), Realm.REPLAY, "test", mmsi,
            FRAME.lonlat(east_m, 0.0), speed_mps=0.0, course_deg=0.0,
        )
        for minute in range(-30, 31, 3)
    ]  # fmt: skip


def judged(*things: Found, log: list[AisReport]) -> tuple[Found, ...]:
    scene = with_standing(scan(*things), Layer([PLATFORM]))
    return with_ais(scene, Log(log), AT).found


def test_a_platform_is_no_vessel_without_ais_and_the_reason_is_told() -> None:
    elsewhere = sends(1, 3_000.0) + sends(2, -3_000.0)
    platform, vessel = judged(found(4.0), found(1_000.0), log=elsewhere)
    assert platform.kind is Kind.STANDING and platform.dark and vessel.dark
    assert platform.dark.p is not None and vessel.dark.p is not None
    assert platform.dark.p < 0.05 < 0.5 < vessel.dark.p
    said = platform.dark.reasons
    assert said["standing_name"] == "Alpha" and said["p_standing"] > 0.9
    assert "p_standing" not in vessel.dark.reasons


def test_a_vessel_that_sends_is_one_also_where_something_stands() -> None:
    (thing,) = judged(found(4.0), log=sends(3, 6.0))
    assert thing.kind is Kind.VESSEL and thing.measured["mmsi"] == 3
    assert thing.standing is not None  # and what stands there is told all the same


def test_where_no_ais_is_heard_nothing_is_told_of_it() -> None:
    (thing,) = judged(found(4.0), log=[])
    assert thing.kind is Kind.STANDING and thing.dark is not None and thing.dark.p is None


def test_late_ais_judges_anew_and_what_stands_is_still_known(tmp_path: Path) -> None:
    scene = with_standing(scan(found(4.0)), Layer([PLATFORM]))
    first = with_ais(scene, Log(sends(1, 3_000.0)), AT)
    write_found(tmp_path / "v.geojson", [first], AT)
    (read,) = read_found(tmp_path / "v.geojson")
    assert read.found[0].kind is Kind.STANDING and read.found[0].standing is not None
    assert read.found[0].standing.reasons["name"] == "Alpha"
    late = with_ais(read, Log(sends(1, 3_000.0)), AT + timedelta(hours=1))
    (before, after) = (said.thing.dark for said in late.found[0].verdicts)
    assert before and after and before.p is not None
    assert after.p == pytest.approx(before.p, abs=1e-4) and before.p < 0.05


def test_what_was_moved_by_ais_is_not_judged_again() -> None:
    """A vessel whose bow is known was found on AIS."""
    moved = replace(found(0.0), position=HERE, is_bow_known=True)
    (thing,) = with_standing(scan(moved), Layer([PLATFORM])).found
    assert thing.kind is Kind.VESSEL and thing.standing is None
