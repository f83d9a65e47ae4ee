"""Camera pose from KLV packets, and the pose at the time of a picture."""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass
from datetime import datetime

from geodata.errors import PositionError
from geodata.georef import CameraPose, body_to_camera, camera_rotation
from geodata.position import LonLat, bearing_deg, distance_m, turn_deg, wrap_deg
from surveillance.sources import klv_tags as tags
from surveillance.sources.klv import KlvPacket

_WIDEST_DEG = 180.0  # a pinhole cannot see more
_CONTRADICTION_DEG = 5.0
_SAME_S = 1e-3  # stream times this near are one time


@dataclass(frozen=True, slots=True)
class SensorState:
    """Where the camera was, where it looked and how wide, at one moment."""

    at: datetime | None
    pose: CameraPose
    hfov_deg: float
    vfov_deg: float | None


def sensor_state(packet: KlvPacket) -> SensorState | None:
    """The camera's state in a packet; None when an angle, the place or the height is missing.

    The height is tag 15, above mean sea level. A packet that has only the height above the
    ellipsoid gives None: the geoid's tens of metres would become hundreds on the sea. Also None
    when the angles contradict the packet's own frame centre: some senders put the true bearing
    into the item for the bearing relative to the nose, and no position is better than a wrong one.
    """
    lon, lat = packet.number(tags.SENSOR_LON), packet.number(tags.SENSOR_LAT)
    height, hfov = packet.number(tags.SENSOR_ALT_AMSL), packet.number(tags.HFOV)
    if lon is None or lat is None or height is None or not hfov or hfov >= _WIDEST_DEG:
        return None
    platform = _triple(
        packet.number(tags.PLATFORM_HEADING),
        _first(packet, tags.PLATFORM_PITCH_FULL, tags.PLATFORM_PITCH),
        _first(packet, tags.PLATFORM_ROLL_FULL, tags.PLATFORM_ROLL),
    )
    sensor = _triple(
        packet.number(tags.RELATIVE_AZIMUTH),
        packet.number(tags.RELATIVE_ELEVATION),
        packet.number(tags.RELATIVE_ROLL) or 0.0,  # many gimbals have no roll axis
    )
    if platform is None or sensor is None:
        return None
    heading, pitch, roll = body_to_camera(platform, sensor)
    try:
        place = LonLat(lon, lat)
    except PositionError:
        return None
    pose = CameraPose(place, height, heading, pitch, roll)
    if _off_frame_centre_deg(packet, pose) > _CONTRADICTION_DEG:
        return None
    return SensorState(packet.at, pose, hfov, packet.number(tags.VFOV) or None)


def _off_frame_centre_deg(packet: KlvPacket, pose: CameraPose) -> float:
    """Degrees between the optical axis and the way to the frame centre; 0 without a frame centre.

    Flat earth: at the ranges of a drone the difference is far below the limit.
    """
    lon, lat = packet.number(tags.FRAME_LON), packet.number(tags.FRAME_LAT)
    if lon is None or lat is None:
        return 0.0
    centre = LonLat(lon, lat)
    ground = distance_m(pose.position, centre)
    bearing = math.radians(bearing_deg(pose.position, centre))
    drop = pose.alt_amsl_m - (packet.number(tags.FRAME_ELEVATION) or 0.0)
    length = math.hypot(ground, drop)
    if length == 0.0:
        return 0.0
    way = (ground * math.sin(bearing), ground * math.cos(bearing), -drop)
    axis = camera_rotation(pose.heading_deg, pose.pitch_deg, pose.roll_deg)[:, 2]
    cosine = sum(float(a) * w for a, w in zip(axis, way, strict=True)) / length
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def _triple(a: float | None, b: float | None, c: float | None) -> tuple[float, float, float] | None:
    return None if a is None or b is None or c is None else (a, b, c)


def _first(packet: KlvPacket, *wanted: int) -> float | None:
    """The first of these items that is there: the wide-range item before the narrow one."""
    return next((v for tag in wanted if (v := packet.number(tag)) is not None), None)


class PoseTrack:
    """The latest sensor states by stream time, read at the time of a picture.

    Between two states no more than `gap_s` apart the pose is interpolated; elsewhere it is the
    nearest one, no farther than `reach_s` away: a drone turns by degrees in less than a second.
    """

    def __init__(self, reach_s: float = 0.1, gap_s: float = 1.2, keep: int = 64) -> None:
        self._reach_s = reach_s
        self._gap_s = gap_s
        self._keep = keep
        self._times: list[float] = []
        self._states: list[SensorState] = []

    @property
    def newest_s(self) -> float | None:
        """Stream time of the newest state."""
        return self._times[-1] if self._times else None

    def add(self, time_s: float, state: SensorState) -> None:
        """Keep a state; times may come out of order."""
        index = bisect.bisect_right(self._times, time_s)
        self._times.insert(index, time_s)
        self._states.insert(index, state)
        if len(self._times) > self._keep:
            del self._times[0], self._states[0]

    def at(self, time_s: float) -> SensorState | None:
        """The state at a time; None where no state is near enough."""
        after = bisect.bisect_left(self._times, time_s)
        beside = [i for i in (after - 1, after) if 0 <= i < len(self._times)]
        if not beside:
            return None
        nearest = min(beside, key=lambda i: abs(self._times[i] - time_s))
        away = abs(self._times[nearest] - time_s)
        if len(beside) == 2 and away > _SAME_S:
            span = self._times[after] - self._times[after - 1]
            if span <= self._gap_s:
                share = (time_s - self._times[after - 1]) / span
                return _between(self._states[after - 1], self._states[after], share)
        return self._states[nearest] if away <= self._reach_s else None


def _between(a: SensorState, b: SensorState, share: float) -> SensorState:
    def mix(x: float, y: float) -> float:
        return x + (y - x) * share

    def mix_deg(x: float, y: float) -> float:
        return x + turn_deg(x, y) * share

    p, q = a.pose, b.pose
    pose = CameraPose(
        LonLat(
            turn_deg(0.0, p.position.lon + turn_deg(p.position.lon, q.position.lon) * share),
            mix(p.position.lat, q.position.lat),
        ),
        mix(p.alt_amsl_m, q.alt_amsl_m),
        wrap_deg(mix_deg(p.heading_deg, q.heading_deg)),
        mix(p.pitch_deg, q.pitch_deg),
        mix_deg(p.roll_deg, q.roll_deg),
    )
    at = a.at + (b.at - a.at) * share if a.at and b.at else None
    return SensorState(at, pose, mix(a.hfov_deg, b.hfov_deg), a.vfov_deg)
