"""One polite client for a service: rate, connections, redirects, and who may see the password."""

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol
from urllib.parse import urljoin

import httpx

from geodata.catalogs.transfer.outside import (
    MAX_JSON_BYTES,
    address,
    is_this_machine,
    origin,
    read_json,
)
from geodata.catalogs.transfer.patience import Pace, Patience, Rate, retry_after_s
from geodata.errors import AccessRefused, CatalogError, CatalogUnavailable, OfferRefused

AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})  # such an answer may be another one later
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_HOPS = 5
_LONGEST_ANSWER_S = 180.0  # for a document; one that trickles for hours is none
_TIMEOUT = httpx.Timeout(60.0, connect=20.0)


@cache
def _trusted() -> ssl.SSLContext:
    """Whom we believe; reading the list of authorities takes long enough to do it once."""
    return httpx.create_ssl_context()


class Access(Protocol):
    """Who we are, said to the hosts that may know it and to no other."""

    def authorization(self, url: str) -> str | None:
        """The Authorization header for this address; None for every host it is not meant for."""
        ...

    def renew(self, url: str, refused: str) -> bool:
        """After a 401 for the header `refused`: True when there is a newer one to try."""
        ...


@dataclass(frozen=True, slots=True)
class Ask:
    """A request. content is not in its repr: it may hold a password."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = field(default=None, repr=False)


class Web:
    """A client for one service; may be used by several threads at once."""

    def __init__(
        self, pace: Pace, access: Access | None = None, *, per_s: float = 4.0, connections: int = 4
    ) -> None:
        """per_s: requests a second; connections: open at once; both over all threads."""
        self.pace = pace
        self._rate = Rate(pace, per_s)
        self._access = access
        self._slots = threading.BoundedSemaphore(connections)
        limits = httpx.Limits(max_connections=connections)
        self._client = httpx.Client(
            verify=_trusted(),
            timeout=_TIMEOUT,
            limits=limits,
            follow_redirects=False,
            # not compressed: what is counted, resumed and hashed is the file itself
            headers={"User-Agent": "mizugiwa", "Accept-Encoding": "identity"},
            # plain http is only of this machine: no proxy stands before it
            mounts={"http://": httpx.HTTPTransport(verify=_trusted(), limits=limits)},
        )

    def close(self) -> None:
        """End its connections."""
        self._client.close()

    @contextmanager
    def stream(self, ask: Ask) -> Iterator[httpx.Response]:
        """One exchange; GET follows redirects, each asked with what its own host may know.

        Raises httpx.TransportError, OfferRefused for an address that is not to be asked,
        CatalogError for too many redirects.
        """
        url = address(ask.url, "the address")
        for _ in range(_MAX_HOPS):
            headers = self._headers(url, ask.headers)
            self._rate.wait()
            with (
                self._slots,
                self._client.stream(
                    ask.method, url, headers=headers, content=ask.content
                ) as answer,
            ):
                onward = answer.headers.get("location")
                if ask.method != "GET" or answer.status_code not in _REDIRECTS or not onward:
                    yield answer
                    return
                url = address(urljoin(url, onward), "a redirect")
                if leads_in(ask.url, url):
                    raise OfferRefused(f"{origin(ask.url)[1]} redirects to this machine: refused")
        raise CatalogError(f"{origin(ask.url)[1]} redirects more than {_MAX_HOPS} times")

    def renew(self, answer: httpx.Response) -> bool:
        """After a 401: True when a newer password or token can be tried."""
        refused = answer.request.headers.get("authorization")
        if self._access is None or refused is None:
            return False
        return self._access.renew(str(answer.request.url), refused)

    def hold(self, seconds: float) -> None:
        """Nobody asks this service for so long."""
        self._rate.hold(seconds)

    def document(self, ask: Ask) -> dict[str, Any]:
        """The JSON object that answers; asked again when it was cut or put off.

        Raises CatalogUnavailable, AccessRefused, CatalogError, OfferRefused for what is no JSON.
        """
        patience = Patience(self.pace)
        is_renewed = False
        while True:
            try:
                with self.stream(ask) as answer:
                    if answer.is_success:
                        return read_json(self._body(answer), f"the answer of {answer.url.host}")
                    if answer.status_code == 401 and not is_renewed and self.renew(answer):
                        is_renewed = True
                        continue
                    why, wait_s = refusal(answer), retry_after_s(answer)
            except httpx.TransportError as exc:
                why, wait_s = cut(ask.url, exc), None
            if wait_s is not None:
                self.hold(min(wait_s, 60.0))
            patience.wait(why, wait_s)

    def _headers(self, url: str, given: Mapping[str, str]) -> dict[str, str]:
        header = self._access.authorization(url) if self._access else None
        return {**given, **({"Authorization": header} if header else {})}

    def _body(self, answer: httpx.Response) -> bytes:
        until_s = self.pace.monotonic() + _LONGEST_ANSWER_S
        whole = bytearray()
        for chunk in answer.iter_raw():
            whole += chunk
            if len(whole) > MAX_JSON_BYTES:
                raise CatalogError(f"{answer.url.host} answers more than {MAX_JSON_BYTES} bytes")
            if self.pace.monotonic() > until_s:
                raise CatalogUnavailable(f"{answer.url.host} takes too long: try again later")
        return bytes(whole)


def leads_in(asked: str, onward: str) -> bool:
    """A host elsewhere that sends us to this machine, where other programs trust who asks."""
    return is_this_machine(origin(onward)[1]) and not is_this_machine(origin(asked)[1])


def refusal(answer: httpx.Response) -> str:
    """What an answer that is no success says, when it may be asked again.

    Raises AccessRefused or CatalogError when it may not, httpx.TransportError.
    """
    said = " ".join(next(answer.iter_raw(), b"")[:300].decode("utf-8", "replace").split())
    text = f"{answer.url.host} answers {answer.status_code}"
    if said and said.isprintable():
        text += f" ({said})"
    if answer.status_code in AGAIN:
        return text
    if answer.status_code in (401, 403):
        raise AccessRefused(f"{text}: check the name, the password or the token for it")
    raise CatalogError(f"{text} to {answer.request.method} {answer.url.path}")


def cut(url: str, exc: httpx.TransportError) -> str:
    """What to say of a connection that failed."""
    return f"{origin(url)[1]} cannot be reached ({type(exc).__name__}: {str(exc)[:200]})"
