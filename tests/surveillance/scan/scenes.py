"""Scenes as a test wants them."""

from dataclasses import replace
from datetime import UTC, datetime

from geodata.position import LonLat
from surveillance.scan.vessel import Dark, Found, Kind, Scanned, Standing

AT = datetime(2026, 11, 29, 9, 30, 15, 250_000, tzinfo=UTC)
RING = (LonLat(129.0, 34.0), LonLat(130.0, 34.0), LonLat(130.0, 35.0), LonLat(129.0, 35.0))

SHIP = Found(
    px=(120.25, 80.5),
    box_px=(115.0, 78.0, 126.0, 83.0),
    score=0.93214,
    position=LonLat(129.123456789, 34.5),
    sigma_m=11.26,
    length_m=104.44,
    width_m=17.0,
    heading_deg=37.25,
    dark=Dark(0.71239, {"nearest AIS": 4.25, "distance_m": 1234.56789}),
    measured={"contrast_vv": 21.33333, "pulses": 3},
)
GHOST = Found(
    px=(121.0, 580.0),
    box_px=(119.0, 578.0, 123.0, 582.0),
    score=0.2,
    kind=Kind.GHOST,
    position=LonLat(129.13, 34.45),
    parent=0,
)
PLATFORM = replace(
    SHIP,
    kind=Kind.STANDING,
    dark=Dark(0.02345, {"ais_coverage": 0.9}),
    standing=Standing(0.96789, {"name": "Alpha", "what": "platform", "distance_m": 4.56789}),
)
SCENE = Scanned("S1A_TEST", "Sentinel-1 IW", AT, (1000, 2000), RING, (SHIP, GHOST), ("a note",))
PICTURE = Scanned(
    "chip.png", "picture", None, (64, 48), (), (Found((1.5, 2.5), (1, 2, 2, 3), 0.5),)
)
