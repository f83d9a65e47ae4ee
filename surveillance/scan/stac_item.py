"""A STAC item of one scene that was looked at, with its vessels as an asset."""

from __future__ import annotations

from datetime import datetime

import pystac
import shapely
from shapely.geometry import mapping

from surveillance.scan.plain import Plain
from surveillance.scan.ring import on_the_map
from surveillance.scan.vessel import Scanned

VESSELS, UNSEEN = ".vessels.geojson", ".unseen.geojson"  # the endings of what lies beside it


def stac_item(scene: Scanned, stem: str, made_at: datetime) -> Plain:
    """stem: what the names of the files beside the item begin with.

    A scene without a place or time has none: ValueError.
    """
    if not scene.looked or scene.at is None:
        raise ValueError(f"{scene.name} has no place or no time on the earth")
    outline = on_the_map(scene.looked)
    parts = shapely.get_parts(outline)  # across 180 degrees the west of the box is beyond its east
    west, east = parts[0].bounds[0], parts[-1].bounds[2]
    if len(parts) == 2:
        west, east = max(p.bounds[0] for p in parts), min(p.bounds[2] for p in parts)
    item = pystac.Item(
        id=f"{scene.name}-vessels",
        geometry=mapping(outline),
        bbox=[west, outline.bounds[1], east, outline.bounds[3]],
        datetime=scene.at,
        properties={
            "created": made_at.isoformat().replace("+00:00", "Z"),
            "mizugiwa:vessels": len(scene.vessels),
            "mizugiwa:sensor": scene.sensor,
            "mizugiwa:notes": list(scene.notes),
        },
    )
    beside = {"vessels": VESSELS} | ({"unseen": UNSEEN} if scene.unseen is not None else {})
    for name, ending in beside.items():
        kind = pystac.MediaType.GEOJSON
        item.add_asset(name, pystac.Asset(href=stem + ending, media_type=kind, roles=["data"]))
    return dict(item.to_dict(include_self_link=False))
