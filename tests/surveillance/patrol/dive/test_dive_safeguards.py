"""What an ArduSub does by itself is read off its parameters; an unknown value forbids the dive."""

import pytest

from surveillance.patrol.dive.safeguards import DiveSafeguards
from surveillance.patrol.preflight import red

GOOD = {"FS_GCS_ENABLE": 2.0, "FS_PILOT_INPUT": 2.0, "FS_LEAK_ENABLE": 1.0, "BATT_FS_LOW_ACT": 0.0}


def test_good_parameters_are_green_and_told() -> None:
    checks = tuple(DiveSafeguards(GOOD).checks())
    assert list(red(checks)) == []
    assert [check.name for check in checks] == [
        "without a link",
        "pilot's console",
        "leak",
        "low battery",
    ]


def test_coming_up_by_itself_is_told() -> None:
    held = DiveSafeguards(GOOD | {"FS_LEAK_ENABLE": 2.0, "BATT_FS_LOW_ACT": 3.0})
    assert sum("comes up by itself" in check.text for check in held.checks()) == 2


@pytest.mark.parametrize("name", list(GOOD))
@pytest.mark.parametrize("value", [9.0, None, 2.5])
def test_an_unknown_value_forbids_the_dive(name: str, value: float | None) -> None:
    values = {key: held for key, held in GOOD.items() if key != name}
    if value is not None:
        values[name] = value
    (bad,) = red(tuple(DiveSafeguards(values).checks()))
    assert name in bad.text
