"""Satellite passes for the fake station, as a scan would have handed them over."""

from datetime import timedelta

from surveillance.model import (
    LookedAt,
    Rings,
    SatellitePass,
    SeaPatch,
    SightLimits,
)
from tests.browser.scenes import REALM, place, present

ISLAND = ((-500.0, -300.0), (-500.0, 500.0), (500.0, 500.0), (500.0, -300.0))


def rings(*outlines: tuple[tuple[float, float], ...]) -> Rings:
    """Of metres east and north of the middle of the area."""
    return tuple(tuple(place(*corner) for corner in outline) for outline in outlines)


def box(west: float, south: float, east: float, north: float) -> tuple[tuple[float, float], ...]:
    return ((west, south), (east, south), (east, north), (west, north))


def overpass(
    scene: str = "S1A_IW_GRDH_1SDV_20261129", hours_ago: float = 3.0, **changed: object
) -> SatellitePass:
    """Both sides of an island; in the west short vessels are seen, in the east long ones only."""
    at = present() - timedelta(hours=hours_ago)
    limits = SightLimits(
        24.2,
        11.4,
        (
            SeaPatch(rings(box(-1500, -1200, -900, 1300)), 0.0, 10.0, 0.3),
            SeaPatch(rings(box(-900, -1200, 900, 1300), ISLAND), 15.0, 25.0, 0.4),
            SeaPatch(rings(box(900, -1200, 1600, 1300)), 50.0, None, 0.3),
        ),
    )
    looked = LookedAt(rings(box(-1500, -1200, 1600, 1300), ISLAND), place(700, -900), True)
    values: dict[str, object] = {
        "id": f"{scene}-{present().isoformat()}", "at": at, "realm": REALM,
        "source": "satellite S1A", "scene": scene, "known_at": present(), "vessels": 41,
        "without_ais": 3, "unknown": 2, "published_at": at + timedelta(minutes=160),
        "picture_at": at + timedelta(minutes=164), "looked": looked, "limits": limits,
    }  # fmt: skip
    return SatellitePass(**{**values, **changed})  # type: ignore[arg-type]
