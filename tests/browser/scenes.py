"""Values for the fake station: what a camera, an AIS receiver and a drone would have said."""

import math
from datetime import UTC, datetime, timedelta

import cv2
import numpy as np

from geodata.position import LonLat
from surveillance.model import (
    AisReport,
    AisVerdict,
    Alert,
    AlertState,
    Footprint,
    LinkState,
    PatrolEvent,
    Realm,
    SourceHealth,
    SourceState,
    Telemetry,
    Track,
    TrackState,
)
from tests.browser.fake_station import FakeStation

REALM = Realm.SIMULATED
HOSTILE = ("<IFRAME SRC=//A.BC>", "${alert(1)}", "<img src=x onerror=alert(1)>", "{{7*7}}")
METRES = 111195.0
CENTRE = LonLat(130.1045, 34.2440)


def present() -> datetime:
    return datetime.now(UTC)


def place(east_m: float, north_m: float) -> LonLat:
    """A place near the middle of the demo area."""
    lon = CENTRE.lon + east_m / (METRES * math.cos(math.radians(CENTRE.lat)))
    return LonLat(lon, CENTRE.lat + north_m / METRES)


def drone(
    east_m: float, north_m: float, heading_deg: float = 60.0, link: LinkState = LinkState.OK
) -> Telemetry:
    return Telemetry(
        at=present(), realm=REALM, vehicle="heron-1", position=place(east_m, north_m),
        alt_home_m=80.2, alt_amsl_m=84.0, heading_deg=heading_deg, ground_speed_mps=14.1,
        mode="AUTO", armed=True, battery_pct=71.4, link=link, waypoint=6, waypoints=14,
    )  # fmt: skip


def track(
    name: str,
    where: LonLat,
    ais: AisVerdict = AisVerdict.NONE,
    velocity: tuple[float, float] = (0.0, 0.0),
    age_s: float = 0.0,
    **more: object,
) -> Track:
    """A confirmed track with an ellipse of about 44 m x 20 m."""
    covariance = (220.0, 90.0, 0.0, 0.0, 90.0, 160.0, 0.0, 0.0) + (0.0,) * 2 + (0.04, 0.0) + (
        0.0, 0.0, 0.0, 0.04,
    )  # fmt: skip
    at = present() - timedelta(seconds=age_s)
    values: dict[str, object] = {
        "id": name, "at": at, "first_at": at - timedelta(minutes=2), "realm": REALM,
        "position": where, "velocity_east_mps": velocity[0], "velocity_north_mps": velocity[1],
        "covariance": covariance, "sightings": 14, "state": TrackState.CONFIRMED, "ais": ais,
        "length_m": 9.0, "score": 0.9,
    }  # fmt: skip
    return Track(**{**values, **more})  # type: ignore[arg-type]


def ais(mmsi: int, where: LonLat, name: str | None, course_deg: float = 90.0) -> AisReport:
    return AisReport(
        id=f"a{mmsi}", at=present(), realm=REALM, source="ais", mmsi=mmsi, position=where,
        course_deg=course_deg, speed_mps=5.2, heading_deg=course_deg, name=name, length_m=64.0,
    )  # fmt: skip


def health(kind: str, source: str, state: SourceState, text: str = "") -> SourceHealth:
    return SourceHealth(at=present(), realm=REALM, source=source, kind=kind, state=state, text=text)


def alert(name: str, about: Track, state: AlertState = AlertState.OPEN, **more: object) -> Alert:
    values: dict[str, object] = {
        "id": name, "at": present() - timedelta(seconds=3), "realm": REALM,
        "rule": "heading_for_shore", "severity": "high", "track_id": about.id,
        "position": about.position, "state": state,
        "text_en": "9 m boat without AIS match heads for the shore at 4.1 kn, 640 m off",
        "text_ja": "AIS対応なしの9 m船が4.1ノットで海岸へ接近、沖合640 m",
        "reasons_en": (
            "nearest AIS report 3.2 km away", "AIS reception good in the last 10 minutes",
            "seen 14 times in 40 s",
        ),
        "reasons_ja": ("最も近いAIS船舶まで3.2 km", "40秒間に14回探知"),
        "evidence": about.evidence, "known_at": present(),
    }  # fmt: skip
    return Alert(**{**values, **more})  # type: ignore[arg-type]


def footprint(east_m: float, north_m: float, heading_deg: float) -> Footprint:
    """A trapezium ahead of the drone."""
    angle = math.radians(heading_deg)
    ring = []
    for ahead, across in ((120, -60), (520, -240), (520, 240), (120, 60)):
        east = east_m + ahead * math.sin(angle) + across * math.cos(angle)
        north = north_m + ahead * math.cos(angle) - across * math.sin(angle)
        ring.append(place(east, north))
    return Footprint(at=present(), realm=REALM, source="heron-1", ring=tuple(ring))


def sea_picture(seed: int) -> bytes:
    """A JPEG of a boat on a sea, small enough for a test."""
    rng = np.random.default_rng(seed)
    noise = cv2.GaussianBlur(rng.normal(0, 22, (240, 320)).astype(np.float32), (9, 3), 0)
    sea = np.empty((240, 320, 3), np.float32)
    for channel, level in enumerate((92, 76, 48)):
        sea[..., channel] = level + noise * 1.6
    cv2.ellipse(sea, (160, 120), (34, 9), 12, 0, 360, (214, 216, 212), -1)
    cv2.rectangle(sea, (150, 108), (168, 120), (240, 240, 238), -1)
    ok, jpeg = cv2.imencode(".jpg", np.clip(sea, 0, 255).astype(np.uint8))
    assert ok
    return jpeg.tobytes()


def evening(station: FakeStation) -> Track:
    """A full evening picture; the track that an alert may be about."""
    pictures = [station.add_evidence(sea_picture(seed)) for seed in range(3)]
    station.publish(health("link", "heron-1", SourceState.OK, "heartbeat 1 Hz"))
    station.publish(health("video", "heron-1", SourceState.OK, "2.0 pictures/s"))
    station.publish(health("ais", "receiver", SourceState.OK, "14 messages/min"))
    for kind, text in (("started", "okinoshima"), ("uploaded", "14 items, read back and compared"),
                       ("armed", ""), ("waypoint", "6 of 14")):  # fmt: skip
        station.publish(PatrolEvent(present(), REALM, "heron-1", kind, text))
    suspect = track("t1", place(780, 130), velocity=(-1.9, 0.7), evidence=pictures[0])
    station.publish(suspect)
    station.publish(track("t2", place(-250, -640), evidence=pictures[1], length_m=6.5))
    station.publish(track("t3", place(1250, 700), AisVerdict.MATCHED, (4.0, 2.0), mmsi=431200111))
    station.publish(track("t4", place(-1050, 420), AisVerdict.UNKNOWN, (2.0, 2.4)))
    station.publish(track("t5", place(350, -760), velocity=(2.4, -0.8), age_s=45.0))
    station.publish(track("t6", place(-700, -200), age_s=400.0, state=TrackState.ENDED))
    station.publish(track("t7", place(500, 0), state=TrackState.TENTATIVE))
    station.publish(ais(431200111, place(1262, 706), "KASHI MARU", 63.0))
    station.publish(ais(431200222, place(-1350, -800), "GENKAI 8", 340.0))
    station.publish(ais(431200333, place(120, 1180), "HAYATE", 110.0))
    withdrawn = track("t2", place(-250, -640), evidence=pictures[1])
    station.publish(
        alert(
            "A-1", withdrawn, AlertState.WITHDRAWN,
            text_en="6 m boat without AIS match stopped in south-west cove: it moves on",
            text_ja="南西の入り江でAIS対応なしの6 m船が停止：移動を再開",
            at=present() - timedelta(minutes=9), reasons_en=("speed above 1 kn again",),
        )
    )  # fmt: skip
    return suspect


def looked_at() -> dict[str, object]:
    """A coverage answer: bands of sea south of the island, one of them looked at hours ago."""
    bands = (
        (240, ((-1400, -900), (-300, -900), (-300, -300), (-900, -100), (-1400, -300))),
        (0, ((-1000, -900), (900, -900), (1300, -100), (900, 200), (500, -400), (-800, -450))),
    )
    return {"type": "FeatureCollection", "features": [_looked(*band) for band in bands]}


def _looked(age_min: int, corners: tuple[tuple[float, float], ...]) -> dict[str, object]:
    ring = [place(*corner) for corner in (*corners, corners[0])]
    until = present() - timedelta(minutes=age_min)
    times = {"from": (until - timedelta(minutes=2)).isoformat(), "to": until.isoformat()}
    return {
        "type": "Feature",
        "properties": {"kind": "looked", **times},
        "geometry": {"type": "Polygon", "coordinates": [[[p.lon, p.lat] for p in ring]]},
    }
