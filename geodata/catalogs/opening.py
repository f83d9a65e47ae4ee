"""A catalogue by its name: the name is that of its file here."""

import re
from importlib import import_module
from importlib.util import find_spec

from geodata.catalogs.port import Catalog, Means
from geodata.errors import CatalogError


def open_catalog(text: str, means: Means) -> Catalog:
    """The catalogue of NAME or NAME:PLACE: cdse, stac:https://…, dhus:https://…, folder:PATH.

    Raises CatalogError when there is no such catalogue, AccessRefused, OfferRefused.
    """
    name, _, place = text.partition(":")
    module = f"geodata.catalogs.{name}"
    if re.fullmatch(r"[a-z][a-z0-9_]{0,30}", name) and find_spec(module):
        build = getattr(import_module(module), "build", None)
        if build is not None:
            catalog: Catalog = build(place or None, means)
            return catalog
    raise CatalogError(
        f"there is no catalogue {text[:60]!r}: cdse, stac:https://…, dhus:https://… or folder:PATH"
    )
