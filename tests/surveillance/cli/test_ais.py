"""`mizugiwa ais`: real logs through the outbox to a station, realm replay."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from surveillance.cli.ais import ais_command
from surveillance.errors import AisError
from surveillance.model import Realm
from surveillance.store import Store
from tests.surveillance.serving import served_in

APP = typer.Typer()
APP.command()(ais_command)


def test_a_real_log_is_shown_by_the_station(
    data_dir: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIZUGIWA_REALM", "live")  # a log is a replay all the same
    log = data_dir / "ais" / "risky_exact-earth-with-tag-block.txt"
    with served_in(tmp_path / "station", Realm.REPLAY) as served:
        result = CliRunner().invoke(APP, [str(log), "--station", served.url])
        assert result.exception is None
        assert "199 reports" in result.stderr
        assert result.stdout == ""
        picture = served.client.get("/api/picture").json()
        assert len(picture["ais"]) == 120
        assert {v["realm"] for v in picture["ais"]} == {"replay"}
        assert picture["now"].startswith("2012-04-1")
        assert [h["state"] for h in picture["health"]] == ["ok"]
        store: Store = served.station.home.store
        assert len(store.recent_ais(Realm.REPLAY, timedelta(days=36500))) == 199


def test_reports_as_json_lines_need_no_station(data_dir: Path, home: Path) -> None:
    log = str(data_dir / "ais" / "libais_tagblock.nmea")
    result = CliRunner().invoke(APP, [log, "--out", "-"])
    assert result.exception is None
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["mmsi"] for line in lines] == [224651000, 219005012, 224651000, 224651000]
    assert lines[1]["name"] == "ROSINANTE"
    assert not (home / "outbox").exists()


def test_what_is_no_ais_is_one_clear_error(data_dir: Path, home: Path) -> None:
    error = CliRunner().invoke(APP, [str(data_dir / "README.md"), "--out", "-"]).exception
    assert isinstance(error, AisError)
    assert "README.md" in str(error)
