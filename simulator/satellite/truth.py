"""The truth beside a scene: a GeoJSON file of what was there and what the picture shows.

Features by `properties.kind`:

vessel, platform, turbine, rock, raft, net
    a point at the true place in the moment in which it was abeam (`at`); `px` is where the
    picture shows it, `true_px` where it would if it lay still; `has_ais`, `ais` (its messages).
ghost   a point where the picture shows a copy of `parent`
land    the outline, as far as the picture shows it
scene   the footprint; wind, rain and what else the seed decided

Pixel places are [column, row] with centres at .5. `over_clutter_db`: the greatest sigma0 that it
adds, over sea and noise there, by polarisation. `confidence` says whether anybody could see it, in
the words of xView3: HIGH, MEDIUM (the brightest pixel just stands out), LOW (it is lost in the
sea); a score leaves out what is LOW.
"""

from pathlib import Path

import numpy as np
from scipy.ndimage import map_coordinates

from simulator.satellite.features import (
    Feature,
    iso,
    land_features,
    pair,
    point_feature,
    thing_properties,
    write_features,
)
from simulator.satellite.radar.swaths import calibration, noise_along_range
from simulator.satellite.safe.grid import lay_grid
from simulator.satellite.safe.manifest import footprint
from simulator.satellite.scene import Scene, Shown
from simulator.satellite.sea.weather import NODE_PX, sea_sigma0
from simulator.satellite.things.ghosts import Ghost

# of the brightest pixel over the clutter: speckle of 4.4 looks on a rough sea passes the lower one
# in about one pixel of a million
HIGH_DB, MEDIUM_DB = 13.0, 9.0


def write_truth(path: Path, scene: Scene) -> None:
    """Write the truth of a scene. Raises SceneError where the disk refuses."""
    write_features(path, truth(scene))


def truth(scene: Scene) -> Feature:
    """The truth as a GeoJSON document."""
    over = _over_clutter(scene)
    things = [_thing(scene, one, over[n]) for n, one in enumerate(scene.shown)]
    ghosts = [_ghost(scene, one, over[len(things) + n]) for n, one in enumerate(scene.ghosts)]
    land = land_features(scene.image, scene.land)
    return {
        "type": "FeatureCollection",
        "features": [_whole(scene), *land, *things, *ghosts],
    }


def _thing(scene: Scene, one: Shown, over: dict[str, float]) -> Feature:
    return point_feature(
        (one.thing.lon, one.thing.lat),
        **thing_properties(one.thing, scene.product.at),
        at=iso(scene.product.at(one.abeam_s)),
        px=pair(one.shown_px),
        true_px=pair(one.true_px),
        echo_m2={key: round(value, 2) for key, value in one.thing.echo_m2.items()},
        over_clutter_db=over,
        confidence=_confidence(over),
    )


def _ghost(scene: Scene, ghost: Ghost, over: dict[str, float]) -> Feature:
    lon, lat = scene.image.lonlat(np.array([ghost.px]))[0]
    return point_feature(
        (float(lon), float(lat)),
        kind="ghost",
        parent=ghost.parent.id,
        order=ghost.order,
        px=pair(ghost.px),
        loss_db=round(ghost.loss_db, 2),
        over_clutter_db=over,
        confidence=_confidence(over),
    )


def _confidence(over: dict[str, float]) -> str:
    best = max(over.values())
    return "HIGH" if best >= HIGH_DB else "MEDIUM" if best >= MEDIUM_DB else "LOW"


def _whole(scene: Scene) -> Feature:
    product, weather = scene.product, scene.weather
    corners = [list(place) for place in footprint(product, lay_grid(scene.image))]
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[*corners, corners[0]]]},
        "properties": {
            "kind": "scene",
            "product": product.name,
            "seed": scene.wish.seed,
            "at": iso(product.middle_at),
            "start_at": iso(product.start_at),
            "stop_at": iso(product.stop_at),
            "width_px": scene.image.width_px,
            "height_px": scene.image.height_px,
            "wind_mps": round(weather.wind_mps, 2),
            "wind_from_deg": round(weather.wind_from_deg, 1),
            "texture_order": scene.texture_order,
            "rain": [
                {
                    "px": [round(cell.column, 1), round(cell.row, 1)],
                    "radius_m": round(cell.radius_m),
                    "gain_db": round(cell.gain_db, 2),
                }
                for cell in weather.rain
            ],
        },
    }


def _over_clutter(scene: Scene) -> list[dict[str, float]]:
    """By polarisation, for things and then ghosts, in their order."""
    places = [one.shown_px for one in scene.shown] + [ghost.px for ghost in scene.ghosts]
    px = np.array(places, np.float64).reshape(-1, 2)
    found: list[dict[str, float]] = [{} for _ in places]
    columns, level = noise_along_range(scene.image)
    for polarisation in scene.wish.polarisations:
        sea = map_coordinates(
            sea_sigma0(scene.nodes, polarisation), px[:, ::-1].T / NODE_PX, order=1, mode="nearest"
        )
        gain = map_coordinates(
            calibration(scene.nodes.incidence_deg) ** 2, px[:, ::-1].T / NODE_PX, order=1,
            mode="nearest",
        )  # fmt: skip
        clutter = sea + np.interp(px[:, 0], columns, level) / gain
        for n, patch in enumerate(scene.patches(polarisation)):
            decibel = 10.0 * np.log10(max(patch.peak, 1e-12) / float(clutter[n]))
            found[n][polarisation] = round(float(decibel), 2)
    return found
