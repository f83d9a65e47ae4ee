"""The classical results of search theory, as pure functions.

B. O. Koopman, Search and Screening (OEG Report 56, 1946; enlarged 1980); A. R. Washburn, Search and
Detection (4th ed. 2002). Coverage is the swept area by the area searched: sweep width x track
length / area, or sweep width / track spacing.
"""

import math


def random_search(coverage: float) -> float:
    """Probability of detection when the track is laid at random: 1 - exp(-C) (Koopman).

    >>> round(random_search(1.0), 3)
    0.632
    """
    return -math.expm1(-coverage)


def perfect_sweep(coverage: float) -> float:
    """Parallel tracks, everything within half a spacing is found: min(1, C) (definite range).

    >>> perfect_sweep(0.5), perfect_sweep(2.0)
    (0.5, 1.0)
    """
    return min(1.0, coverage)


def inverse_cube_sweep(coverage: float) -> float:
    """Parallel tracks under the inverse cube law: erf(sqrt(pi) / 2 x C) (Koopman; IAMSAR's curve).

    >>> round(inverse_cube_sweep(1.0), 2), round(inverse_cube_sweep(0.5), 2)
    (0.79, 0.47)
    """
    return math.erf(math.sqrt(math.pi) / 2.0 * coverage)


def back_and_forth(
    sweep_width_m: float, length_m: float, patrol_mps: float, target_mps: float
) -> float:
    """Probability that a back-and-forth barrier patrol of definite range finds a boat that crosses.

    In the boats' frame the patrol draws a saw-tooth of slope u / v, and of the sea between its
    teeth it leaves wedges at both ends: P = 1 - (1 - k)^2 with k = W / (2 L) sqrt(1 + (v / u)^2),
    1 for k >= 1 (the geometry of Koopman, ch. 7; what is seen beyond the turns left out of account,
    so a little low). Standing boats are never crossed by time: all that are within reach are found.

    >>> round(back_and_forth(2000.0, 10_000.0, 20.0, 10.0), 4)
    0.3972
    """
    if sweep_width_m >= length_m:
        return 1.0
    if target_mps == 0.0:
        return 1.0 if patrol_mps > 0.0 else sweep_width_m / length_m
    share = sweep_width_m / (2.0 * length_m) * math.hypot(1.0, patrol_mps / target_mps)
    return 1.0 - (1.0 - min(1.0, share)) ** 2


def crossover_spacing_m(length_m: float, patrol_mps: float, target_mps: float) -> float:
    """Spacing, in the boats' frame, of the tracks of a stationary crossover barrier patrol.

    Each crossing drifts with the boats so as to be square to them in their frame, u L /
    sqrt(v^2 - u^2) metres of drift; a leg up the side against them wins it back: S = L u / v
    sqrt((v + u) / (v - u)) (Koopman, ch. 7). Infinite for a patrol no faster than the boats.

    >>> round(crossover_spacing_m(10_000.0, 20.0, 10.0))
    8660
    """
    v, u = patrol_mps, target_mps
    return length_m * u / v * math.sqrt((v + u) / (v - u)) if v > u else math.inf


def crossover(sweep_width_m: float, length_m: float, patrol_mps: float, target_mps: float) -> float:
    """Probability that a stationary crossover barrier of definite range finds: min(1, W / S).

    >>> round(crossover(2000.0, 10_000.0, 20.0, 10.0), 4)
    0.2309
    """
    if sweep_width_m >= length_m:
        return 1.0
    spacing = crossover_spacing_m(length_m, patrol_mps, target_mps)
    return 1.0 if spacing == 0.0 else min(1.0, sweep_width_m / spacing)
