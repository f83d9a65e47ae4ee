"""`mizugiwa serve`: what stops it from starting is said in one line."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from geodata.errors import AreaError
from surveillance.cli.serve import serve_command
from surveillance.errors import Refused, SettingsError, StationError
from surveillance.station import StationHome
from surveillance.web.server import open_door

APP = typer.Typer()
APP.command()(serve_command)


def failure(*arguments: str) -> BaseException | None:
    return CliRunner().invoke(APP, list(arguments)).exception


@pytest.fixture(autouse=True)
def assets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("surveillance.cli.serve.vendor_folder", lambda: tmp_path)


def test_a_port_in_use(home: Path) -> None:
    with open_door("127.0.0.1", 0) as door:
        error = failure("--port", str(door.getsockname()[1]))
    assert isinstance(error, StationError)
    assert "in use" in str(error)


def test_an_address_that_others_reach(home: Path) -> None:
    error = failure("--host", "0.0.0.0")
    assert isinstance(error, Refused)
    assert "no users" in str(error)


def test_an_unknown_area(home: Path) -> None:
    assert isinstance(failure("--area", "atlantis"), AreaError)


def test_a_folder_that_another_station_holds(home: Path) -> None:
    holder = StationHome(home)
    error = failure("--port", "0")
    holder.close()
    assert isinstance(error, StationError)
    assert "another station" in str(error)


def test_an_unknown_setting(home: Path) -> None:
    (home / "settings.toml").write_text("colour = 'blue'\n")
    error = failure("--port", "0")
    assert isinstance(error, SettingsError)
    assert "colour" in str(error)
