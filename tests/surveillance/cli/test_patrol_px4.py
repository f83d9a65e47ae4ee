"""The patrol command with a vehicle that the fleet file says has a PX4."""

import json
from pathlib import Path

import pytest

from mission_planner.errors import FleetError
from mission_planner.formats import write_plan
from surveillance.cli.patrol import patrol_command
from surveillance.errors import LinkRefused
from surveillance.model import Realm
from tests.surveillance.bench import SimulatedCopter, SimulatedPx4, make_mission

STATION = "http://127.0.0.1:9"  # nobody is there: a patrol flies all the same
BUILT_IN = Path(__file__).resolve().parents[3] / "mission_planner" / "fleet.toml"


def fleet_with(tmp_path: Path, maker: str) -> Path:
    """The built-in fleet, whose copter has another autopilot."""
    text = BUILT_IN.read_text(encoding="utf-8")
    path = tmp_path / "fleet.toml"
    path.write_text(text.replace('kind = "copter"', f'kind = "copter"\nautopilot = "{maker}"'))
    return path


def fly(
    copter: SimulatedCopter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, maker: str = "px4"
) -> None:
    plan = tmp_path / "bench.plan"
    write_plan(make_mission(), plan)
    monkeypatch.setenv("MIZUGIWA_CLOCK", str(copter.clock))
    monkeypatch.setattr("surveillance.cli.cockpit.DRAIN_S", 0.1)
    patrol_command(
        str(plan),
        fleet=fleet_with(tmp_path, maker),
        connect=copter.link,
        station=STATION,
        yes=True,
        confirm="heron-1:1",
        realm=Realm.SIMULATED,
    )


def test_a_whole_flight(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with SimulatedPx4(20.0) as copter:
        fly(copter, monkeypatch, tmp_path)
    document = json.loads(capsys.readouterr().out)
    assert document["landed"] is True
    assert (document["waypoints"], document["waypoints_reached"]) == (3, 3)
    assert document["violations"] == 0
    assert not any(check["is_good"] is False for check in document["checks"])


def test_a_px4_registered_as_ardupilot_is_refused(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        SimulatedPx4(20.0) as copter,
        pytest.raises(LinkRefused, match="registered as ArduPilot copter, but a quadrotor"),
    ):
        fly(copter, monkeypatch, tmp_path, "ardupilot")


def test_another_makers_name_is_no_autopilot(tmp_path: Path) -> None:
    with (
        SimulatedPx4(20.0) as copter,
        pytest.MonkeyPatch.context() as patch,
        pytest.raises(FleetError, match="autopilot: Input should be 'ardupilot' or 'px4'"),
    ):
        fly(copter, patch, tmp_path, "betaflight")
