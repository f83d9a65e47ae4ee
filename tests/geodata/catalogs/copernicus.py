"""The doors of the Copernicus Data Space on the local server: token, OData, download."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs

import shapely

from geodata.catalogs.cdse import Doors
from tests.geodata.catalogs.products import RING, S1, S2
from tests.geodata.catalogs.server import Answer, Asked, Served, Site

USER, PASSWORD, TOTP = "officer@example.org", "correct horse", "123456"
TOKEN_PATH = "/auth/realms/CDSE/protocol/openid-connect/token"


@dataclass
class Copernicus:
    """Its state: the products, the tokens that are valid, the logins that are alive."""

    site: Site
    products: list[dict] = field(default_factory=list)
    life_s: int = 600
    most_logins: int = 100
    wants_totp: bool = False
    logins: int = 0
    refreshed: int = 0
    valid: set[str] = field(default_factory=set)
    refreshable: set[str] = field(default_factory=set)

    def __post_init__(self):
        self.site.routes += [self._token, self._odata]
        self.site.may_have = self._may_have

    @property
    def doors(self):
        return Doors(
            f"{self.site.url}/odata/v1", f"{self.site.url}/odata/v1", f"{self.site.url}{TOKEN_PATH}"
        )

    def expire(self):
        """All tokens end now; they can be refreshed."""
        self.valid.clear()

    def _may_have(self, asked: Asked):
        return asked.headers.get("authorization", "").removeprefix("Bearer ") in self.valid

    def _token(self, asked: Asked):
        if asked.path != TOKEN_PATH:
            return None
        form = {k: v[0] for k, v in parse_qs(asked.body.decode()).items()}
        assert form.pop("client_id") == "cdse-public"
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] not in self.refreshable:
                return _oauth_error(400, "Token is not active")
            self.refreshable.discard(form["refresh_token"])
            self.refreshed += 1
            return self._new_token()
        assert form["grant_type"] == "password"
        if (form["username"], form["password"]) != (USER, PASSWORD):
            return _oauth_error(401, "Invalid user credentials")
        if self.wants_totp and form.get("totp") != TOTP:
            return _oauth_error(401, "Invalid user credentials")
        if self.logins >= self.most_logins:
            return Answer(429, b'{"error_description":"Max session number exceeded"}')
        self.logins += 1
        return self._new_token()

    def _new_token(self):
        number = self.logins + self.refreshed
        access, refresh = f"access-{number}", f"refresh-{number}"
        self.valid.add(access)
        self.refreshable.add(refresh)
        document = {
            "access_token": access,
            "expires_in": self.life_s,
            "refresh_expires_in": 3600,
            "refresh_token": refresh,
            "token_type": "Bearer",
            "scope": "AUDIENCE_PUBLIC openid email profile",
        }
        return Answer(200, json.dumps(document).encode())

    def _odata(self, asked: Asked):
        if asked.path != "/odata/v1/Products":
            return None
        found = [p for p in self.products if _fits(p, asked.query["$filter"])]
        found.sort(key=lambda p: p["ContentDate"]["Start"])
        skip, top = int(asked.query["$skip"]), int(asked.query["$top"])
        page = {"@odata.context": "$metadata#Products", "value": found[skip : skip + top]}
        return Answer(200, json.dumps(page).encode())

    def add_optical(self, body=b"whole", number=0, level="2A", **changed):
        """The same of Sentinel-2, with its cloud cover."""
        start = "2026-05-01T02:15:49.024000Z"
        name = S2.replace("L2A", f"L{level}").replace("54321", f"{number:05d}")
        return self.add(
            body,
            number,
            **{
                "Name": name,
                "S3Path": f"/eodata/Sentinel-2/MSI/L{level}/2026/05/01/{name}",
                "ContentDate": {"Start": start, "End": start},
                "Attributes": [
                    _attribute("productType", f"S2MSI{level}"),
                    _attribute("platformShortName", "SENTINEL-2"),
                    _attribute("platformSerialIdentifier", "B"),
                    {
                        "@odata.type": "#OData.CSC.DoubleAttribute",
                        "Name": "cloudCover",
                        "Value": 37.5,
                        "ValueType": "Double",
                    },
                ],
                **changed,
            },
        )

    def add(self, body=b"whole", number=0, **changed):
        """A product with a body to fetch; `changed` replaces fields of its entry."""
        uuid = f"3d5934fa-ca8a-4e74-a394-{number:012x}"
        entry = {
            "@odata.mediaContentType": "application/octet-stream",
            "Id": uuid,
            "Name": S1.replace("A1B2", f"{number:04X}"),
            "ContentType": "application/octet-stream",
            "ContentLength": len(body),
            "OriginDate": "2026-05-01T09:58:10.000000Z",
            "PublicationDate": "2026-05-01T10:05:00.123456Z",
            "ModificationDate": "2026-05-01T10:05:00.123456Z",
            "Online": True,
            "EvictionDate": "9999-12-31T23:59:59.999999Z",
            "S3Path": f"/eodata/Sentinel-1/SAR/IW_GRDH_1S/2026/05/01/{S1}",
            "Checksum": [
                {
                    "Value": hashlib.md5(body).hexdigest(),
                    "Algorithm": "MD5",
                    "ChecksumDate": "2026-05-01T10:04:59.000000Z",
                },
                {
                    "Value": "ab" * 32,
                    "Algorithm": "BLAKE3",
                    "ChecksumDate": "2026-05-01T10:04:59.000000Z",
                },
            ],
            "ContentDate": {
                "Start": "2026-05-01T09:21:01.123000Z",
                "End": "2026-05-01T09:21:26.122000Z",
            },
            "Footprint": f"geography'SRID=4326;{shapely.to_wkt(shapely.Polygon(RING))}'",
            "GeoFootprint": {"type": "Polygon", "coordinates": [RING]},
            "Attributes": [
                _attribute("productType", "IW_GRDH_1S"),
                _attribute("platformShortName", "SENTINEL-1"),
                _attribute("platformSerialIdentifier", "A"),
            ],
            **changed,
        }
        self.products.append(entry)
        self.site.files[f"/odata/v1/Products({uuid})/$value"] = Served(body, is_open=False)
        return entry


def _attribute(name, value):
    return {
        "@odata.type": "#OData.CSC.StringAttribute",
        "Name": name,
        "Value": value,
        "ValueType": "String",
    }


def _oauth_error(status, text):
    return Answer(
        status, json.dumps({"error": "invalid_grant", "error_description": text}).encode()
    )


_FILTER = re.compile(
    r"Collection/Name eq '(?P<name>[^']+)'"
    r" and OData\.CSC\.Intersects\(area=geography'SRID=4326;(?P<area>POLYGON [^']+)'\)"
    r" and ContentDate/Start ge (?P<since>\S+Z) and ContentDate/Start lt (?P<until>\S+Z)"
    r"(?: and Attributes/OData\.CSC\.StringAttribute/any\(att:att/Name eq 'productType'"
    r" and att/OData\.CSC\.StringAttribute/Value eq '(?P<kind>[^']+)'\))?"
)


def _fits(product, text):
    """What the service would find; a filter that it would not understand is an error here."""
    found = _FILTER.fullmatch(text)
    assert found, text
    start = datetime.fromisoformat(product["ContentDate"]["Start"])
    since, until = datetime.fromisoformat(found["since"]), datetime.fromisoformat(found["until"])
    kinds = [a["Value"] for a in product["Attributes"] if a["Name"] == "productType"]
    families = [a["Value"] for a in product["Attributes"] if a["Name"] == "platformShortName"]
    return (
        found["name"] in families
        and since <= start < until
        and (found["kind"] is None or found["kind"] in kinds)
        and shapely.Polygon(RING).intersects(shapely.from_wkt(found["area"]))
    )
