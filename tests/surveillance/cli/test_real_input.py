"""`mizugiwa watch` on real clips, pictures and telemetry, as a shell runs it."""

import json
import shutil
from pathlib import Path

import av
import pytest
import typer
from typer.testing import CliRunner, Result

from surveillance.cli.watch import watch_command

APP = typer.Typer()
APP.command()(watch_command)

CLIPS = {
    "drone/video/kelibia_drone_paddleboards.mp4": (464, 832),
    "coast_camera/video/riffainfee_video13.mp4": (640, 360),
    "coast_camera/video/riffainfee_video14.mp4": (640, 360),
}
PICTURES = 12  # of a clip: its first ones, so that the test takes a second
FIELDS = {"frame", "at", "box_px", "label", "score", "track"}


def watched(*arguments: object) -> Result:
    result = CliRunner().invoke(APP, [str(a) for a in arguments])
    assert result.exception is None, result.exception
    assert result.stdout == ""
    return result


def beginning_of(clip: Path, folder: Path) -> Path:
    """The first pictures of a clip, not coded again."""
    cut = folder / clip.name
    with av.open(str(clip)) as source, av.open(str(cut), "w") as target:
        video = target.add_stream_from_template(source.streams.video[0])
        for count, packet in enumerate(source.demux(source.streams.video[0])):
            if count == PICTURES:
                break
            packet.stream = video
            target.mux(packet)
    return cut


def lines_of(file: Path, size_px: tuple[int, int] | None = None) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        assert set(line) == FIELDS  # nothing can be placed without a pose
        assert 0.0 <= line["score"] <= 1.0
        west, top, east, bottom = line["box_px"]
        assert 0 <= west < east
        assert 0 <= top < bottom
        if size_px is not None:
            assert east <= size_px[0]
            assert bottom <= size_px[1]
    return lines


@pytest.mark.parametrize("name", CLIPS)
def test_a_real_clip_is_watched(name: str, data_dir: Path, tmp_path: Path, home: Path) -> None:
    out = tmp_path / "found.jsonl"
    clip = beginning_of(data_dir / name, tmp_path)
    result = watched(clip, "--out", out)
    seen = int(result.stderr.split(" pictures")[0])
    assert PICTURES - 3 <= seen <= PICTURES
    assert "(0 with pose)" in result.stderr
    assert "broken" not in result.stderr
    lines_of(out, CLIPS[name])


def test_real_coast_cameras_are_watched_as_a_folder(
    data_dir: Path, tmp_path: Path, home: Path
) -> None:
    cameras = tmp_path / "cameras"
    cameras.mkdir()
    pictures = sorted((data_dir / "coast_camera/shore_livecams/images").glob("*_720_*"))
    for picture in pictures:
        shutil.copy(picture, cameras)
    out = tmp_path / "found.jsonl"
    result = watched(cameras, "--out", out)
    assert f"{len(pictures)} pictures" in result.stderr
    assert {line["frame"] for line in lines_of(out)} <= set(range(1, len(pictures) + 1))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("droneklv_DayFlight.klv", ("6 valid packets", "contradict the frame centre")),
        ("klvdata_DynamicOnlyMISMMSPacketData.bin", ("1 valid packets", "missing or contradict")),
        ("jmisb_0903.bin", ("0 valid packets", "must be MISB ST 0601")),
    ],
)
def test_real_telemetry_without_a_usable_pose_is_refused(
    data_dir: Path, tmp_path: Path, home: Path, name: str, words: tuple[str, ...]
) -> None:
    """The published angles do not fit their own frame centre: no pose is made up."""
    clip = data_dir / "coast_camera/video/riffainfee_video13.mp4"
    arguments = (clip, "--telemetry", data_dir / "klv" / name, "--out", tmp_path / "x.jsonl")
    result = CliRunner().invoke(APP, [str(a) for a in arguments])
    assert name in str(result.exception)
    assert all(word in str(result.exception) for word in words)
