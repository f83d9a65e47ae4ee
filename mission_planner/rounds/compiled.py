"""Loops over tours, compiled."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile with numba: cached on disk, other threads may run meanwhile."""
    compiled = njit(cache=True, nogil=True, error_model="numpy")(function)
    return cast(Callable[P, R], compiled)
