"""Values that are asked for lie in a range, or are refused by name."""

import math

from mission_planner.errors import OptionError


def within(name: str, value: float, low: float, high: float, unit: str) -> None:
    """Raises OptionError that names a value outside low..high, or one that is no number."""
    if not (math.isfinite(value) and low <= value <= high):
        raise OptionError(f"{name} is {value:g} {unit}; it must lie in {low:g}..{high:g} {unit}")
