"""Any STAC API, by pystac-client; what goes over the net goes through our own polite client."""

import json
import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from pystac import STACError
from pystac.link import Link
from pystac_client import Client
from pystac_client.errors import ClientTypeError
from pystac_client.exceptions import APIError
from pystac_client.stac_api_io import StacApiIO
from pystac_client.warnings import PystacClientWarning
from shapely.geometry import MultiPolygon, Polygon, mapping

from geodata.catalogs import cdse
from geodata.catalogs.cdse import CdseCatalog
from geodata.catalogs.fetching import fetch_offer
from geodata.catalogs.port import Means, Offer, Progress, silent
from geodata.catalogs.reading.items import read_item
from geodata.catalogs.transfer.outside import address, origin
from geodata.catalogs.transfer.patience import Pace
from geodata.catalogs.transfer.web import Ask, Web, leads_in
from geodata.errors import CatalogError, OfferRefused

_log = logging.getLogger(__name__)

COPERNICUS = "https://stac.dataspace.copernicus.eu/v1/"
PER_S = 4.0  # Copernicus answers 429 above about five
_PAGE = 100
_MOST = 10_000
_MOST_PAGES = 400
# what pystac and its client raise, by what is wrong with an answer
_ODD = (STACError, APIError, ClientTypeError, PystacClientWarning, NotImplementedError, KeyError,
        TypeError, ValueError, AttributeError)  # fmt: skip


class StacCatalog:
    """The items of a STAC API whose archive or rasters are offered over https."""

    def __init__(self, url: str, pace: Pace, copernicus: CdseCatalog | None = None) -> None:
        """url: of the API's first page.

        copernicus: who fetches, with its token and its limits, and is closed with this one; else
        nobody is told who we are. Raises OfferRefused for an address that is not to be asked.
        """
        self._url = address(url, "the address of the catalogue")
        self._web = Web(pace, per_s=PER_S, connections=2)
        self._copernicus = copernicus
        self._downloads = copernicus.downloads if copernicus else Web(pace, per_s=20.0)

    def close(self) -> None:
        """End its connections."""
        self._web.close()
        self._downloads.close()
        if self._copernicus:
            self._copernicus.close()

    def search(
        self,
        area: Polygon | MultiPolygon,
        since: datetime,
        until: datetime,
        collections: Sequence[str] = ("sentinel-1-grd",),
    ) -> list[Offer]:
        """See the port. Raises CatalogError, too, when more than 10,000 items are found."""
        offers: dict[str, Offer] = {}
        for item in self._items(area, since, until, collections):
            try:
                offer = read_item(item, partial(self._locate, item))
                offers[offer.id] = offer
            except OfferRefused as exc:
                _log.warning("left out: %s", exc)
        return sorted(offers.values(), key=lambda offer: offer.start_at)

    def fetch(self, offer: Offer, folder: Path, progress: Progress = silent) -> Path:
        """See the port."""
        return fetch_offer(self._downloads, offer, folder, progress)

    def _items(
        self,
        area: Polygon | MultiPolygon,
        since: datetime,
        until: datetime,
        collections: Sequence[str],
    ) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        try:
            client = Client.open(self._url, stac_io=_PoliteIO(self._web, self._url))
            search = client.search(
                collections=list(collections),
                intersects=mapping(area),
                datetime=[since, until],
                limit=_PAGE,
            )
            for count, page in enumerate(search.pages_as_dicts(), start=1):
                features = page["features"]
                if not isinstance(features, list):
                    raise TypeError("features is no list")
                found += [one for one in features if isinstance(one, dict)]
                if len(found) > _MOST or count > _MOST_PAGES:
                    raise CatalogError(
                        f"more than {_MOST} items, or pages without end: ask for a smaller area"
                        " or a shorter time"
                    )
        except _ODD as exc:
            raise CatalogError(
                f"{self._url} does not answer like a STAC API with search"
                f" ({type(exc).__name__}: {str(exc)[:200]})"
            ) from exc
        return found

    def _locate(self, item: dict[str, Any], href: str) -> str | None:
        """The address of an asset; None where we do not go (S3, http, files, this machine)."""
        links = item.get("links")
        own = [
            one.get("href")
            for one in (links if isinstance(links, list) else [])
            if isinstance(one, dict) and one.get("rel") == "self"
        ]
        try:
            url = address(urljoin(str((own or [self._url])[0]), href), "the address of an asset")
        except (OfferRefused, ValueError):
            return None
        return None if leads_in(self._url, url) else url


def build(place: str | None, means: Means) -> StacCatalog:
    """The API at the address `place`, else that of Copernicus. Raises CatalogError."""
    url = place or COPERNICUS
    is_copernicus = origin(address(url, "the address of the catalogue")) == origin(COPERNICUS)
    return StacCatalog(url, means.pace, cdse.build(None, means) if is_copernicus else None)


class _PoliteIO(StacApiIO):
    """What pystac-client asks, asked by our client: rate, Retry-After, bounded answers.

    Only the API's own host is asked, and no file is read, whatever its links say.
    """

    def __init__(self, web: Web, url: str) -> None:
        super().__init__(max_retries=None)
        self._web = web
        self._url = url

    def read_text(self, source: Any, *args: Any, **kwargs: Any) -> str:
        """See StacApiIO; a path of a file is refused there."""
        if not isinstance(source, Link) and not urlsplit(str(source)).netloc:
            raise CatalogError(f"{self._url} names a file of this machine: refused")
        return super().read_text(source, *args, **kwargs)

    def request(
        self,
        href: str,
        method: str | None = None,
        headers: dict[str, str] | None = None,
        parameters: dict[str, Any] | None = None,
    ) -> str:
        """See StacApiIO; headers are ours alone, a link cannot set them."""
        url = address(urljoin(self._url, href), "a link of the catalogue")
        if origin(url) != origin(self._url):
            raise CatalogError(f"{self._url} sends us on to {origin(url)[1]}: refused")
        if (method or "GET").upper() == "POST":
            body = json.dumps(parameters or {}).encode()
            ask = Ask("POST", url, {"Content-Type": "application/json"}, body)
        elif not parameters:
            ask = Ask("GET", url)
        else:
            raise CatalogError(f"{self._url} wants to be asked in a way that is not known here")
        return json.dumps(self._web.document(ask))
