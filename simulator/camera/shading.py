"""The sky and the open sea, pixel by pixel: Fresnel mirror, water, sun glint, foam, haze.

Light is linear until the last step, which stores its square root as a grey level.
"""

from typing import NamedTuple

import numpy as np

from simulator.camera.jit import inlined, kernel
from simulator.camera.optics import Floats32, Optics, Picture, Single
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

FULL: Single = np.float32(255.0)
WHITE: Single = np.float32(0.7)  # linear grey of foam
FOAM_RISE: Single = np.float32(1.6)  # per sigma above the level at which crests break
WHOLE_FOAM: Single = np.float32(0.85)
GLINT: Single = np.float32(0.0012)
MIRROR: Single = np.float32(0.02)  # share that flat water mirrors from straight above


Terms = tuple[Single, ...]  # numbers that belong together


class Light(NamedTuple):
    """Sun and colours; all float32 and linear. sun: unit vector towards it."""

    sun: Floats32
    zenith: Floats32
    horizon: Floats32
    water: Floats32
    sunlight: Floats32
    haze_per_m: Single


class Surface(NamedTuple):
    """The waves. variances: (4,) slope variance of the three bands and of all that is finer.

    foam_level: crest height, in sigmas, above which it breaks.
    """

    long: BandView
    middle: BandView
    short: BandView
    variances: Floats32
    foam_level: Single


class Scene(NamedTuple):
    """What is needed to light a row."""

    optics: Optics
    light: Light
    surface: Surface


@inlined
def look_down(x: Single, line: Terms, eye: Terms, bands: Terms, sun: Terms) -> Terms:
    """What of a pixel depends on geometry alone: ray, cover, haze, roughness and sun angles."""
    height, dip, dip2, per_pixel, per_height, haze = eye
    var0, var1, var2, all_variance, fade0, fade1, fade2 = bands
    east, north, up = line[0] * x + line[3], line[1] * x + line[4], line[2] * x + line[5]
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
    rough = np.sqrt(variance)
    dull = ONE + np.float32(9.0) * rough
    depth = length * haze
    hazy = ONE + depth * (ONE + depth * (HALF + depth * np.float32(0.1667)))
    half_u = max(sun[2] - up, np.float32(0.05))
    slant = max(-up, np.float32(0.08))
    # one division for five: they are what this loop spends its time on
    rest, spread = hazy * half_u, variance * slant
    inverse = ONE / (rest * spread * dull)
    per_half = inverse * hazy * spread * dull
    half_e, half_n = (sun[0] - east) * per_half, (sun[1] - north) * per_half
    tilt = ONE + half_e * half_e + half_n * half_n
    per_spread = inverse * rest * dull
    clear = below * inverse * half_u * spread * dull
    return (
        east, north, up, below, clear, inverse * rest * spread, np.float32(0.4) * rough,
        half_e, half_n, per_spread * slant * np.float32(0.03125), GLINT * tilt * tilt * per_spread,
    )  # fmt: skip


@inlined
def sea_light(view: Terms, slope_e: Single, slope_n: Single, sun: Terms) -> Terms:
    """Share mirrored, share of horizon in the mirrored sky, glint and light of the water."""
    east, north, up, _below, _clear, per_dull, blur, half_e, half_n, per_miss, shine = view
    slope2 = slope_e * slope_e + slope_n * slope_n
    steep = ONE - slope2 * (HALF - np.float32(0.375) * slope2)  # 1 / sqrt(1 + slope2)
    facing = (-up + east * slope_e + north * slope_n) * steep
    facing = min(ONE, max(np.float32(0.02), facing))
    graze = ONE - facing
    graze2 = graze * graze
    # rough water mirrors less at grazing angles (after Bruneton et al., 2010)
    mirror = MIRROR + (ONE - MIRROR) * graze2 * graze2 * graze * per_dull
    tint = max(ZERO, ONE - abs(TWO * facing * steep + up) - blur)
    off_e, off_n = half_e + slope_e, half_n + slope_n
    peak = max(ZERO, ONE - (off_e * off_e + off_n * off_n) * per_miss)  # to the 16th: exp
    peak = peak * peak
    peak = peak * peak
    peak = peak * peak
    glint = min(np.float32(6.0), shine * peak * peak)
    lit = ONE + np.float32(1.5) * (slope_e * sun[0] + slope_n * sun[1])
    return mirror, tint * tint * tint, glint, lit


@inlined
def sky_light(view: Terms, sun: Terms) -> Terms:
    """Share of sky in the pixel, share of horizon in its colour, and glow round the sun."""
    low = ONE - min(ONE, max(ZERO, view[2]))
    glow = max(ZERO, view[0] * sun[0] + view[1] * sun[1] + view[2] * sun[2])
    glow = glow * glow
    glow = glow * glow
    open_sky = ONE - view[3]
    return open_sky, low * low * low, np.float32(0.3) * glow * glow * open_sky


@inlined
def grey(view: Terms, sea: Terms, white: Single, sky: Terms, colour: Terms) -> Single:
    """Grey level of one channel; colour: zenith, horizon, water and sunlight in it."""
    zenith, horizon, water, sunlight = colour
    mirror, tint, glint, lit = sea
    open_sky, low, glow = sky
    mirrored = mirror * (zenith + (horizon - zenith) * tint)
    value = water * lit * (ONE - mirror) + mirrored + glint * sunlight
    value = (value + white * (WHITE - value)) * view[4] + horizon * (view[3] - view[4])
    value += open_sky * (zenith + (horizon - zenith) * low) + glow * sunlight
    return np.sqrt(min(ONE, max(ZERO, value))) * FULL


@kernel
def light_row(scene: Scene, row: int, waves: Floats32, out: Picture) -> None:
    """Grey levels (columns x 3) of a row with given slopes and crests (columns x 3)."""
    y = np.float32(row) + HALF
    optics, light, surface = scene
    m, height, pixel = optics.rays, optics.eye[2], optics.pixel
    line = (
        m[0, 0], m[1, 0], m[2, 0],
        m[0, 1] * y + m[0, 2], m[1, 1] * y + m[1, 2], m[2, 1] * y + m[2, 2],
    )  # fmt: skip
    dip2 = np.float32(4.0) * optics.bend * height
    eye = (height, np.sqrt(dip2), dip2, ONE / pixel, ONE / height, light.haze_per_m)
    v = surface.variances
    bands = (
        v[0], v[1], v[2], v[0] + v[1] + v[2] + v[3],
        surface.long.fade * pixel, surface.middle.fade * pixel, surface.short.fade * pixel,
    )  # fmt: skip
    sun = (light.sun[0], light.sun[1], light.sun[2])
    red = (light.zenith[0], light.horizon[0], light.water[0], light.sunlight[0])
    green = (light.zenith[1], light.horizon[1], light.water[1], light.sunlight[1])
    blue = (light.zenith[2], light.horizon[2], light.water[2], light.sunlight[2])
    foam = surface.foam_level
    for k in range(out.shape[0] // 3):
        view = look_down(np.float32(np.int32(k)) + HALF, line, eye, bands, sun)
        sky = sky_light(view, sun)
        sea = sea_light(view, waves[3 * k], waves[3 * k + 1], sun)
        white = min(WHOLE_FOAM, max(ZERO, (waves[3 * k + 2] - foam) * FOAM_RISE))
        out[3 * k] = np.uint8(grey(view, sea, white, sky, red))
        out[3 * k + 1] = np.uint8(grey(view, sea, white, sky, green))
        out[3 * k + 2] = np.uint8(grey(view, sea, white, sky, blue))


@kernel
def nearest_across_m(optics: Optics, row: int, columns: int) -> Single:
    """Metres across the pixel of a row whose sea is nearest; 1e9 for a row of sky."""
    m = optics.rays
    y = np.float32(row) + HALF
    nearest: Single = np.float32(1e9)
    for at in range(3):
        x = np.float32(at * (columns // 2))
        up = m[2, 0] * x + m[2, 1] * y + m[2, 2]
        if up < ZERO:
            nearest = min(nearest, optics.eye[2] / -up)
    return nearest * optics.pixel


@kernel
def slope_row(scene: Scene, row: int, columns: int, scratch: Scratch, waves: Floats32) -> None:
    """Slopes and crests (columns x 3) of the sea along a row."""
    waves[:] = ZERO
    across_m = nearest_across_m(scene.optics, row, columns)
    if across_m < np.float32(1e5):
        add_band(scene.optics, row, across_m, scene.surface.long, scratch, waves)
        add_band(scene.optics, row, across_m, scene.surface.middle, scratch, waves)
        add_band(scene.optics, row, across_m, scene.surface.short, scratch, waves)


@kernel
def draw_sea(optics: Optics, light: Light, surface: Surface, out: Picture) -> None:
    """Fill the picture (rows, columns, 3) with sky and sea; columns must be a multiple of 8."""
    rows, columns = out.shape[0], out.shape[1]
    scene = Scene(optics, light, surface)
    waves = np.zeros(3 * columns, np.float32)
    scratch = Scratch(
        np.empty(columns + 1, np.int32),
        np.empty(3 * columns + 3, np.float32),
        np.empty(4 * columns + 4, np.uint32),
        np.empty(3 * columns + 3, np.float32),
    )
    for row in range(rows):
        slope_row(scene, row, columns, scratch, waves)
        light_row(scene, row, waves, out[row].reshape(-1))
