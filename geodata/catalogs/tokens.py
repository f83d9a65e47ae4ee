"""One token for all that fetch: made once, refreshed in time, never made anew while it can be."""

import base64
import json
import threading
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from geodata.catalogs.credentials import Credentials
from geodata.catalogs.transfer.outside import origin
from geodata.catalogs.transfer.web import Ask, Web
from geodata.errors import AccessRefused, CatalogError, CatalogUnavailable
from geodata.whole_file import write_whole

CLIENT_ID = "cdse-public"
MARGIN_S = 60.0  # refreshed so long before its end: an answer may be on its way for a while
_MAX_TOKEN = 20_000
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(slots=True)
class _Held:
    access: str = field(repr=False)
    ends_s: float  # by the monotonic clock


class TokenKeeper:
    """Keeps one OpenID token alive; may be asked by several threads at once.

    Every token that is made from a password is a login, of which the Copernicus Data Space allows
    a hundred at a time. So one is made when there is none, refreshed before it ends, and its
    refresh token is kept in a file (of the owner alone) for the next run of the program.
    """

    def __init__(
        self, web: Web, token_url: str, who: Credentials, kept_in: Path | None = None
    ) -> None:
        """web: a client of its own: it must be free while all others download."""
        self._web = web
        self._url = token_url
        self._who = who
        self._kept_in = kept_in
        self._lock = threading.Lock()
        self._held: _Held | None = None
        self._refresh = who.refresh_token

    def bearer(self) -> str:
        """A token that is valid for a while. Raises AccessRefused, CatalogUnavailable."""
        with self._lock:
            now_s = self._web.pace.monotonic()
            if self._held is None or now_s > self._held.ends_s - MARGIN_S:
                self._held = self._renewed()
            return self._held.access

    def renew(self, refused: str) -> bool:
        """The server refused a token: True when there is another one now.

        Many may come with the same refused token; it is refreshed once for all of them.
        """
        with self._lock:
            if self._held is None or self._held.access == refused:
                self._held = self._renewed()
            return self._held.access != refused

    def _renewed(self) -> _Held:
        for refresh_token in dict.fromkeys((self._refresh, self._recall())):
            if refresh_token is None:
                continue
            form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
            try:
                return self._ask(form)
            except AccessRefused:
                continue  # it has ended: 60 minutes after the last refresh
        self._refresh = None
        if not self._who.user or not self._who.password:
            raise AccessRefused(
                f"no login for {origin(self._url)[1]}: set MIZUGIWA_CDSE_USER and"
                " MIZUGIWA_CDSE_PASSWORD, or a MIZUGIWA_CDSE_REFRESH_TOKEN that has not ended"
            )
        login = {"grant_type": "password", "username": self._who.user}
        second = {"totp": self._who.totp} if self._who.totp else {}
        return self._ask({**login, "password": self._who.password, **second})

    def _ask(self, form: dict[str, str]) -> _Held:
        body = urlencode({"client_id": CLIENT_ID, **form}).encode()
        try:
            answer = self._web.document(Ask("POST", self._url, _FORM, body))
        except CatalogUnavailable as exc:
            hint = ": 100 logins are alive; they end after an hour" if "session" in str(exc) else ""
            raise CatalogUnavailable(f"no token: {exc}{hint}") from exc
        except AccessRefused:
            raise
        except CatalogError as exc:
            if " 400 " in str(exc):  # how an ended refresh token and a wrong TOTP are answered
                raise AccessRefused(f"no token: {exc}") from exc
            raise
        access = answer.get("access_token")
        life_s = answer.get("expires_in")
        refresh = answer.get("refresh_token")
        if not _is_token(access) or not isinstance(life_s, int | float) or life_s <= 0:
            raise CatalogUnavailable(f"{origin(self._url)[1]} answers no token that can be used")
        if _is_token(refresh):
            self._refresh = str(refresh)
            self._keep(self._refresh)
        # short lives leave no margin: then it is used to its half
        return _Held(str(access), self._web.pace.monotonic() + max(life_s, life_s / 2 + MARGIN_S))

    def _keep(self, refresh_token: str) -> None:
        if self._kept_in is None:
            return
        document = json.dumps({"url": self._url, "user": self._who.user, "refresh": refresh_token})
        with suppress(OSError):  # the next run makes a login of its own
            self._kept_in.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._kept_in, document.encode(), is_private=True)

    def _recall(self) -> str | None:
        """The refresh token that an earlier run, or another program, left."""
        if self._kept_in is None:
            return None
        try:
            kept: Any = json.loads(self._kept_in.read_bytes()[: 2 * _MAX_TOKEN])
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(kept, dict) or kept.get("url") != self._url:
            return None
        is_ours = kept.get("user") == self._who.user
        return str(kept["refresh"]) if is_ours and _is_token(kept.get("refresh")) else None


def _is_token(value: object) -> bool:
    return (
        isinstance(value, str)
        and 0 < len(value) <= _MAX_TOKEN
        and value.isascii()
        and value.isprintable()
        and " " not in value
    )


class BearerAccess:
    """A keeper's token, said to these services and to no other host."""

    def __init__(self, keeper: TokenKeeper, urls: Collection[str]) -> None:
        """urls: addresses of the services that take it."""
        self._keeper = keeper
        self._origins = frozenset(map(origin, urls))

    def authorization(self, url: str) -> str | None:
        """See transfer.web.Access."""
        return f"Bearer {self._keeper.bearer()}" if origin(url) in self._origins else None

    def renew(self, url: str, refused: str) -> bool:
        """See transfer.web.Access."""
        return origin(url) in self._origins and self._keeper.renew(refused.removeprefix("Bearer "))


class BasicAccess:
    """A name and a password, said to one service and to no other host."""

    def __init__(self, user: str, password: str, url: str) -> None:
        text = f"{user}:{password}".encode()
        self._header = f"Basic {base64.b64encode(text).decode('ascii')}"
        self._origin = origin(url)

    def authorization(self, url: str) -> str | None:
        """See transfer.web.Access."""
        return self._header if origin(url) == self._origin else None

    def renew(self, url: str, refused: str) -> bool:
        """There is no newer password."""
        return False
