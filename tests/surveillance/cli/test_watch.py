"""`mizugiwa watch` on recordings, and on what is none."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from surveillance.cli.watch import watch_command
from surveillance.errors import MizugiwaError, VideoError, WrongUsage
from tests.surveillance.sources import streams

app = typer.Typer()
app.command()(watch_command)


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    if isinstance(result.exception, MizugiwaError):
        raise result.exception
    return result


@pytest.mark.usefixtures("home")
def test_a_recording_with_telemetry_needs_no_station(tmp_path: Path, home: Path) -> None:
    video, out = tmp_path / "flight.ts", tmp_path / "found.jsonl"
    video.write_bytes(streams.transport_stream(range(6)))
    result = run(video, "--out", out, "--area", "okinoshima")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "6 pictures (6 with pose)" in result.stderr
    assert out.exists()
    assert not (home / "outbox").exists()


def test_a_recording_for_a_station_that_is_down_waits_in_the_outbox(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surveillance.cli.watch.DRAIN_S", 0.1)
    video = tmp_path / "flight.ts"
    video.write_bytes(streams.transport_stream(range(6)))
    result = run(video, "--station", "http://127.0.0.1:9", "--vehicle", "heron-1")
    assert result.exit_code == 0
    assert "wait in the outbox" in result.stderr
    assert [p.name for p in (home / "outbox").glob("*.sqlite")] == ["watch-heron-1.sqlite"]


def test_a_real_picture_gives_pixel_lines(data_dir: Path, tmp_path: Path, home: Path) -> None:
    out = tmp_path / "found.jsonl"
    result = run(data_dir / "drone/searchwing_uav/testImgFull.jpg", "--out", out)
    assert result.exit_code == 0
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert 3 <= len(lines) <= 6
    assert set(lines[0]) == {"frame", "at", "box_px", "label", "score", "track"}


def test_a_source_that_is_no_video_is_one_clear_line(tmp_path: Path, home: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("no video")
    with pytest.raises(VideoError, match="must be a video or a picture"):
        run(notes, "--out", tmp_path / "x.jsonl")
    with pytest.raises(VideoError, match="does not exist"):
        run(tmp_path / "nothing.mp4", "--out", tmp_path / "x.jsonl")


def test_two_sources_of_land_are_refused(tmp_path: Path, home: Path) -> None:
    with pytest.raises(WrongUsage, match="choose one"):
        run("x.ts", "--area", "okinoshima", "--land", tmp_path / "land.geojson")
