"""Sea states of the Douglas scale from waves and from wind."""

import numpy as np

from mission_planner.errors import PlannerError

# WMO code table 3700: significant wave heights that part the degrees; a state that ends in .5 lies
# between two. Glassy is 0.
_WAVES_M = (0.0, 0.1, 0.5, 1.25, 2.5, 4.0, 6.0)
_WAVE_STATES = (0.0, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5)
# WMO's table of Beaufort forces and probable wave heights, read at Douglas' heights: the middles of
# the forces that go with the states 0 to 6
_WINDS_MPS = (0.2, 2.0, 4.4, 6.7, 9.4, 12.3, 15.5)
_GALE_MPS = 17.1  # force 7 ends
ROUGHEST = 6.0


def sea_state_of_waves(height_m: float) -> float:
    """Douglas sea state, 0 to 6, by significant wave height (WMO code table 3700).

    Raises PlannerError for a sea that is high (degree 7) or worse.

    >>> [sea_state_of_waves(h) for h in (0.0, 0.5, 1.25)]
    [0.0, 2.5, 3.5]
    """
    if not 0.0 <= height_m <= _WAVES_M[-1]:  # also false for NaN
        raise PlannerError(
            f"waves are {height_m:g} m high; what is seen is known in 0..{_WAVES_M[-1]:g} m"
        )
    return min(float(np.interp(height_m, _WAVES_M, _WAVE_STATES)), ROUGHEST)


def sea_state_of_wind(wind_mps: float) -> float:
    """Douglas sea state, 0 to 6, that a wind raises on the open sea once it has blown long enough.

    WMO's Beaufort scale with its probable wave heights. Raises PlannerError for a gale.

    >>> sea_state_of_wind(6.7)
    3.0
    """
    if not 0.0 <= wind_mps <= _GALE_MPS:  # also false for NaN
        raise PlannerError(
            f"the wind is {wind_mps:g} m/s; what is seen is known in 0..{_GALE_MPS:g} m/s"
        )
    return float(np.interp(wind_mps, _WINDS_MPS, range(len(_WINDS_MPS))))


def wind_of_sea_state(sea_state: float) -> float:
    """Wind in m/s that raises a sea state of 0 to 6: sea_state_of_wind turned round."""
    return float(np.interp(sea_state, range(len(_WINDS_MPS)), _WINDS_MPS))
