"""Camera poses from KLV, and the pose at the time of a picture."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from geodata.georef import CameraPose
from geodata.position import LonLat
from surveillance.sources.klv import KlvPacket, parse_klv
from surveillance.sources.klv_tags import FieldValue
from surveillance.sources.pose import PoseTrack, SensorState, sensor_state

T0 = datetime(2026, 5, 1, tzinfo=UTC)
LEVEL: dict[int, FieldValue] = {
    2: T0, 5: 90.0, 6: 0.0, 7: 0.0, 13: 34.0, 14: 130.0, 15: 120.0, 16: 60.0, 18: 10.0, 19: -25.0,
}  # fmt: skip


def state(at_s: float, heading_deg: float, lon: float = 130.0) -> SensorState:
    pose = CameraPose(LonLat(lon, 34.0), 120.0, heading_deg, -25.0, 0.0)
    return SensorState(T0 + timedelta(seconds=at_s), pose, 60.0, None)


def test_platform_and_gimbal_angles_add_up_on_a_level_platform() -> None:
    found = sensor_state(KlvPacket(LEVEL, {}))
    assert found is not None
    assert found.pose.heading_deg == pytest.approx(100.0)
    assert found.pose.pitch_deg == pytest.approx(-25.0)
    assert found.pose.roll_deg == pytest.approx(0.0, abs=1e-9)
    assert (found.hfov_deg, found.vfov_deg, found.at) == (60.0, None, T0)


@pytest.mark.parametrize("tag", [5, 6, 7, 13, 14, 15, 16, 18, 19])
def test_a_missing_or_wrong_item_gives_no_pose(tag: int) -> None:
    assert sensor_state(KlvPacket({**LEVEL, tag: None}, {})) is None


def test_height_above_the_ellipsoid_is_never_taken_for_sea_level() -> None:
    assert sensor_state(KlvPacket({**LEVEL, 15: None, 75: 150.0}, {})) is None


def test_wide_range_platform_angles_win_over_the_narrow_ones() -> None:
    steep = sensor_state(KlvPacket({**LEVEL, 6: None, 90: -30.0, 18: 0.0}, {}))
    assert steep is not None
    assert steep.pose.pitch_deg == pytest.approx(-55.0)


def test_real_packets_whose_angles_contradict_their_frame_centre_give_no_pose(
    data_dir: Path,
) -> None:
    batch = parse_klv((data_dir / "klv/droneklv_DayFlight.klv").read_bytes())
    assert [sensor_state(p) for p in batch.packets] == [None] * 6
    # without a frame centre the same angles could not be doubted
    bare = {t: v for t, v in batch.packets[0].fields.items() if t not in (23, 24)}
    assert sensor_state(KlvPacket(bare, {})) is not None


def test_a_pose_between_two_packets_is_interpolated_through_north() -> None:
    track = PoseTrack()
    track.add(10.0, state(0.0, 358.0, 130.0))
    track.add(10.2, state(0.2, 4.0, 130.002))
    middle = track.at(10.1)
    assert middle is not None and middle.at == T0 + timedelta(seconds=0.1)
    assert middle.pose.heading_deg == pytest.approx(1.0)
    assert middle.pose.position.lon == pytest.approx(130.001)


def test_a_stale_pose_is_none() -> None:
    track = PoseTrack(reach_s=0.3, gap_s=1.0)
    track.add(10.0, state(0.0, 0.0))
    assert track.at(10.29) is not None
    assert track.at(10.31) is None
    assert track.at(9.69) is None
    track.add(12.0, state(2.0, 0.0))
    assert track.at(11.0) is None  # between two states, but both too far away


def test_only_the_latest_states_are_kept() -> None:
    track = PoseTrack(keep=2)
    for second in range(4):
        track.add(float(second), state(second, 0.0))
    assert (track.at(1.0), track.newest_s) == (None, 3.0)
