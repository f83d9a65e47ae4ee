"""What the vehicle does by itself is read off its parameters, and said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveillance.patrol.preflight import red
from surveillance.patrol.safeguards import Chosen, PlaneSafeguards, Safeguards

GOOD = {
    "FENCE_ACTION": 1.0,
    "MIS_RESTART": 0.0,
    "FS_GCS_ENABLE": 0.0,
    "BATT_FS_LOW_ACT": 2.0,
    "BATT_FS_CRT_ACT": 2.0,
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
    ("name", "value", "words"),
    [
        ("MIS_RESTART", 1.0, "0 lets it be resumed"),
        ("MIS_RESTART", None, "unknown"),
        ("FENCE_ACTION", 0.0, "flies on: set it to 1"),
        ("FENCE_ACTION", None, "unknown"),
        ("FENCE_ACTION", 9.0, "FENCE_ACTION is 9: what it then does is not known"),
        ("BATT_FS_LOW_ACT", 5.0, "FALLS"),
        ("BATT_FS_CRT_ACT", 5.0, "FALLS"),
        ("BATT_FS_LOW_ACT", 9.0, "not known"),
        ("BATT_FS_CRT_ACT", None, "unknown"),
        ("FS_GCS_ENABLE", 2.0, "FS_GCS_ENABLE is 2: what it does without a link is not known"),
        ("FS_GCS_ENABLE", 9.0, "not known"),
        ("FS_GCS_ENABLE", None, "not known"),
        ("RTL_ALT", -100.0, "not known"),
    ],
)
def test_bad_and_unknown_parameters_are_red(name: str, value: float | None, words: str) -> None:
    values = {key: held for key, held in GOOD.items() if key != name}
    if value is not None:
        values[name] = value
    (bad,) = red(tuple(Safeguards(values).checks()))
    assert words in bad.text


@given(value=st.integers(-2, 300).map(float))
def test_only_a_known_answer_to_a_lost_link_is_good(value: float) -> None:
    values = {**GOOD, "FS_GCS_ENABLE": value}
    (link,) = (c for c in Safeguards(values).checks() if c.name == "without a link")
    assert link.is_good is (value in {0.0, 1.0, 3.0, 4.0, 5.0, 6.0, 7.0})


@pytest.mark.parametrize("kind", [Safeguards, PlaneSafeguards])
def test_no_number_stands_without_its_meaning(kind: type[Safeguards]) -> None:
    good = {check.name: check.text for check in kind(GOOD).checks()}
    assert good["fence action"].startswith(
        "FENCE_ACTION is 1: where it leaves its fence it returns"
    )
    assert good["battery failsafe"].startswith("BATT_FS_LOW_ACT is 2: at a low battery it")
    assert (
        good["fence settings"]
        == "on (FENCE_ENABLE 1): height and polygon (FENCE_TYPE 5), up to 145 m"
    )
    assert good["mission resume"] == "MIS_RESTART is 0: a mission goes on where it was left"


@pytest.mark.parametrize("kind", [Safeguards, PlaneSafeguards])
def test_nothing_at_a_low_battery_is_not_called_good(kind: type[Safeguards]) -> None:
    checks = {check.name: check for check in kind({**GOOD, "BATT_FS_LOW_ACT": 0.0}).checks()}
    assert checks["battery failsafe"].is_good is None
    assert "NOTHING happens by itself at a low battery" in checks["battery failsafe"].text


@pytest.mark.parametrize(("kind", "home"), [(Safeguards, 2.0), (PlaneSafeguards, 1.0)])
def test_a_battery_failsafe_that_is_off_is_set_before_the_launch(
    kind: type[Safeguards], home: float
) -> None:
    off = kind({**GOOD, "BATT_FS_LOW_ACT": 0.0})
    assert off.wanted(Chosen(100.0))["BATT_FS_LOW_ACT"] == home
    set_ = kind({**GOOD, "BATT_FS_LOW_ACT": 1.0})  # somebody chose it: it is judged, and stays
    assert "BATT_FS_LOW_ACT" not in set_.wanted(Chosen(100.0))


def test_a_battery_that_is_never_called_low_is_told() -> None:
    (told,) = (c for c in Safeguards(GOOD).checks() if c.name == "battery level")
    assert told.is_good is None and "never notices a low battery" in told.text
    some = Safeguards({**GOOD, "BATT_LOW_MAH": 900.0})
    assert "battery level" not in {check.name for check in some.checks()}
