"""Who is in a scene: drawn from the seed, apart from each other and off the land."""

import math
from dataclasses import replace

import numpy as np
import shapely
from numpy.random import Generator
from numpy.typing import NDArray
from shapely.geometry import Point

from simulator.satellite.picture import SPACING_M, Picture
from simulator.satellite.sea.land import Land
from simulator.satellite.things.scatter import draw_echo, draw_scatterers
from simulator.satellite.things.sorts import STANDING, STILL_SHARE, VESSELS, Sort, Standing
from simulator.satellite.things.thing import Kind, Thing

Floats = NDArray[np.float64]

APART_PX = 70.0  # beyond half of both lengths
OFF_SHORE_PX = 40.0
TRIES = 400
UNIT_PX = 1_600e6 / SPACING_M**2  # pixels of the 1,600 km2 that counts are given for
VESSELS_PER_UNIT = 40.0
CROWD_POWER = 0.7  # a larger picture shows emptier sea as well
MARGIN_PX = 150  # from the edges of the picture: a moving vessel is shown away from its place


class Casting:
    """Draws things one after the other into the free water of a picture."""

    def __init__(self, rng: Generator, image: Picture, land: Land, taken: list[Thing]) -> None:
        self._rng = rng
        self._image = image
        self._shore = land.shape
        shapely.prepare(self._shore)
        self._margin_px = min(MARGIN_PX, image.width_px // 6, image.height_px // 6)
        places = np.array([[one.lon, one.lat] for one in taken]).reshape(-1, 2)
        self._spots = [
            (px, one.length_m) for px, one in zip(_px(image, places), taken, strict=True)
        ]
        self.things = list(taken)

    def standing(self, times: float = 1.0) -> None:
        """Platforms, turbines, rocks, rafts, nets: as many as the size of the picture asks for,
        or so many times as many.

        Drawn first, and whoever is afloat keeps clear of them: what stands is the same in every
        picture of one geometry and one seed of theirs.
        """
        units = times * self._image.width_px * self._image.height_px / UNIT_PX
        for sort in STANDING:
            for _ in range(int(self._rng.poisson(sort.count * units))):
                self._stand(sort)

    def vessels(self, count: int, dark_share: float) -> None:
        """Vessels, of which a share sends no AIS; fewer where there is no room."""
        is_dark = np.arange(count) < round(count * dark_share)
        self._rng.shuffle(is_dark)
        shares = np.array([sort.share for sort in VESSELS])
        mmsis = 431_000_000 + self._rng.choice(900_000, count, replace=False)
        for n in range(count):
            sort = VESSELS[int(self._rng.choice(len(VESSELS), p=shares / shares.sum()))]
            vessel = self._vessel(sort)
            if vessel is not None:
                mmsi = None if is_dark[n] else int(mmsis[n])
                self.things.append(replace(vessel, id=f"s{n:03d}", mmsi=mmsi))

    def _vessel(self, sort: Sort) -> Thing | None:
        length = round(float(self._rng.uniform(*sort.length_m)), 1)
        width = round(length * sort.beam_share * float(self._rng.uniform(0.9, 1.1)), 1)
        heading = float(self._rng.uniform(0.0, 360.0))
        is_still = self._rng.random() < STILL_SHARE
        speed = 0.0 if is_still else float(self._rng.uniform(*sort.speed_mps))
        spot = self._spot(length)
        if spot is None:
            return None
        return self._make("vessel", sort.type, spot, (length, width), (heading, speed))

    def _stand(self, sort: Standing) -> None:
        length, width = (float(self._rng.uniform(*span)) for span in (sort.length_m, sort.width_m))
        heading = float(self._rng.uniform(0.0, 360.0))
        spot = self._spot(max(length, sort.step_m * sort.row))
        if spot is None:
            return
        step = sort.step_m / SPACING_M * np.array([np.cos(heading), np.sin(heading)])
        for n in range(sort.row):
            place = spot + (n - (sort.row - 1) / 2.0) * step
            thing = self._make(sort.kind, sort.kind, place, (length, width), (heading, 0.0))
            number = sum(one.kind == sort.kind for one in self.things)
            self.things.append(replace(thing, id=f"{sort.kind}{number:02d}"))

    def _make(
        self,
        kind: Kind,
        type_: str,
        px: Floats,
        size_m: tuple[float, float],
        way: tuple[float, float],
    ) -> Thing:
        lon, lat = self._image.lonlat(px[None, :])[0]
        heading, speed = way
        self._spots.append((px, size_m[0]))
        return Thing(
            id="",
            kind=kind,
            type=type_,
            lon=float(lon),
            lat=float(lat),
            length_m=round(size_m[0], 1),
            width_m=round(size_m[1], 1),
            heading_deg=heading,
            course_deg=heading,
            speed_mps=speed,
            mmsi=None,
            echo_m2=draw_echo(self._rng, kind, size_m[0]),
            scatterers=draw_scatterers(self._rng, kind, *size_m),
        )

    def _spot(self, extent_m: float) -> Floats | None:
        """A free place in pixels, or None where none was found."""
        low = np.full(2, float(self._margin_px))
        high = np.array([self._image.width_px, self._image.height_px]) - self._margin_px
        reach = extent_m / 2.0 / SPACING_M
        for _ in range(TRIES):
            px = self._rng.uniform(low, high)
            off_shore = shapely.distance(self._shore, Point(px))
            if off_shore < OFF_SHORE_PX + reach:
                continue
            room = (
                float(np.hypot(*(px - other))) - reach - length / 2.0 / SPACING_M
                for other, length in self._spots
            )
            if all(free > APART_PX for free in room):
                return px
        return None


def default_vessels(image: Picture) -> int:
    """How many vessels are usual in a picture of its size."""
    units = float(image.width_px * image.height_px) / UNIT_PX
    return max(round(VESSELS_PER_UNIT * math.pow(units, CROWD_POWER)), 4)


def _px(image: Picture, lonlat: Floats) -> Floats:
    return image.pixels(lonlat) if len(lonlat) else np.zeros((0, 2))
