"""DHuS mirrors of national agencies, by sentinelsat (the extra `dhus`).

The hub that it was written for closed in 2023 and it does not work with the Copernicus Data
Space; mirrors of the same software live on. It phrases the questions and reads the answers;
what goes over the net goes through our own client.
"""

import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests
import shapely
from requests.adapters import BaseAdapter
from shapely.geometry import MultiPolygon, Polygon

from geodata.catalogs.credentials import Credentials, read_credentials
from geodata.catalogs.fetching import fetch_offer
from geodata.catalogs.port import Means, Offer, OfferedFile, Progress, silent
from geodata.catalogs.reading import footprint
from geodata.catalogs.tokens import BasicAccess
from geodata.catalogs.transfer.checksum import read_checksum, strongest
from geodata.catalogs.transfer.outside import (
    address,
    file_name,
    per_cent,
    size_bytes,
    time_utc,
    word,
)
from geodata.catalogs.transfer.patience import Pace
from geodata.catalogs.transfer.web import Ask, Web
from geodata.errors import AccessRefused, CatalogError, OfferRefused

_log = logging.getLogger(__name__)

CONNECTIONS = 2  # what mirrors allow
_MOST = 1000  # each costs a question of its own, for its size and checksum
_LONGEST_TAKE = timedelta(hours=1)
_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_COLLECTION = re.compile(r"([A-Za-z0-9-]{1,60})(?:/([A-Za-z0-9_-]{1,60}))?")
_CHECKSUMS = ("md5", "sha3-256")
# what sentinelsat raises when an answer is not what it thinks
_ODD = (KeyError, TypeError, ValueError, AttributeError, IndexError)


class DhusCatalog:
    """Products of a DHuS mirror."""

    def __init__(self, url: str, who: Credentials, pace: Pace) -> None:
        """url: of the mirror, for example https://dhus.example.org/dhus/.

        Raises AccessRefused without name and password, CatalogError without sentinelsat,
        OfferRefused for an address that is not to be asked.
        """
        if not who.user or not who.password:
            raise AccessRefused("a DHuS wants a login: set MIZUGIWA_DHUS_USER and _PASSWORD")
        self._url = address(url.rstrip("/") + "/", "the address of the DHuS")
        self._library = load_sentinelsat()
        access = BasicAccess(who.user, who.password, self._url)
        self._web = Web(pace, access, per_s=4.0, connections=CONNECTIONS)

    def close(self) -> None:
        """End its connections."""
        self._web.close()

    def search(
        self,
        area: Polygon | MultiPolygon,
        since: datetime,
        until: datetime,
        collections: Sequence[str] = ("Sentinel-1/GRD",),
    ) -> list[Offer]:
        """See the port. A collection is a platform, or with a product type: Sentinel-1/GRD.

        Raises CatalogError, too, when more than 1,000 products are found.
        """
        api = self._library.SentinelAPI(None, None, self._url, show_progressbars=False)
        for scheme in ("https://", "http://"):
            api.session.mount(scheme, _PoliteAdapter(self._web))
        found: dict[str, Offer] = {}
        for collection in collections:
            for part in shapely.get_parts(area):
                for offer in self._offers(api, part, (since, until), collection):
                    if offer.stop_at >= since and offer.footprint.intersects(area):
                        found[offer.id] = offer
        return sorted(found.values(), key=lambda offer: offer.start_at)

    def fetch(self, offer: Offer, folder: Path, progress: Progress = silent) -> Path:
        """See the port."""
        return fetch_offer(self._web, offer, folder, progress)

    def _offers(
        self, api: Any, area: Polygon, span: tuple[datetime, datetime], collection: str
    ) -> Iterator[Offer]:
        products = self._query(api, area, span, collection)
        if len(products) > _MOST:
            raise CatalogError(
                f"more than {_MOST} products: ask for a smaller area or a shorter time"
            )
        for uuid, entry in products.items():
            try:
                if not isinstance(uuid, str) or not _ID.fullmatch(uuid):
                    raise OfferRefused("the id of a product is no UUID")
                yield _read_product(uuid, entry, api.get_product_odata(uuid), self._url)
            except (OfferRefused, *_ODD) as exc:
                _log.warning("left out: %s", str(exc)[:300])

    def _query(
        self, api: Any, area: Polygon, span: tuple[datetime, datetime], collection: str
    ) -> Mapping[str, Any]:
        named = _COLLECTION.fullmatch(collection)
        if not named:
            raise CatalogError(
                f"collection is {collection[:60]!r}; it must be like Sentinel-1 or Sentinel-1/GRD"
            )
        since, until = (at.astimezone(UTC) for at in (span[0] - _LONGEST_TAKE, span[1]))
        kind = {"producttype": named[2]} if named[2] else {}
        outline = shapely.to_wkt(footprint.wide(area), rounding_precision=6, trim=True)
        try:
            products = api.query(
                outline, (since, until), platformname=named[1], limit=_MOST + 1, **kind
            )
        except (self._library.SentinelAPIError, *_ODD) as exc:
            raise CatalogError(
                f"{self._url} does not answer like a DHuS: {str(exc)[:200]}"
            ) from exc
        return products if isinstance(products, Mapping) else {}


def build(place: str | None, means: Means) -> DhusCatalog:
    """The mirror at the address `place`, with the credentials [dhus]. Raises CatalogError."""
    if not place:
        raise CatalogError("which mirror? dhus:https://…/dhus")
    who = read_credentials("dhus", means.environment, means.credentials)
    return DhusCatalog(place, who, means.pace)


def load_sentinelsat() -> Any:
    """The module sentinelsat. Raises CatalogError, naming the extra, when it is not installed."""
    try:
        import sentinelsat
    except ImportError as exc:
        raise CatalogError(
            "sentinelsat is not installed: pip install 'mizugiwa[dhus]', or use another catalogue"
        ) from exc
    return sentinelsat


class _PoliteAdapter(BaseAdapter):
    """What sentinelsat asks through requests, asked by our client; passwords are added there."""

    def __init__(self, web: Web) -> None:
        super().__init__()
        self._web = web

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """The JSON that answers. Raises CatalogError and its kinds."""
        if request.method != "GET" or not request.url:
            raise CatalogError("a DHuS is only asked, nothing is changed there")
        response = requests.Response()
        response.status_code, response.url, response.request = 200, request.url, request
        response._content = json.dumps(self._web.document(Ask("GET", request.url))).encode()
        return response

    def close(self) -> None:
        """The client is closed by its owner."""


def _read_product(uuid: str, entry: Mapping[str, Any], odata: Mapping[str, Any], url: str) -> Offer:
    title = file_name(entry.get("title"), "the title of a product")
    published = (read_checksum(name, str(odata.get(name, ""))) for name in _CHECKSUMS)
    file = OfferedFile(
        file_name(f"{title}.zip", "the title of a product"),
        f"{url}odata/v1/Products('{uuid}')/$value",
        size_bytes(odata.get("size"), f"size of {title}"),
        strongest(one for one in published if one),
    )
    family = str(entry.get("platformname", "unknown")).lower()
    unit = re.match(r"S\d([A-Z])_", title)
    return Offer(
        id=uuid,
        name=title,
        platform=word(family + (unit[1].lower() if unit else ""), f"platform of {title}"),
        product_type=word(entry.get("producttype", "unknown"), f"product type of {title}"),
        start_at=_time(entry.get("beginposition"), f"start of {title}"),
        stop_at=_time(entry.get("endposition"), f"end of {title}"),
        published_at=_time(entry.get("ingestiondate"), f"ingestiondate of {title}"),
        footprint=footprint.from_wkt(entry.get("footprint")),
        files=(file,) if odata.get("Online") is True else (),
        cloud_pct=per_cent(entry.get("cloudcoverpercentage")),
    )


def _time(value: object, what: str) -> datetime:
    """As sentinelsat reads it: without a zone, UTC meant."""
    return time_utc(value.isoformat() if isinstance(value, datetime) else value, what)
