"""Pictures and their poses out of one container; what is none, and what breaks off."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest

from surveillance.errors import VideoError
from surveillance.sources.pictures import picture_files, read_pictures
from surveillance.sources.video import Picture, StreamCounts, VideoStream, read_telemetry
from tests.surveillance.sources import streams

T0 = streams.T0


def pictures(path: Path, counts: StreamCounts | None = None) -> list[Picture]:
    stream = VideoStream(str(path), counts or StreamCounts(), T0)
    try:
        return list(stream)
    finally:
        stream.close()


def headings(found: list[Picture]) -> list[float | None]:
    return [round(p.state.pose.heading_deg, 1) if p.state else None for p in found]


def test_each_picture_gets_the_pose_of_its_own_time(tmp_path: Path) -> None:
    path = tmp_path / "flight.ts"
    path.write_bytes(streams.transport_stream(range(8)))
    counts = StreamCounts()
    found = pictures(path, counts)
    assert [p.number for p in found] == list(range(1, 9))
    assert headings(found) == [10.0 * n for n in range(8)]
    assert [p.at for p in found] == [T0 + timedelta(seconds=n / 2) for n in range(8)]
    assert found[0].pixels.shape == (180, 320, 3)
    assert (counts.klv, counts.klv_bad_checksum) == (8, 0)


def test_poses_between_pictures_are_interpolated(tmp_path: Path) -> None:
    path, writer = tmp_path / "flight.ts", streams.TsWriter()
    for n in range(6):
        late = writer.at(n) + timedelta(seconds=0.1)
        writer.picture(n, streams.klv_set(late, 10.0 * n + 2.0), 0.1)
    path.write_bytes(writer.finish())
    found = pictures(path)
    # the stream's times differ by 0.1 s, its poses by the turn in that time
    assert headings(found)[1:5] == [10.0, 20.0, 30.0, 40.0]
    assert found[2].at == T0 + timedelta(seconds=1)


def test_a_broken_packet_between_good_ones_is_bridged(tmp_path: Path) -> None:
    path, writer = tmp_path / "flight.ts", streams.TsWriter()
    for n in range(6):
        packet = bytearray(streams.klv_set(writer.at(n), 10.0 * n))
        packet[30] ^= n == 3
        writer.picture(n, bytes(packet))
    path.write_bytes(writer.finish())
    counts = StreamCounts()
    found = pictures(path, counts)
    assert headings(found) == [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]
    assert found[3].at == T0 + timedelta(seconds=1.5)
    assert counts.klv_bad_checksum == 1


def test_telemetry_beside_a_video_without_its_own(tmp_path: Path) -> None:
    path, telemetry = tmp_path / "flight.ts", tmp_path / "flight.klv"
    path.write_bytes(streams.transport_stream(range(6), with_klv=False))
    sets = [streams.klv_set(T0 + timedelta(seconds=n / 4), 5.0 * n) for n in range(12)]
    telemetry.write_bytes(b"".join(sets))
    stream = VideoStream(str(path), StreamCounts(), T0, read_telemetry(telemetry))
    assert headings(list(stream)) == [10.0 * n for n in range(6)]
    stream.close()


def test_telemetry_that_holds_no_pose_is_refused(data_dir: Path) -> None:
    with pytest.raises(VideoError, match="1 with a wrong checksum"):
        read_telemetry(data_dir / "klv/klvdata_DynamicConstantMISMMSPacketData.bin")


@pytest.mark.parametrize("content", [b"", b"this is no video at all\n" * 100])
def test_a_file_that_is_no_video_gets_one_clear_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.mp4"
    path.write_bytes(content)
    with pytest.raises(VideoError, match=r"notes\.mp4") as caught:
        VideoStream(str(path), StreamCounts(), T0)
    assert "\n" not in str(caught.value)


def test_a_truncated_file_gives_the_pictures_it_has(tmp_path: Path) -> None:
    path = tmp_path / "flight.ts"
    whole = streams.transport_stream(range(8))
    path.write_bytes(whole[: len(whole) * 2 // 3])
    found = pictures(path)
    assert 3 <= len(found) <= 7


def test_a_real_clip_without_telemetry(data_dir: Path) -> None:
    path = data_dir / "coast_camera/video/riffainfee_video13.mp4"
    stream = iter(VideoStream(str(path), StreamCounts(), T0))
    first, second = next(stream), next(stream)
    assert first.pixels.shape == (360, 640, 3)
    assert first.state is None
    assert first.at == datetime(2016, 9, 3, 19, 18, 17, tzinfo=UTC)  # as the file says
    assert (second.at - first.at).total_seconds() == pytest.approx(1 / 30, abs=0.01)


def test_pictures_of_a_folder_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name, level in (("b.png", 200), ("a.png", 50), ("notes.txt", 0)):
        image = np.full((20, 30, 3), level, np.uint8)
        coded = cv2.imencode(".png", image)[1].tobytes() if name.endswith("png") else b"text"
        (tmp_path / name).write_bytes(coded)
    found = list(read_pictures(picture_files(tmp_path)))
    assert [int(p.pixels[0, 0, 0]) for p in found] == [50, 200]
    assert [p.number for p in found] == [1, 2]


def test_a_folder_without_pictures_and_a_picture_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(VideoError, match="holds no picture"):
        picture_files(tmp_path)
    (tmp_path / "x.jpg").write_bytes(b"no jpeg")
    with pytest.raises(VideoError, match="no picture"):
        list(read_pictures(picture_files(tmp_path / "x.jpg")))
