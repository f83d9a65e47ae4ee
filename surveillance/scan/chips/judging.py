"""What a small network makes of each found thing: whether it is a vessel, and how long."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from detectors.chips.network import ChipNetwork, Judged
from detectors.chips.normalise import SIDE_PX, SPACING_M
from detectors.chips.windows import windows_at
from geodata.sentinel1.product import Product
from surveillance.scan.radar import spacing_of
from surveillance.scan.vessel import Found, Scanned

_SPACING_SHARE = 0.1  # by which pixels may differ from those that the network knows


def with_network(scene: Scanned, product: Product, network: ChipNetwork) -> Scanned:
    """The same things, none left out and none in another order.

    Each has `p_vessel` (how likely it is a vessel), `length_blob_m` and `length_network_m` among
    what is measured; its length is the mean of the two, which errs less on real vessels than either
    (docs/accuracy.md). A scene of other pixels than the network knows is given back with a note.
    """
    if not scene.found:
        return scene
    px = np.array([thing.px for thing in scene.found])
    if np.abs(np.array(spacing_of(product)) - SPACING_M).max() > _SPACING_SHARE * SPACING_M:
        note = f"pixels are not of {SPACING_M:.0f} m: the network does not judge them"
        return replace(scene, notes=(*scene.notes, note))
    told = network.judge(windows_at(product, px, SIDE_PX))
    found = tuple(_with(thing, told, n) for n, thing in enumerate(scene.found))
    return replace(scene, found=found)


def _with(thing: Found, told: Judged, n: int) -> Found:
    network_m = float(told.length_m[n])
    own = {"p_vessel": float(told.p_vessel[n]), "length_network_m": network_m}
    if thing.length_m is None:
        return replace(thing, measured={**thing.measured, **own})
    own["length_blob_m"] = thing.length_m
    mean_m = (thing.length_m + network_m) / 2.0
    return replace(thing, length_m=mean_m, measured={**thing.measured, **own})
