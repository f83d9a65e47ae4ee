"""The Copernicus Data Space: OData for what there is, with size and checksum; https to fetch it.

Its limits for general users: 4 connections, a token of 10 minutes, 100 logins alive, 2,000
requests a minute. https://documentation.dataspace.copernicus.eu/APIs/OData.html
"""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import shapely
from shapely.geometry import MultiPolygon, Polygon

from geodata.catalogs.credentials import Credentials, read_credentials
from geodata.catalogs.fetching import fetch_offer
from geodata.catalogs.port import Means, Offer, OfferedFile, Progress, silent
from geodata.catalogs.reading import footprint
from geodata.catalogs.tokens import BearerAccess, TokenKeeper
from geodata.catalogs.transfer.checksum import Checksum, read_checksum, strongest
from geodata.catalogs.transfer.outside import file_name, per_cent, size_bytes, time_utc, word
from geodata.catalogs.transfer.patience import Pace
from geodata.catalogs.transfer.web import Ask, Web
from geodata.errors import CatalogError, OfferRefused

_log = logging.getLogger(__name__)

CONNECTIONS = 4
_PAGE = 100
_MOST = 10_000  # $skip ends there
_LONGEST_TAKE = timedelta(hours=1)  # no product takes longer
_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_COLLECTION = re.compile(r"([A-Za-z0-9_-]{1,60})(?:/([A-Za-z0-9_-]{1,60}))?")


@dataclass(frozen=True, slots=True)
class Doors:
    """Where its services are."""

    catalogue: str = "https://catalogue.dataspace.copernicus.eu/odata/v1"
    download: str = "https://download.dataspace.copernicus.eu/odata/v1"
    token: str = (
        "https://identity.dataspace.copernicus.eu/auth/realms/CDSE/protocol/openid-connect/token"
    )
    also_told: tuple[str, ...] = ("https://zipper.dataspace.copernicus.eu",)


class CdseCatalog:
    """Products of the Copernicus Data Space; one for all workers: they share token and limits."""

    def __init__(
        self, who: Credentials, pace: Pace, kept_in: Path | None = None, doors: Doors | None = None
    ) -> None:
        """who: only needed to fetch. kept_in: a file for the refresh token, for the next run."""
        self._doors = doors or Doors()
        self._tokens = Web(pace, connections=1)
        keeper = TokenKeeper(self._tokens, self._doors.token, who, kept_in)
        told = (self._doors.download, *self._doors.also_told)
        # for other catalogues of the same products, too: one token, one set of limits
        self.downloads = Web(pace, BearerAccess(keeper, told), per_s=20.0, connections=CONNECTIONS)
        self._catalogue = Web(pace, per_s=5.0, connections=2)

    def close(self) -> None:
        """End all connections."""
        for web in (self._tokens, self.downloads, self._catalogue):
            web.close()

    def search(
        self,
        area: Polygon | MultiPolygon,
        since: datetime,
        until: datetime,
        collections: Sequence[str] = ("SENTINEL-1/IW_GRDH_1S",),
    ) -> list[Offer]:
        """See the port. A collection is SENTINEL-1, or with a product type SENTINEL-1/IW_GRDH_1S.

        Raises CatalogError, too, when more than 10,000 products are found.
        """
        found: dict[str, Offer] = {}
        for collection in collections:
            for part in shapely.get_parts(area):
                for product in self._products(_filter(part, since, until, collection)):
                    offer = self._offer(product)
                    if offer and offer.stop_at >= since and offer.footprint.intersects(area):
                        found[offer.id] = offer
        return sorted(found.values(), key=lambda offer: offer.start_at)

    def fetch(self, offer: Offer, folder: Path, progress: Progress = silent) -> Path:
        """See the port."""
        return fetch_offer(self.downloads, offer, folder, progress)

    def _products(self, wanted: str) -> list[Mapping[str, Any]]:
        products: list[Mapping[str, Any]] = []
        while True:
            query = {
                "$filter": wanted,
                "$orderby": "ContentDate/Start asc",
                "$expand": "Attributes",
                "$top": _PAGE,
                "$skip": len(products),
            }
            # paged by ourselves: the link to the next page is a text from outside, too
            url = f"{self._doors.catalogue}/Products?{urlencode(query)}"
            page = self._catalogue.document(Ask("GET", url)).get("value")
            if not isinstance(page, list) or not all(isinstance(one, dict) for one in page):
                raise CatalogError("the Copernicus catalogue answers no list of products")
            products += page[:_PAGE]
            if len(page) < _PAGE:
                return products
            if len(products) >= _MOST:
                raise CatalogError(
                    f"more than {_MOST} products: ask for a smaller area or a shorter time"
                )

    def _offer(self, product: Mapping[str, Any]) -> Offer | None:
        """The offer of a product of OData; None, and a line in the log, for one that is odd."""
        try:
            return _read_product(product, self._doors.download)
        except OfferRefused as exc:
            _log.warning("left out: %s", exc)
            return None


def build(place: str | None, means: Means) -> CdseCatalog:
    """The Copernicus Data Space, with the credentials [cdse]. Raises CatalogError."""
    if place:
        raise CatalogError(f"the catalogue cdse has one place; {place[:60]!r} is not needed")
    who = read_credentials("cdse", means.environment, means.credentials)
    return CdseCatalog(who, means.pace, means.home / "cdse-token.json")


def _filter(area: Polygon, since: datetime, until: datetime, collection: str) -> str:
    named = _COLLECTION.fullmatch(collection)
    if not named:
        raise CatalogError(
            f"collection is {collection[:60]!r}; it must be like SENTINEL-1 or"
            " SENTINEL-1/IW_GRDH_1S"
        )
    outline = shapely.to_wkt(footprint.wide(area), rounding_precision=6, trim=True)
    parts = [
        f"Collection/Name eq '{named[1]}'",
        f"OData.CSC.Intersects(area=geography'SRID=4326;{outline}')",
        f"ContentDate/Start ge {_text(since - _LONGEST_TAKE)}",
        f"ContentDate/Start lt {_text(until)}",
    ]
    if named[2]:
        attribute = "OData.CSC.StringAttribute"
        parts.append(
            f"Attributes/{attribute}/any(att:att/Name eq 'productType'"
            f" and att/{attribute}/Value eq '{named[2]}')"
        )
    return " and ".join(parts)


def _text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _read_product(product: Mapping[str, Any], download: str) -> Offer:
    name = file_name(product.get("Name"), "the Name of a product")
    uuid = product.get("Id")
    if not isinstance(uuid, str) or not _ID.fullmatch(uuid):
        raise OfferRefused(f"the Id of {name} is no UUID")
    times = product.get("ContentDate")
    if not isinstance(times, Mapping):
        raise OfferRefused(f"{name} has no ContentDate")
    published = product.get("PublicationDate")
    attributes = _attributes(product)
    file = OfferedFile(
        file_name(f"{name.removesuffix('.SAFE')}.zip", "the Name of a product"),
        f"{download}/Products({uuid})/$value",
        size_bytes(product.get("ContentLength"), f"ContentLength of {name}"),
        _checksum(product.get("Checksum")),
    )
    family, serial = attributes.get("platformShortName"), attributes.get("platformSerialIdentifier")
    return Offer(
        id=uuid,
        name=name,
        platform=word(f"{family}{serial}".lower() if family and serial else "unknown", "platform"),
        product_type=word(attributes.get("productType") or "unknown", "productType"),
        start_at=time_utc(times.get("Start"), f"start of {name}"),
        stop_at=time_utc(times.get("End"), f"end of {name}"),
        published_at=time_utc(published, f"PublicationDate of {name}") if published else None,
        footprint=_footprint(product),
        files=() if product.get("Online") is False else (file,),
        cloud_pct=per_cent(attributes.get("cloudCover")),
    )


def _attributes(product: Mapping[str, Any]) -> dict[str, str]:
    listed = product.get("Attributes")
    return {
        str(one.get("Name")): str(one.get("Value"))
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, Mapping)
    }


def _checksum(listed: object) -> Checksum | None:
    """The strongest that can be checked here; None for an empty list: none is published."""
    found = (
        read_checksum(str(one.get("Algorithm", "")), str(one.get("Value", "")))
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, Mapping)
    )
    return strongest(one for one in found if one)


def _footprint(product: Mapping[str, Any]) -> Polygon | MultiPolygon:
    if product.get("GeoFootprint"):
        return footprint.from_geojson(product["GeoFootprint"])
    text = str(product.get("Footprint", ""))
    return footprint.from_wkt(text.removeprefix("geography'SRID=4326;").removesuffix("'"))
