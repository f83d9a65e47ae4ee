"""A STAC item of one scene that was looked at, with its vessels as an asset."""

from __future__ import annotations

from datetime import datetime

import shapely
from shapely.geometry import mapping

from surveillance.scan.plain import Plain, time_text, times_of
from surveillance.scan.ring import on_the_map
from surveillance.scan.vessel import Kind, Scanned

VERSIONED = "https://stac-extensions.github.io/version/v1.2.0/schema.json"

VESSELS, UNSEEN = ".vessels.geojson", ".unseen.geojson"  # the endings of what lies beside it


def stac_item(scene: Scanned, stem: str, made_at: datetime) -> Plain:
    """stem: what the names of the files beside the item begin with. Each time at which verdicts
    were given makes a new version of it.

    One without a place has no geometry. A scene without a time has no item: ValueError.
    """
    import pystac

    if scene.at is None:
        raise ValueError(f"{scene.name} says no time")
    geometry, bbox = _footprint(scene) if scene.looked else (None, None)
    known = known_times(scene)
    item = pystac.Item(
        id=f"{scene.name}-vessels",
        geometry=geometry,
        bbox=bbox,
        datetime=scene.at,
        properties={
            "created": time_text(min([made_at, *known])),
            "updated": time_text(made_at),
            "version": str(max(1, len(known))),
            "mizugiwa:vessels": len(scene.vessels),
            "mizugiwa:standing": len(scene.of(Kind.STANDING)),
            "mizugiwa:sensor": scene.sensor,
            "mizugiwa:notes": list(scene.notes),
            **{f"mizugiwa:{name}": value for name, value in times_of(scene.times).items()},
        },
    )
    item.stac_extensions.append(VERSIONED)
    beside = {"vessels": VESSELS} | ({"unseen": UNSEEN} if scene.unseen is not None else {})
    for name, ending in beside.items():
        kind = pystac.MediaType.GEOJSON
        item.add_asset(name, pystac.Asset(href=stem + ending, media_type=kind, roles=["data"]))
    return dict(item.to_dict(include_self_link=False))


def _footprint(scene: Scanned) -> tuple[Plain, list[float]]:
    outline = on_the_map(scene.looked)
    parts = shapely.get_parts(outline)  # across 180 degrees the west of the box is beyond its east
    west, east = parts[0].bounds[0], parts[-1].bounds[2]
    if len(parts) == 2:
        west, east = max(p.bounds[0] for p in parts), min(p.bounds[2] for p in parts)
    return mapping(outline), [west, outline.bounds[1], east, outline.bounds[3]]


def known_times(scene: Scanned) -> set[datetime]:
    """When verdicts were given."""
    return {said.known_at for thing in scene.found for said in thing.verdicts}
