"""Strips come as they are, one ahead."""

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import ProductError
from surveillance.scan.ahead import ahead


@given(st.lists(st.integers() | st.none(), max_size=20))
def test_the_same_in_the_same_order(strips: list[int | None]) -> None:
    assert list(ahead(iter(strips))) == strips


def test_the_next_is_made_while_one_is_used() -> None:
    is_made = threading.Event()

    def strips() -> Iterator[int]:
        yield 1
        is_made.set()
        yield 2

    taken = ahead(strips())
    assert next(taken) == 1 and is_made.wait(10.0)
    assert list(taken) == [2]


def test_an_error_comes_where_its_strip_would() -> None:
    def strips() -> Iterator[int]:
        yield 1
        raise ProductError("cut off")

    taken = ahead(strips())
    assert next(taken) == 1
    with pytest.raises(ProductError, match="cut off"):
        next(taken)


def test_whoever_stops_early_leaves_no_thread() -> None:
    taken = ahead(iter(range(100)))
    assert next(taken) == 0
    taken.close()  # type: ignore[attr-defined]
    assert not [t for t in threading.enumerate() if t.name.startswith("strips")]
