"""A STAC item of one scene that was looked at, with its vessels as an asset."""

from __future__ import annotations

from datetime import datetime

import pystac

from surveillance.scan.plain import Plain
from surveillance.scan.vessel import Scanned


def stac_item(scene: Scanned, vessels_href: str, made_at: datetime) -> Plain:
    """vessels_href: the GeoJSON of the vessels, beside the item.

    A scene without a place or time has none: ValueError.
    """
    if not scene.looked or scene.at is None:
        raise ValueError(f"{scene.name} has no place or no time on the earth")
    ring = [[c.lon, c.lat] for c in (*scene.looked, scene.looked[0])]
    lons, lats = zip(*ring, strict=True)
    item = pystac.Item(
        id=f"{scene.name}-vessels",
        geometry={"type": "Polygon", "coordinates": [ring]},
        bbox=[min(lons), min(lats), max(lons), max(lats)],
        datetime=scene.at,
        properties={
            "created": made_at.isoformat().replace("+00:00", "Z"),
            "mizugiwa:vessels": len(scene.vessels),
            "mizugiwa:sensor": scene.sensor,
            "mizugiwa:notes": list(scene.notes),
        },
    )
    item.add_asset(
        "vessels",
        pystac.Asset(href=vessels_href, media_type=pystac.MediaType.GEOJSON, roles=["data"]),
    )
    return dict(item.to_dict(include_self_link=False))
