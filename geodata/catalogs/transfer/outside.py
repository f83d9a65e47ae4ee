"""Texts from outside: what may become a file name, an address, a number, a document."""

import ipaddress
import json
import re
from datetime import UTC, datetime
from typing import Any

from geodata.errors import OfferRefused

MAX_FILE_BYTES = 20_000_000_000
MAX_JSON_BYTES = 32 * 1024 * 1024
MAX_JSON_DEPTH = 48
MAX_NAME = 150  # with the endings of what is unfinished it stays below the 255 of file systems
MAX_URL = 8000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# strict, so that nobody sees another host in it than who asks it
_ADDRESS = re.compile(
    r"https?://(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
    r"(?:[/?](?:[!#-;=?-\[\]_a-z~])*)?"
)
_OURS = (".part", ".part.json")


def file_name(text: object, what: str) -> str:
    """The text, when it is harmless as the name of a file. Raises OfferRefused."""
    if not isinstance(text, str) or not _NAME.fullmatch(text) or len(text) > MAX_NAME:
        raise OfferRefused(
            f"{what} is {_shown(text)}: a file name has 1 to {MAX_NAME} letters, digits, dots,"
            " dashes and low lines and begins with a letter or digit"
        )
    if text.lower().endswith(_OURS):
        raise OfferRefused(f"{what} is {_shown(text)}: so ends what is not finished here")
    return text


def address(text: object, what: str) -> str:
    """The text, when it is an address that may be asked. Raises OfferRefused.

    https, or http of this machine; without a user's name in it.
    """
    if not isinstance(text, str) or len(text) > MAX_URL or not _ADDRESS.fullmatch(text):
        raise OfferRefused(f"{what} is not an address of a host, without a user's name in it")
    import httpx  # here, not above: files of results are read without it

    try:
        scheme, host, port = origin(text)
    except httpx.InvalidURL as exc:
        raise OfferRefused(f"{what} is {_shown(text)}: not an address") from exc
    if port > 65535 or not (scheme == "https" or is_this_machine(host)):
        raise OfferRefused(f"{what} is {_shown(text)}: only https is asked (http of this machine)")
    return text


def origin(url: str) -> tuple[str, str, int]:
    """(scheme, host, port) of a checked address: to whom a password may be said."""
    import httpx  # as in `address`

    parts = httpx.URL(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, parts.host, port


def is_this_machine(host: str) -> bool:
    """A loopback address, or its name."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def size_bytes(value: object, what: str) -> int | None:
    """A size; None where none is published (missing, or 0). Raises OfferRefused."""
    if value is None or value == 0:
        return None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,15}", value):
        return size_bytes(int(value), what)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise OfferRefused(f"{what} is {_shown(value)}: not a number of bytes")
    if value > MAX_FILE_BYTES:
        raise OfferRefused(f"{what} is {value} bytes; more than {MAX_FILE_BYTES} are not fetched")
    return value


def per_cent(value: object) -> float | None:
    """A share of 0 to 100; None where none is published, or nothing that can be one.

    >>> per_cent("12.5"), per_cent(100), per_cent(-1), per_cent("nan"), per_cent(None)
    (12.5, 100.0, None, None, None)
    """
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,3}(\.[0-9]{0,30})?", value.strip()):
        value, is_number = float(value), True
    return float(value) if is_number and 0.0 <= value <= 100.0 else None  # type: ignore


def time_utc(value: object, what: str) -> datetime:
    """A time of ISO 8601 as aware UTC; without a zone it is UTC. Raises OfferRefused."""
    if isinstance(value, str) and len(value) <= 40:
        # Python 3.11 reads six decimals; some services write nine
        text = re.sub(r"(\.\d{6})\d+", r"\1", value.strip())
        try:
            at = datetime.fromisoformat(text)
            return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise OfferRefused(f"{what} is {_shown(value)}: not a time")


def word(value: object, what: str) -> str:
    """A short text of printable characters. Raises OfferRefused."""
    if isinstance(value, str) and 0 < len(value) <= 300 and value.isprintable():
        return value
    raise OfferRefused(f"{what} is {_shown(value)}: not a short text")


def read_json(text: bytes, what: str) -> dict[str, Any]:
    """A JSON object of bounded size and depth, without NaN. Raises OfferRefused."""
    document = parse_json(text, what)
    if not isinstance(document, dict):
        raise OfferRefused(f"{what} is not a JSON object")
    return document


def parse_json(text: bytes, what: str, most_bytes: int = MAX_JSON_BYTES) -> Any:
    """Any JSON of bounded size and depth, without NaN. Raises OfferRefused."""
    if len(text) > most_bytes:
        raise OfferRefused(f"{what} has more than {most_bytes} bytes")
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as exc:
        raise OfferRefused(f"{what} is not JSON: {str(exc)[:200]}") from exc
    layer: list[Any] = [document]
    for _ in range(MAX_JSON_DEPTH + 1):
        layer = [v for v in layer if isinstance(v, dict | list)]
        if not layer:
            return document
        layer = [c for v in layer for c in (v.values() if isinstance(v, dict) else v)]
    raise OfferRefused(f"{what} is nested deeper than {MAX_JSON_DEPTH}")


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _shown(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= 120 else f"{text[:117]}..."
