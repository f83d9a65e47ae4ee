"""A scene: who is there, under which sky, and the picture that the radar makes of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.geoid import geoid_m
from geodata.position import LonLat
from simulator.errors import SceneError
from simulator.satellite.radar.image import Heights, Image, take
from simulator.satellite.radar.orbit import Pass
from simulator.satellite.radar.swaths import (
    calibration,
    incidence_at,
    noise,
    noise_along_range,
    swaths_of,
)
from simulator.satellite.safe.identity import Identity, Polarisation
from simulator.satellite.safe.measurement import Strip
from simulator.satellite.sea.land import SIGMA0_DB, Land, draw_land
from simulator.satellite.sea.pixels import Ground, Receiver, Rows, fill
from simulator.satellite.sea.texture import Texture, land_texture, sea_texture
from simulator.satellite.sea.weather import Nodes, Weather, draw_weather, lay_nodes, sea_power
from simulator.satellite.things.ais import with_ais
from simulator.satellite.things.casting import Casting, default_vessels
from simulator.satellite.things.echo import Patch, draw_echo_patch
from simulator.satellite.things.ghosts import SMEAR, Ghost, ghosts_of
from simulator.satellite.things.thing import Thing

Floats = NDArray[np.float64]

STRIP_ROWS = 256
INCIDENCE_DEG = 36.3  # a small scene round it shows the seam of two swaths
WINDS_MPS = (3.0, 11.0)
DARK_SHARES = (0.3, 0.5)
TEXTURE_ORDERS = (4.0, 14.0)
SWELLS_M = (120.0, 260.0)
BORDER_ROWS, BORDER_PX, BORDER_STEPS, STEP_ROWS = 12, 20, 12, 1840
MOST_PX = 30_000
HILLS_SEED = 7_000  # apart from that of the sea's texture
STANDING_SEED = 1  # apart from the scene's own


@dataclass(frozen=True, slots=True)
class Wish:
    """What a scene is to be; None where the seed decides.

    at: when its middle is abeam (UTC). land: in lon/lat. wind_from_deg: clockwise from north.
    texture_order: of the sea's K distribution, infinite for a sea that is only speckle.
    dark_share: of the vessels, without AIS. standing_seed: of platforms, rafts and whatever else
    stands, so that pictures of one geometry may show the same; None: the scene's own.
    standing_times: how many times as many of these as usual.
    sea_height_m: of all the sea above the ellipsoid; None: as the geoid lies.
    """

    seed: int
    shape_px: tuple[int, int]  # width, height
    centre: LonLat
    at: datetime
    direction: Pass = "descending"
    incidence_deg: float = INCIDENCE_DEG  # in the middle
    polarisations: tuple[Polarisation, ...] = ("VV", "VH")
    land: BaseGeometry | None = None
    wind_mps: float | None = None
    wind_from_deg: float | None = None
    texture_order: float | None = None
    vessels: int | None = None
    dark_share: float | None = None
    with_standing: bool = True
    standing_seed: int | None = None
    standing_times: float = 1.0
    with_border: bool = True
    is_cog: bool = False
    sea_height_m: float | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A thing and where it is: truly, and in the picture (column, row)."""

    thing: Thing
    true_px: tuple[float, float]
    shown_px: tuple[float, float]
    abeam_s: float


@dataclass(frozen=True)
class Scene:
    """A scene, ready to be drawn. Make it with `compose`."""

    wish: Wish
    product: Identity
    weather: Weather
    nodes: Nodes
    land: Land
    texture: Texture
    texture_order: float | None  # None: a sea that is only speckle
    shown: tuple[Shown, ...]
    ghosts: tuple[Ghost, ...]

    @property
    def image(self) -> Image:
        """Its geometry."""
        return self.product.image

    def strips(self, polarisation: Polarisation, rows: int = STRIP_ROWS) -> Iterator[Strip]:
        """The picture from its first row on; the same pixels for any height of the strips."""
        image = self.image
        width, height = image.width_px, image.height_px
        gain = calibration(incidence_at(image, height // 2, np.arange(width))) ** 2
        ground = (self._sea(polarisation), self._hills(polarisation, gain))
        receiver = self._receiver(polarisation)
        patches = self.patches(polarisation)
        for first in range(0, height, rows):
            out = np.empty((min(rows, height - first), width), np.uint16)
            echo = np.zeros(out.shape, np.float32)
            for patch in patches:
                patch.add_to(echo, first, gain)
            along = noise(image, first, len(out)).astype(np.float32)
            is_land = self.land.mask(first, len(out), width)
            strip = Rows(is_land, echo, along, self._edges(first, len(out)))
            fill(out, first, ground, receiver, strip)
            yield first, out

    def _sea(self, polarisation: Polarisation) -> Ground:
        texture = self.texture
        level = sea_power(self.nodes, polarisation)
        return Ground(level, texture.first, texture.second, texture.table)

    def _hills(self, polarisation: Polarisation, gain: Floats) -> Ground:
        """Land; where there is none, its texture is not needed and not made."""
        is_bare = self.land.shape.is_empty
        texture = self.texture if is_bare else land_texture(self.wish.seed + HILLS_SEED)
        level = (gain * 10.0 ** (SIGMA0_DB[polarisation] / 10.0)).astype(np.float32)
        return Ground(level[None, :], texture.first, texture.second, texture.table)

    def _receiver(self, polarisation: Polarisation) -> Receiver:
        image = self.image
        beam = np.empty(image.width_px, np.uint8)
        for n, swath in enumerate(swaths_of(image)):
            beam[swath.columns] = n
        across = np.interp(np.arange(image.width_px), *noise_along_range(image))
        seed = (self.wish.seed * 4 + self.wish.polarisations.index(polarisation)) % (1 << 32)
        return Receiver(seed, across.astype(np.float32), beam)

    def patches(self, polarisation: Polarisation) -> list[Patch]:
        """What things and ghosts add: first of `shown`, then of `ghosts`, in their order."""
        shown = [(one.thing, one.shown_px, 0.0, 1.0) for one in self.shown]
        ghosts = [(one.parent, one.px, -one.loss_db, SMEAR) for one in self.ghosts]
        px = np.array([place for _, place, _, _ in shown + ghosts]).reshape(-1, 2)
        looks_deg = self.image.toward_radar_deg(px) + 180.0
        return [
            draw_echo_patch(
                thing,
                px[n],
                float(looks_deg[n]),
                thing.echo_m2[polarisation] * 10.0 ** (gain_db / 10.0),
                smear,
            )
            for n, (thing, _, gain_db, smear) in enumerate(shown + ghosts)
        ]

    def _edges(self, first: int, rows: int) -> NDArray[np.int64]:
        """(rows, 2): where the swath begins and ends; it moves in steps, from burst to burst."""
        image = self.image
        edges = np.zeros((rows, 2), np.int64)
        edges[:, 1] = image.width_px
        if self.wish.with_border:
            row = np.arange(first, first + rows)
            step = row // STEP_ROWS
            edges[:, 0] = BORDER_PX + BORDER_STEPS * (step % 3)
            edges[:, 1] -= BORDER_PX + BORDER_STEPS * ((step + 1) % 4)
            is_outside = (row < BORDER_ROWS) | (row >= image.height_px - BORDER_ROWS)
            edges[is_outside, 1] = 0
        return edges


def compose(wish: Wish, afloat: list[Thing] | None = None) -> Scene:
    """A scene as wished: `afloat` (where they are when abeam), and whoever the seed adds.

    Raises SceneError where such a scene cannot be.
    """
    if max(wish.shape_px) > MOST_PX or min(wish.shape_px) < 256:
        raise SceneError(
            f"size is {wish.shape_px[0]}x{wish.shape_px[1]}; each side must lie in 256..{MOST_PX}"
        )
    try:
        image = take(wish.centre, wish.direction, wish.incidence_deg, wish.shape_px, _sea_of(wish))
    except ValueError as exc:
        raise SceneError(str(exc)) from exc
    rng = np.random.default_rng(wish.seed)
    wind = rng.uniform(*WINDS_MPS) if wish.wind_mps is None else wish.wind_mps
    wind_from = rng.uniform(0.0, 360.0) if wish.wind_from_deg is None else wish.wind_from_deg
    weather = draw_weather(rng, image, float(wind), float(wind_from))
    land = draw_land(image, wish.land)
    things = _people(rng, wish, image, land, afloat or [])
    shown = _show(rng, image, things)
    ghosts = [ghost for one in shown for ghost in _ghosts(rng, image, one)]
    order = rng.uniform(*TEXTURE_ORDERS) if wish.texture_order is None else wish.texture_order
    return Scene(
        wish=wish,
        product=Identity(image, wish.at, wish.polarisations, _digits(wish.seed), wish.is_cog),
        weather=weather,
        nodes=lay_nodes(image, weather),
        land=land,
        texture=_texture(rng, order, wish, image, weather),
        texture_order=None if np.isinf(order) else round(order, 3),
        shown=tuple(shown),
        ghosts=tuple(ghosts),
    )


def _sea_of(wish: Wish) -> Heights:
    height_m = wish.sea_height_m
    if height_m is None:
        return geoid_m
    return lambda lonlat: np.full(len(lonlat), height_m)


def _people(
    rng: np.random.Generator, wish: Wish, image: Image, land: Land, afloat: list[Thing]
) -> list[Thing]:
    standing: list[Thing] = []
    if wish.with_standing:
        seed = wish.seed if wish.standing_seed is None else wish.standing_seed
        first = Casting(np.random.default_rng([seed, STANDING_SEED]), image, land, [])
        first.standing(wish.standing_times)
        standing = first.things
    casting = Casting(rng, image, land, [*standing, *afloat])
    count = default_vessels(image) if wish.vessels is None else wish.vessels
    share = rng.uniform(*DARK_SHARES) if wish.dark_share is None else wish.dark_share
    casting.vessels(count, float(share))
    return casting.things


def _show(rng: np.random.Generator, image: Image, things: list[Thing]) -> list[Shown]:
    """Where the picture has them; those that it does not have are left out."""
    if not things:
        return []
    lonlat = np.array([[one.lon, one.lat] for one in things])
    true = image.pixels(lonlat)
    velocity = np.array([one.velocity for one in things])
    seen = image.pixels_of_moving(lonlat, velocity, np.zeros(len(things)))
    found = []
    for thing, here, there in zip(things, true, seen, strict=True):
        if _is_inside(image, there):
            abeam_s = float(image.row_time_s(here[1]))
            full = with_ais(thing, abeam_s, rng)
            found.append(
                Shown(
                    full,
                    (float(here[0]), float(here[1])),
                    (float(there[0]), float(there[1])),
                    abeam_s,
                )
            )
    return found


def _ghosts(rng: np.random.Generator, image: Image, one: Shown) -> list[Ghost]:
    found = ghosts_of(image, one.thing, np.array(one.shown_px), rng)
    return [ghost for ghost in found if _is_inside(image, np.array(ghost.px))]


def _pair(px: Floats) -> tuple[float, float]:
    return float(px[0]), float(px[1])


def _is_inside(image: Image, px: Floats) -> bool:
    return bool(0.0 <= px[0] <= image.width_px and 0.0 <= px[1] <= image.height_px)


def _texture(
    rng: np.random.Generator, order: float, wish: Wish, image: Image, weather: Weather
) -> Texture:
    middle = np.array([[image.width_px / 2.0, image.height_px / 2.0]])
    looks_deg = float(image.toward_radar_deg(middle)[0]) + 180.0
    towards_deg = looks_deg - (weather.wind_from_deg + 180.0)  # rows grow to the left of the look
    return sea_texture(wish.seed, order, float(rng.uniform(*SWELLS_M)), towards_deg)


def _digits(seed: int) -> str:
    return f"{(seed * 40_503 + 0x1D0F) % 0x10000:04X}"
