"""Optical products of two levels: what both show is looked at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import shapely

from geodata.catalogs.port import Offer

_ONE_PASS = timedelta(minutes=10)  # a satellite is over an area again after 98 minutes
_WHOLE = 0.99  # the outlines of one tile differ by their digits alone


def each_once(offers: Sequence[Offer]) -> tuple[list[Offer], list[Offer]]:
    """What is to be looked at, and what is left out; both in their order.

    Left out is a product above the atmosphere (L1C) when products at the ground (L2A) of the same
    pass show all that it shows: the network was trained on L2A, which also brings a probability of
    cloud. One whose L2A cannot be fetched, or shows a part alone, stays.
    """
    ground = [offer for offer in offers if _is_level(offer, "2A") and offer.files]
    doubles = [offer for offer in offers if _is_level(offer, "1C") and _is_shown(offer, ground)]
    return [offer for offer in offers if offer not in doubles], doubles


def _is_level(offer: Offer, level: str) -> bool:
    """By its type, or by the collection that stands for it: S2MSI2A, sentinel-2-l2a."""
    return offer.is_optical and offer.product_type.upper().endswith(level)


def _is_shown(offer: Offer, ground: Sequence[Offer]) -> bool:
    same = [
        other.footprint
        for other in ground
        if other.platform == offer.platform and abs(other.start_at - offer.start_at) < _ONE_PASS
    ]
    shown = shapely.union_all(same) & offer.footprint
    return bool(shown.area >= _WHOLE * offer.footprint.area)
