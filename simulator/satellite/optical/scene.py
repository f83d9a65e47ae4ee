"""An optical scene: who is there, under which sky, and how bright each band is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.position import LonLat
from simulator.errors import SceneError
from simulator.satellite.optical.bands import BANDS, PAINTS, QUANTITY, Band, Colours
from simulator.satellite.optical.grid import MapGrid, lay_map
from simulator.satellite.optical.hulls import Cover, cover_of
from simulator.satellite.optical.sky import Sky, draw_sky
from simulator.satellite.sea.land import Land, draw_land
from simulator.satellite.sea.texture import Z_MOST, Texture, land_texture, sea_texture
from simulator.satellite.things.ais import with_ais
from simulator.satellite.things.casting import Casting, default_vessels
from simulator.satellite.things.thing import Thing

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

STRIP_ROWS = 256
MOST_PX = 12_000
WINDS_MPS, DARK_SHARES, CLOUD_SHARES = (2.0, 9.0), (0.3, 0.5), (0.0, 0.25)
WAVE_ORDER = 5.0  # of the unevenness of the glitter
WAVES_SHARE = 0.04  # of the sea's own light that waves change
CAPS_PER_PX, CAPS_SHARE = 3e-7, 0.25  # white caps at 1 m/s of wind; how much of a pixel they fill
HILLS_SEED = 7_000


@dataclass(frozen=True, slots=True)
class OpticalWish:
    """What an optical scene is to be; None where the seed decides. at: of the first band (UTC)."""

    seed: int
    shape_px: tuple[int, int]  # width, height
    centre: LonLat
    at: datetime
    land: BaseGeometry | None = None
    wind_mps: float | None = None
    wind_from_deg: float | None = None
    cloud_share: float | None = None
    vessels: int | None = None
    dark_share: float | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A thing, where it is as the first band looks, and how it is painted."""

    thing: Thing
    px: tuple[float, float]
    paint: dict[Band, float]
    cloud: float  # over it, 0 to 1


@dataclass(frozen=True)
class OpticalScene:
    """An optical scene, ready to be drawn. Make it with `compose_optical`."""

    wish: OpticalWish
    grid: MapGrid
    land: Land
    sky: Sky
    wind_mps: float
    wind_from_deg: float
    waves: Texture
    seen: tuple[Seen, ...]

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"S2A_MSIL1C_{self.wish.at:%Y%m%dT%H%M%S}_SIM_{self.wish.seed % 0x10000:04X}"

    def at(self, t_s: float) -> datetime:
        """The time of day `t_s` seconds after the first band."""
        return self.wish.at + timedelta(seconds=t_s)

    def strips(
        self, band: Band, rows: int = STRIP_ROWS
    ) -> Iterator[tuple[int, NDArray[np.uint16]]]:
        """(first row, digital numbers) of a band; the same pixels for any height of the strips."""
        colours = BANDS[band]
        covers = [(self._cover(one, colours), one.paint[band]) for one in self.seen]
        hills = (
            self.waves if self.land.shape.is_empty else land_texture(self.wish.seed + HILLS_SEED)
        )
        for first in range(0, self.grid.height_px, rows):
            count = min(rows, self.grid.height_px - first)
            light = self._sea(colours, first, count)
            for cover, paint in covers:
                _lay(light, first, cover, paint, colours)
            is_land = self.land.mask(first, count, self.grid.width_px) > 0
            if is_land.any():
                factor = 0.7 + 0.3 * _factors(hills, first, count, self.grid.width_px)
                light = np.where(is_land, colours.land * factor, light)
            cloud, shadow = self.sky.over(first, count, self.grid.width_px)
            light = (light * (1.0 - shadow)) * (1.0 - cloud) + colours.cloud * cloud
            light += self._noise(band, first, count)
            yield first, np.clip(light * QUANTITY + 0.5, 1.0, 65_535.0).astype(np.uint16)

    def _cover(self, one: Seen, colours: Colours) -> Cover:
        """Where the band has it: it goes on while the bands look one after the other."""
        turn_deg = float(self.grid.north_deg(np.array([one.px]))[0])
        course = np.radians(one.thing.course_deg + turn_deg)
        way_px = one.thing.speed_mps * colours.delay_s / 10.0
        px = np.array(one.px) + way_px * np.array([np.sin(course), -np.cos(course)])
        return cover_of(one.thing, px, one.thing.heading_deg + turn_deg)

    def _sea(self, colours: Colours, first: int, rows: int) -> Singles:
        width = self.grid.width_px
        factor = _factors(self.waves, first, rows, width)
        east, west = self.sky.glitter
        glitter = np.linspace(west, east, width, dtype=np.float32) * np.float32(colours.glitter)
        own = np.float32(colours.sea) * (1.0 + np.float32(WAVES_SHARE) * (factor - 1.0))
        return np.asarray(own + np.float32(self.sky.haze) + glitter * factor, np.float32)

    def _noise(self, band: Band, first: int, rows: int) -> Singles:
        """The camera's noise, and white caps; both belong to their row."""
        colours, width = BANDS[band], self.grid.width_px
        out = np.empty((rows, width), np.float32)
        for r in range(rows):
            rng = np.random.default_rng([self.wish.seed, first + r])
            caps = rng.integers(0, width, rng.poisson(CAPS_PER_PX * self.wind_mps**3 * width))
            thick = rng.uniform(0.0, CAPS_SHARE, len(caps)) * (colours.foam - colours.sea)
            own = np.random.default_rng([self.wish.seed, first + r, list(BANDS).index(band)])
            own.standard_normal(out=out[r], dtype=np.float32)
            out[r] *= np.float32(colours.noise)
            out[r, caps] += thick.astype(np.float32)
        return out


def compose_optical(wish: OpticalWish, afloat: list[Thing] | None = None) -> OpticalScene:
    """An optical scene as wished: `afloat`, and whoever the seed adds.

    Raises SceneError where such a scene cannot be.
    """
    if max(wish.shape_px) > MOST_PX or min(wish.shape_px) < 128:
        raise SceneError(
            f"size is {wish.shape_px[0]}x{wish.shape_px[1]}; each side must lie in 128..{MOST_PX}"
        )
    try:
        grid = lay_map(wish.centre, wish.shape_px)
    except ValueError as exc:
        raise SceneError(str(exc)) from exc
    rng = np.random.default_rng(wish.seed)
    wind = float(rng.uniform(*WINDS_MPS)) if wish.wind_mps is None else wish.wind_mps
    came = float(rng.uniform(0.0, 360.0)) if wish.wind_from_deg is None else wish.wind_from_deg
    cover = float(rng.uniform(*CLOUD_SHARES)) if wish.cloud_share is None else wish.cloud_share
    sky = draw_sky(rng, grid, cover)
    land = draw_land(grid, wish.land)
    # columns grow to the east, rows to the south
    waves = sea_texture(wish.seed, WAVE_ORDER, float(rng.uniform(80.0, 200.0)), came + 90.0)
    things = _people(rng, wish, grid, land, afloat or [])
    return OpticalScene(
        wish, grid, land, sky, wind, came, waves, tuple(_see(rng, grid, sky, things))
    )


def _people(
    rng: np.random.Generator, wish: OpticalWish, grid: MapGrid, land: Land, afloat: list[Thing]
) -> list[Thing]:
    casting = Casting(rng, grid, land, afloat)
    count = default_vessels(grid) if wish.vessels is None else wish.vessels
    share = rng.uniform(*DARK_SHARES) if wish.dark_share is None else wish.dark_share
    casting.vessels(count, float(share))
    return casting.things


def _see(rng: np.random.Generator, grid: MapGrid, sky: Sky, things: list[Thing]) -> Iterator[Seen]:
    for thing in things:
        px = grid.pixels(np.array([[thing.lon, thing.lat]]))[0]
        paint = PAINTS[int(rng.integers(len(PAINTS)))]
        full = with_ais(thing, 0.0, rng)
        if 0.0 <= px[0] <= grid.width_px and 0.0 <= px[1] <= grid.height_px:
            cloud = float(sky.cloud_at(px[None, :])[0])
            yield Seen(full, (float(px[0]), float(px[1])), paint, cloud)


def _factors(texture: Texture, first: int, rows: int, width: int) -> Singles:
    """Factors (rows, width) of mean 1."""
    row, column = np.arange(first, first + rows), np.arange(width)
    pieces = (texture.first, texture.second)
    score = sum(one[np.ix_(row % len(one), column % len(one))] for one in pieces) * np.sqrt(0.5)
    place = (score + Z_MOST) * ((len(texture.table) - 1) / (2.0 * Z_MOST))
    index = np.clip(place.astype(np.int32), 0, len(texture.table) - 1)
    return np.asarray(texture.table[index], np.float32)


def _lay(light: Singles, first: int, cover: Cover, paint: float, colours: Colours) -> None:
    """Lay foam, hull and bridge over a strip, in place."""
    rows, columns = cover.hull.shape
    top, left = max(cover.row, first), max(cover.column, 0)
    bottom = min(cover.row + rows, first + len(light))
    right = min(cover.column + columns, light.shape[1])
    if top >= bottom or left >= right:
        return
    mine = (
        slice(top - cover.row, bottom - cover.row),
        slice(left - cover.column, right - cover.column),
    )
    part = light[top - first : bottom - first, left:right]
    bridge = 0.5 * (paint + max(PAINTS[0].values()))
    for share, bright in (
        (cover.foam[mine], colours.foam),
        (cover.hull[mine], paint),
        (cover.bridge[mine], bridge),
    ):
        part += share * (bright - part)
