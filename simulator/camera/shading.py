"""The sky and the open sea, pixel by pixel: Fresnel mirror, water, sun glint, foam, haze.

Light is linear until the last step, which stores its square root as a grey level.
"""

from typing import NamedTuple

import numpy as np

from simulator.camera.jit import kernel
from simulator.camera.optics import Floats32, Optics, Picture
from simulator.camera.sampling import (
    HALF,
    MOST_STRETCH,
    ONE,
    SLOW_FADE,
    TWO,
    ZERO,
    BandView,
    Scratch,
    add_band,
)

FULL = np.float32(255.0)
WHITE = np.float32(0.7)  # linear grey of foam
GLINT = np.float32(0.0012)
MIRROR = np.float32(0.02)  # share that flat water mirrors from straight above


class Light(NamedTuple):
    """Sun and colours; all float32 and linear. sun: unit vector towards it."""

    sun: Floats32
    zenith: Floats32
    horizon: Floats32
    water: Floats32
    sunlight: Floats32
    haze_per_m: np.float32


class Surface(NamedTuple):
    """The waves. variances: (4,) slope variance of the three bands and of all that is finer.

    foam_level: crest height, in sigmas, above which it breaks.
    """

    long: BandView
    middle: BandView
    short: BandView
    variances: Floats32
    foam_level: np.float32


@kernel
def light_row(
    optics: Optics, light: Light, surface: Surface, row: int, waves: Floats32, out: Picture
) -> None:
    """Grey levels (columns x 3) of a row with given slopes and crests (columns x 3)."""
    m, height = optics.rays, optics.eye[2]
    y = np.float32(row) + HALF
    me, mn, mu = m[0, 0], m[1, 0], m[2, 0]
    e0, n0, u0 = m[0, 1] * y + m[0, 2], m[1, 1] * y + m[1, 2], m[2, 1] * y + m[2, 2]
    dip2 = np.float32(4.0) * optics.bend * height
    dip = np.sqrt(dip2)
    pixel = optics.pixel
    per_pixel, per_height = ONE / pixel, ONE / height
    sun_e, sun_n, sun_u = light.sun[0], light.sun[1], light.sun[2]
    top_r, top_g, top_b = light.zenith[0], light.zenith[1], light.zenith[2]
    far_r, far_g, far_b = light.horizon[0], light.horizon[1], light.horizon[2]
    body_r, body_g, body_b = light.water[0], light.water[1], light.water[2]
    ray_r, ray_g, ray_b = light.sunlight[0], light.sunlight[1], light.sunlight[2]
    haze, foam_level = light.haze_per_m, surface.foam_level
    var0, var1, var2 = surface.variances[0], surface.variances[1], surface.variances[2]
    all_variance = var0 + var1 + var2 + surface.variances[3]
    fade0 = surface.long.fade * pixel
    fade1 = surface.middle.fade * pixel
    fade2 = surface.short.fade * pixel
    for k in range(out.shape[0] // 3):
        x = np.float32(np.int32(k)) + HALF
        east, north, up = me * x + e0, mn * x + n0, mu * x + u0
        unit = ONE / np.sqrt(east * east + north * north + up * up)
        east, north, up = east * unit, north * unit, up * unit
        below = min(ONE, max(ZERO, (-up - dip) * per_pixel + HALF))
        root = np.sqrt(max(up * up - dip2 * (ONE - up * up), ZERO))
        length = TWO * height / max(root - up, np.float32(1e-5))
        # slopes finer than the pixel roughen the mirror instead
        foot = length * np.sqrt(min(length * per_height, MOST_STRETCH))
        w0 = min(ONE, max(ZERO, SLOW_FADE - foot * fade0))
        w1 = min(ONE, max(ZERO, SLOW_FADE - foot * fade1))
        w2 = min(ONE, max(ZERO, SLOW_FADE - foot * fade2))
        variance = all_variance - var0 * w0 * w0 - var1 * w1 * w1 - var2 * w2 * w2
        slope_e, slope_n, crest = waves[3 * k], waves[3 * k + 1], waves[3 * k + 2]
        slope2 = slope_e * slope_e + slope_n * slope_n
        steep = ONE - slope2 * (HALF - np.float32(0.375) * slope2)  # 1 / sqrt(1 + slope2)
        facing = (-up + east * slope_e + north * slope_n) * steep
        facing = min(ONE, max(np.float32(0.02), facing))
        graze = ONE - facing
        graze2 = graze * graze
        rough = np.sqrt(variance)
        dull = ONE + np.float32(9.0) * rough
        depth = length * haze
        hazy = ONE + depth * (ONE + depth * (HALF + depth * np.float32(0.1667)))
        half_u = max(sun_u - up, np.float32(0.05))
        slant = max(-up, np.float32(0.08))
        # one division for five: they are what this loop spends its time on
        rest = hazy * half_u
        spread = variance * slant
        inverse = ONE / (rest * spread * dull)
        per_dull = inverse * rest * spread
        clear = below * inverse * half_u * spread * dull
        per_half = inverse * hazy * spread * dull
        per_spread = inverse * rest * dull
        # rough water mirrors less at grazing angles (after Bruneton et al., 2010)
        mirror = MIRROR + (ONE - MIRROR) * graze2 * graze2 * graze * per_dull
        lift = abs(TWO * facing * steep + up) + np.float32(0.4) * rough
        tint = max(ZERO, ONE - lift)
        tint = tint * tint * tint
        half_e, half_n = (sun_e - east) * per_half, (sun_n - north) * per_half
        off_e, off_n = half_e + slope_e, half_n + slope_n
        miss = (off_e * off_e + off_n * off_n) * HALF * per_spread * slant
        peak = max(ZERO, ONE - miss * np.float32(0.0625))  # to the 16th: exp(-miss)
        peak = peak * peak
        peak = peak * peak
        peak = peak * peak
        peak = peak * peak
        tilt = ONE + half_e * half_e + half_n * half_n
        glint = min(np.float32(6.0), GLINT * peak * tilt * tilt * per_spread)
        lit = ONE + np.float32(1.5) * (slope_e * sun_e + slope_n * sun_n)
        white = min(ONE, max(ZERO, (crest - foam_level) * np.float32(1.6))) * np.float32(0.85)
        low = ONE - min(ONE, max(ZERO, up))
        low = low * low * low
        glow = max(ZERO, east * sun_e + north * sun_n + up * sun_u)
        glow = glow * glow
        glow = glow * glow
        glow = np.float32(0.3) * glow * glow * (ONE - below)
        dark, open_sky = ONE - mirror, ONE - below
        red = body_r * lit * dark + mirror * (top_r + (far_r - top_r) * tint) + glint * ray_r
        green = body_g * lit * dark + mirror * (top_g + (far_g - top_g) * tint) + glint * ray_g
        blue = body_b * lit * dark + mirror * (top_b + (far_b - top_b) * tint) + glint * ray_b
        haze_share = below - clear
        red = (red + white * (WHITE - red)) * clear + far_r * haze_share
        green = (green + white * (WHITE - green)) * clear + far_g * haze_share
        blue = (blue + white * (WHITE - blue)) * clear + far_b * haze_share
        red += open_sky * (top_r + (far_r - top_r) * low) + glow * ray_r
        green += open_sky * (top_g + (far_g - top_g) * low) + glow * ray_g
        blue += open_sky * (top_b + (far_b - top_b) * low) + glow * ray_b
        out[3 * k] = np.uint8(np.sqrt(min(ONE, max(ZERO, red))) * FULL)
        out[3 * k + 1] = np.uint8(np.sqrt(min(ONE, max(ZERO, green))) * FULL)
        out[3 * k + 2] = np.uint8(np.sqrt(min(ONE, max(ZERO, blue))) * FULL)


@kernel
def nearest_across_m(optics: Optics, row: int, columns: int) -> float:
    """Metres across the pixel of a row whose sea is nearest; 1e9 for a row of sky."""
    m = optics.rays
    y = np.float32(row) + HALF
    nearest = np.float32(1e9)
    for at in range(3):
        x = np.float32(at * (columns // 2))
        up = m[2, 0] * x + m[2, 1] * y + m[2, 2]
        if up < ZERO:
            nearest = min(nearest, optics.eye[2] / -up)
    return nearest * optics.pixel


@kernel
def draw_sea(optics: Optics, light: Light, surface: Surface, out: Picture) -> None:
    """Fill the picture (rows, columns, 3) with sky and open sea; columns must be a multiple of 8."""
    rows, columns = out.shape[0], out.shape[1]
    waves = np.zeros(3 * columns, np.float32)
    scratch = Scratch(
        np.empty(columns + 1, np.int32),
        np.empty(3 * columns + 3, np.float32),
        np.empty(4 * columns + 4, np.uint32),
        np.empty(3 * columns + 3, np.float32),
    )
    for row in range(rows):
        waves[:] = ZERO
        across_m = nearest_across_m(optics, row, columns)
        if across_m < np.float32(1e5):
            add_band(optics, row, across_m, surface.long, scratch, waves)
            add_band(optics, row, across_m, surface.middle, scratch, waves)
            add_band(optics, row, across_m, surface.short, scratch, waves)
        light_row(optics, light, surface, row, waves, out[row].reshape(-1))
