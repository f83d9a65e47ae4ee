"""A STAC API (1.1, item search with paging by POST) on the local server."""

import json
from datetime import datetime

from shapely.geometry import shape

from tests.geodata.catalogs.server import Answer, Asked, Site

CONFORMS = [
    "https://api.stacspec.org/v1.0.0/core",
    "https://api.stacspec.org/v1.0.0/item-search",
    "https://api.stacspec.org/v1.0.0/ogcapi-features",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
]


class StacApi:
    """Answers below /v1/; `change` may turn an answer into what a bad service would say."""

    def __init__(self, site: Site, page: int = 100) -> None:
        self.site = site
        self.items: list[dict] = []
        self.page = page
        self.change = lambda asked, document: document
        site.routes.append(self._route)

    @property
    def url(self) -> str:
        return f"{self.site.url}/v1/"

    def _route(self, asked: Asked):
        if asked.path == "/v1/":
            return self._json(asked, self._landing())
        if asked.path == "/v1/search" and asked.method == "POST":
            return self._json(asked, self._search(json.loads(asked.body)))
        return None

    def _json(self, asked, document):
        body = json.dumps(self.change(asked, document)).encode()
        return Answer(200, body, {"Content-Type": "application/geo+json"})

    def _landing(self):
        return {
            "type": "Catalog",
            "stac_version": "1.1.0",
            "id": "cdse-stac",
            "title": "A catalogue",
            "description": "for tests",
            "conformsTo": CONFORMS,
            "links": [
                {"rel": "self", "href": self.url, "type": "application/json"},
                {"rel": "root", "href": self.url, "type": "application/json"},
                {
                    "rel": "search",
                    "href": f"{self.url}search",
                    "type": "application/geo+json",
                    "method": "POST",
                },
            ],
        }

    def _search(self, asked):
        since, until = (datetime.fromisoformat(t) for t in asked["datetime"].split("/"))
        found = [
            item
            for item in self.items
            if item["collection"] in asked["collections"]
            and since <= datetime.fromisoformat(item["properties"]["datetime"]) <= until
            and shape(item["geometry"]).intersects(shape(asked["intersects"]))
        ]
        start = int(asked.get("token", "next:0").removeprefix("next:"))
        page = found[start : start + min(self.page, asked["limit"])]
        links = [{"rel": "self", "href": f"{self.url}search"}]
        if start + len(page) < len(found):
            body = {**asked, "token": f"next:{start + len(page)}"}
            onward = {"rel": "next", "href": f"{self.url}search", "method": "POST", "body": body}
            links.append({**onward, "type": "application/geo+json", "merge": False})
        return {
            "type": "FeatureCollection",
            "features": page,
            "links": links,
            "numberMatched": len(found),
            "numberReturned": len(page),
        }
