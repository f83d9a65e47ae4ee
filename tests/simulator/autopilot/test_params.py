import math
from typing import Any

import pytest

from simulator.autopilot.params import copter_params
from simulator.vehicles.copter import CopterSpec


@pytest.mark.parametrize(
    ("name", "value"),
    [  # read at the beginning of the recorded corner cases, and in "== 7 FENCE upload"
        ("FS_GCS_ENABLE", 0.0),
        ("FS_GCS_TIMEOUT", 5.0),
        ("DISARM_DELAY", 10.0),
        ("MIS_RESTART", 0.0),
        ("AUTO_OPTIONS", 0.0),
        ("WPNAV_RADIUS", 200.0),
        ("RTL_ALT", 1500.0),
        ("BATT_FS_LOW_ACT", 0.0),
        ("MIS_TOTAL", 0.0),
        ("FS_OPTIONS", 16.0),
        ("MAV_SYSID", 1.0),
        ("FENCE_ENABLE", 0.0),
        ("FENCE_TYPE", 7.0),
        ("FENCE_ACTION", 1.0),
        ("FENCE_ALT_MAX", 100.0),
        ("FENCE_RADIUS", 150.0),
        ("FENCE_MARGIN", 2.0),
        ("FENCE_AUTOENABLE", 0.0),
        ("FENCE_OPTIONS", 0.0),
    ],
)
def test_defaults_are_arducopters(name: str, value: float) -> None:
    assert copter_params(CopterSpec())[name] == value


def test_performance_comes_from_the_copter() -> None:
    params = copter_params(CopterSpec(cruise_mps=14.0, climb_mps=5.0, descend_mps=3.0))
    names = ("WPNAV_SPEED", "WPNAV_SPEED_UP", "WPNAV_SPEED_DN")
    assert [params[name] for name in names] == [1400.0, 500.0, 300.0]


def test_set_is_answered_with_the_value_kept(ground: Any) -> None:
    assert ground.set_param("RTL_ALT", 3210.5) == 3210.5
    assert ground.param("RTL_ALT") == 3210.5
    assert ground.set_param("FENCE_ENABLE", 300.0) == 127.0  # an 8-bit integer
    assert ground.set_param("MIS_TOTAL", 9.0) == 0.0  # read-only
    assert ground.set_param("RTL_ALT", math.nan) == 3210.5


def test_unknown_name_gets_no_answer(ground: Any) -> None:
    # "TIMEOUT (1s wall) waiting for PARAM SYSID_THISMAV"
    ground.mav.param_request_read_send(1, 1, b"SYSID_THISMAV", -1)
    ground.mav.param_set_send(1, 1, b"NO_SUCH_NAME", 1.0, 9)
    ground.mav.param_request_read_send(1, 1, b"", 30000)
    assert not [m for m in ground.advance(3.0) if m.get_type() == "PARAM_VALUE"]


def test_list_is_complete_and_indices_read_the_same(ground: Any) -> None:
    ground.mav.param_request_list_send(1, 1)
    listed = [m for m in ground.advance(1.0) if m.get_type() == "PARAM_VALUE"]
    assert [m.param_index for m in listed] == list(range(listed[0].param_count))
    assert len({m.param_id for m in listed}) == listed[0].param_count
    ground.heard.clear()
    ground.mav.param_request_read_send(1, 1, b"", 7)
    assert ground.expect("PARAM_VALUE").param_id == listed[7].param_id
