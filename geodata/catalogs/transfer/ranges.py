"""What an answer says of the bytes it carries: which, of how many, of which version."""

import re
from dataclasses import dataclass

import httpx

_STRONG = re.compile(r'"[\x21\x23-\x7e]{1,200}"')
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)")


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes first to last (both included) of a file of `size_bytes` (None: not said)."""

    first: int
    last: int
    size_bytes: int | None


def strong_validator(answer: httpx.Response) -> str | None:
    """The ETag, when it names these very bytes; a weak one does not."""
    text = answer.headers.get("etag", "")
    return text if _STRONG.fullmatch(text) else None


def read_span(answer: httpx.Response) -> Span | None:
    """The part that a 206 carries; None when it does not say so."""
    found = _RANGE.fullmatch(answer.headers.get("content-range", ""))
    if not found or int(found[2]) < int(found[1]):
        return None
    return Span(int(found[1]), int(found[2]), None if found[3] == "*" else int(found[3]))


def length_said(answer: httpx.Response) -> int | None:
    """The Content-Length, None without one that can be read."""
    text = answer.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


def is_plain(answer: httpx.Response) -> bool:
    """Whether the body is the file itself, not compressed."""
    return str(answer.headers.get("content-encoding", "identity")).lower() == "identity"
