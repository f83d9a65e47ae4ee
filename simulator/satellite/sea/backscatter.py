"""How much of the radar's pulse the sea returns (sigma0, linear), from wind and incidence.

Like polarisation: CMOD5.N, H. Hersbach, "Comparison of C-band scatterometer CMOD5.N equivalent
neutral winds with ECMWF", J. Atmos. Oceanic Technol. 27 (2010). Cross polarisation: C-2PO,
B. Zhang and W. Perrie, "Cross-polarized synthetic aperture radar", Bull. Amer. Meteor. Soc. 93
(2012): the wind alone decides.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

# c1 to c28 of the paper; the 0 in front makes the numbers agree
_C = (
    0.0, -0.6878, -0.7957, 0.3380, -0.1728, 0.0000, 0.0040, 0.1103, 0.0159, 6.7329, 2.7713,
    -2.2885, 0.4971, -0.7250, 0.0450, 0.0066, 0.3222, 0.0120, 22.7000, 2.0813, 3.0000,
    8.3659, -3.3428, 1.3236, 6.2437, 2.3893, 0.3249, 4.1590, 1.6930,
)  # fmt: skip
MIDDLE_DEG, SPAN_DEG = 40.0, 25.0
POWER = 1.6


def like_polarised(
    wind_mps: ArrayLike, off_wind_deg: ArrayLike, incidence_deg: ArrayLike
) -> Floats:
    """Sigma0 in VV. off_wind_deg: from where the radar looks to where the wind comes from."""
    wind = np.maximum(np.asarray(wind_mps, np.float64), 0.2)
    x = (np.asarray(incidence_deg, np.float64) - MIDDLE_DEG) / SPAN_DEG
    turn = np.cos(np.radians(np.asarray(off_wind_deg, np.float64)))
    upwind, crosswind = _upwind(wind, x), _crosswind(wind, x)
    shape = 1.0 + upwind * turn + crosswind * (2.0 * turn**2 - 1.0)
    return np.asarray(_all_round(wind, x) * shape**POWER, np.float64)


def cross_polarised(wind_mps: ArrayLike) -> Floats:
    """Sigma0 in VH."""
    return np.asarray(10.0 ** ((0.580 * np.asarray(wind_mps) - 35.652) / 10.0), np.float64)


def _all_round(wind: Floats, x: Floats) -> Floats:
    a0 = _C[1] + _C[2] * x + _C[3] * x**2 + _C[4] * x**3
    a1 = _C[5] + _C[6] * x
    a2 = _C[7] + _C[8] * x
    gamma = _C[9] + _C[10] * x + _C[11] * x**2
    s0 = _C[12] + _C[13] * x
    s = a2 * wind
    capped = np.maximum(s, s0)
    a3 = 1.0 / (1.0 + np.exp(-capped))
    low = np.maximum(s, 1e-6) / np.where(s0 > 0.0, s0, 1.0)
    a3 = np.where(s < s0, a3 * low ** (s0 * (1.0 - a3)), a3)
    return np.asarray(a3**gamma * 10.0 ** (a0 + a1 * wind), np.float64)


def _upwind(wind: Floats, x: Floats) -> Floats:
    b1 = _C[15] * wind * (0.5 + x - np.tanh(4.0 * (x + _C[16] + _C[17] * wind)))
    b1 = _C[14] * (1.0 + x) - b1
    return np.asarray(b1 / (np.exp(0.34 * (wind - _C[18])) + 1.0), np.float64)


def _crosswind(wind: Floats, x: Floats) -> Floats:
    y0, n = _C[19], _C[20]
    a = y0 - (y0 - 1.0) / n
    b = 1.0 / (n * (y0 - 1.0) ** (n - 1.0))
    v0 = _C[21] + _C[22] * x + _C[23] * x**2
    d1 = _C[24] + _C[25] * x + _C[26] * x**2
    d2 = _C[27] + _C[28] * x
    y = wind / v0 + 1.0
    y = np.where(y < y0, a + b * (y - 1.0) ** n, y)
    return np.asarray((-d1 + d2 * y) * np.exp(-y), np.float64)
