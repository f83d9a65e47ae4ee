"""What the vehicle does by itself is read off its parameters, and said."""

import pytest

from surveillance.patrol.preflight import red
from surveillance.patrol.safeguards import Safeguards

GOOD = {
    "FENCE_ACTION": 1.0,
    "MIS_RESTART": 0.0,
    "FS_GCS_ENABLE": 0.0,
    "BATT_FS_LOW_ACT": 2.0,
    "FENCE_ENABLE": 1.0,
    "FENCE_TYPE": 5.0,
    "FENCE_ALT_MAX": 145.0,
    "RTL_ALT": 1500.0,
}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "not known"),
        ({"FS_GCS_ENABLE": 0.0}, "goes on with the mission"),
        ({"FS_GCS_ENABLE": 1.0, "FS_OPTIONS": 16.0}, "brings it back"),
        ({"FS_GCS_ENABLE": 1.0, "FS_OPTIONS": 2.0}, "goes on with the mission"),
        ({"FS_GCS_ENABLE": 5.0}, "LANDS it where it is"),
        ({"FS_GCS_ENABLE": 7.0}, "LANDS it where it is"),
    ],
)
def test_without_a_link(values: dict[str, float], words: str) -> None:
    assert words in Safeguards(values).without_link


@pytest.mark.parametrize(("name", "value"), [("BATT_FS_LOW_ACT", 1.0), ("FENCE_ACTION", 2.0)])
def test_a_landing_on_the_water_is_not_hidden(name: str, value: float) -> None:
    said = [check.text for check in Safeguards({**GOOD, name: value}).checks()]
    assert sum("LANDS" in text for text in said) == 1
    assert not any("LANDS" in check.text for check in Safeguards(GOOD).checks())


def test_good_parameters_are_green() -> None:
    assert list(red(tuple(Safeguards(GOOD).checks()))) == []


@pytest.mark.parametrize(
    ("name", "value"), [("MIS_RESTART", 1.0), ("FENCE_ACTION", 0.0), ("FENCE_ACTION", None)]
)
def test_bad_parameters_are_red(name: str, value: float | None) -> None:
    values = {key: held for key, held in GOOD.items() if key != name}
    if value is not None:
        values[name] = value
    assert len(list(red(tuple(Safeguards(values).checks())))) == 1
