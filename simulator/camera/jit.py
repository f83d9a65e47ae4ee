"""Compiled functions that let other threads run."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile with numba: cached on disk, without the interpreter lock, relaxed arithmetic."""
    # the numpy error model leaves out the test for zero divisors, which would keep loops scalar
    compiled = njit(cache=True, nogil=True, fastmath=True, error_model="numpy")(function)
    return cast(Callable[P, R], compiled)


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a small function into the kernels that call it, to keep their loops whole."""
    return cast(Callable[P, R], njit(nogil=True, fastmath=True, inline="always")(function))
