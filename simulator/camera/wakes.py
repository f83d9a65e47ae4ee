"""Wakes of moving vessels: a foam strip astern and the two arms of the bow wave."""

from typing import NamedTuple

import numpy as np

from geodata.position import Floats
from simulator.camera.jit import kernel
from simulator.camera.optics import Floats32, Optics, Picture, Single
from simulator.camera.sampling import HALF, ONE, TWO, ZERO
from simulator.camera.view import View
from simulator.vessel import VesselState

LEAST_SPEED_MPS = 0.7
FOAM: Single = np.float32(215.0)
ARM_SLOPE: Single = np.float32(0.33)  # half breadth per length astern: inside Kelvin's 19.5 degrees


class Wake(NamedTuple):
    """One wake, all float32. bow: east, north. course: unit vector of the motion.

    strip_m, arm_m: lengths over which the strip and the arms fade to 1/e. beam_m, length_m: of the
    vessel. strength: opacity of fresh foam.
    """

    bow: Floats32
    course: Floats32
    beam_m: Single
    length_m: Single
    strip_m: Single
    arm_m: Single
    strength: Single


def wake_of(vessel: VesselState, turn_rad: float) -> Wake | None:
    """The wake of a vessel; None when it hardly moves."""
    if vessel.speed_mps < LEAST_SPEED_MPS:
        return None
    course = np.radians(vessel.course_deg) + turn_rad
    ahead = np.array([np.sin(course), np.cos(course)])
    bow = np.array([vessel.east_m, vessel.north_m]) + ahead * vessel.length_m * 0.48
    speed = vessel.speed_mps
    return Wake(
        bow.astype(np.float32),
        ahead.astype(np.float32),
        np.float32(vessel.beam_m),
        np.float32(vessel.length_m),
        np.float32(min(120.0, 3.5 * speed + 0.4 * speed * speed + 0.3 * vessel.length_m)),
        np.float32(min(90.0, 5.0 * speed + 0.3 * vessel.length_m)),
        np.float32(min(0.75, 0.12 + 0.07 * speed)),
    )


def wake_window(wake: Wake, view: View, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """Columns and rows (left, top, right, bottom) that the wake may touch; None when none."""
    length = float(wake_reach_m(wake))
    half = float(wake.beam_m + 2.2 * wake.arm_m * ARM_SLOPE)
    course = wake.course.astype(np.float64)
    aside = np.array([course[1], -course[0]])
    astern = np.linspace(0.0, length, 9)[:, None]
    middle = wake.bow.astype(np.float64) - course * astern
    ground = np.vstack([middle - aside * half, middle + aside * half])
    px = view.pixels(np.column_stack([ground, np.zeros(len(ground))]))
    return window_of(px, size, 2.0)


def window_of(px: Floats, size: tuple[int, int], margin: float) -> tuple[int, int, int, int] | None:
    """Whole pixels round points (N, 2), within a picture of (columns, rows); None when outside."""
    px = px[np.isfinite(px).all(axis=1)]
    if not len(px):
        return None
    low = np.maximum(np.floor(px.min(axis=0) - margin), 0.0)
    high = np.minimum(np.ceil(px.max(axis=0) + margin), size)
    if (low >= high).any():
        return None
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


@kernel
def wake_reach_m(wake: Wake) -> Single:
    """Metres astern of the bow at which the wake ends."""
    return wake.length_m + TWO * max(wake.strip_m, wake.arm_m)


@kernel
def speckle(grain: Floats32, u: Single, v: Single) -> Single:
    """Smooth noise, 0 to 1, at a point counted in cells of the table."""
    side = grain.shape[0]
    u_low, v_low = np.floor(u), np.floor(v)
    a, b = u - u_low, v - v_low
    left, low = int(u_low) % side, int(v_low) % side
    right, high = (left + 1) % side, (low + 1) % side
    below = grain[low, left] + (grain[low, right] - grain[low, left]) * a
    above = grain[high, left] + (grain[high, right] - grain[high, left]) * a
    return below + (above - below) * b


@kernel
def draw_wake(
    optics: Optics, wake: Wake, window: tuple[int, int, int, int], grain: Floats32, out: Picture
) -> None:
    """Lay the wake over the sea of a window; grain: (n, n) noise, 0 to 1, in half metres."""
    reach = wake_reach_m(wake)
    eye_e, eye_n = optics.eye[0] - wake.bow[0], optics.eye[1] - wake.bow[1]
    m, height, side = optics.rays, optics.eye[2], wake.beam_m + ARM_SLOPE * reach
    for row in range(window[1], window[3]):
        y = np.float32(row + 0.5)
        for column in range(window[0], window[2]):
            x = np.float32(column + 0.5)
            up = m[2, 0] * x + m[2, 1] * y + m[2, 2]
            if up > np.float32(-0.01):
                continue
            length = height / -up  # so near, the sea is flat
            to_e = (m[0, 0] * x + m[0, 1] * y + m[0, 2]) * length + eye_e
            to_n = (m[1, 0] * x + m[1, 1] * y + m[1, 2]) * length + eye_n
            astern = -(to_e * wake.course[0] + to_n * wake.course[1])
            aside = abs(to_e * wake.course[1] - to_n * wake.course[0])
            if astern < ZERO or astern > reach or aside > side:
                continue
            # a strip narrower than the pixel keeps its light and loses its edge
            foot = length * optics.pixel * np.sqrt(min(length / height, np.float32(10.0)))
            behind = max(ZERO, astern - wake.length_m)
            broad = wake.beam_m * HALF + np.float32(0.06) * behind
            wide = np.sqrt(broad * broad + foot * foot)
            ridge = wake.beam_m * np.float32(0.4) + ARM_SLOPE * astern
            thick = np.float32(0.35) + np.float32(0.035) * astern
            full = np.sqrt(thick * thick + foot * foot)
            if aside > TWO * wide and abs(aside - ridge) > TWO * full:
                continue
            strip = ZERO
            if astern > wake.length_m * np.float32(0.9):
                strip = np.exp(-((aside / wide) ** 2) - behind / wake.strip_m) * broad / wide
            arm = np.exp(-(((aside - ridge) / full) ** 2) - astern / wake.arm_m) * thick / full
            spot = speckle(grain, (to_e + wake.bow[0]) * TWO, (to_n + wake.bow[1]) * TWO)
            end = max(ZERO, ONE - astern / reach)
            blend = (
                wake.strength
                * end
                * (
                    strip * (np.float32(0.55) + np.float32(0.6) * spot)
                    + np.float32(0.55) * arm * (np.float32(0.5) + spot)
                )
            )
            blend = min(max(blend, ZERO), np.float32(0.9))
            for c in range(3):
                value = np.float32(out[row, column, c])
                out[row, column, c] = np.uint8(value + (FOAM - value) * blend + ONE * HALF)
