"""Ships and piers painted into a sample of a real harbour, along its own quays.

Four harbours hold 78 vessels at the quay: too few to learn from that a red deck beside a red stack
of containers is a ship and that a jetty is none. A painted ship has a hull with a bow, hatches,
stacks or a bare deck, a bridge, a shadow, and is blurred as Sentinel-2 blurs, by about a pixel.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.optical.bands import Mask, Reflectance
from detectors.train.painted.decks import pier_deck, pier_inside, ship_deck, ship_inside
from detectors.train.painted.hull import Hull, Image, coarse

_BLUR_PX = (0.45, 0.8)
_LENGTHS_M = ((45.0, 90.0), (90.0, 160.0), (160.0, 240.0), (240.0, 380.0))
_LENGTH_SHARES = (0.35, 0.35, 0.2, 0.1)
_FREE_PX = 8.0  # from anything dry, for a ship in the roads
_TRIES = 12
_NOBODY = -1


class Painter:
    """Paints into one picture. own: (rows, columns), number of the painted ship there, or -1."""

    def __init__(
        self,
        picture: Reflectance,
        wet: Mask,
        taken: Mask,
        metre_per_px: float,
        rng: np.random.Generator,
    ) -> None:
        """picture: (rows, columns, 4), changed in place. wet: where it is water. taken: where a
        vessel lies already."""
        self.picture, self._wet, self._taken = picture, wet.copy(), taken.copy()
        self._metre_per_px, self._rng = metre_per_px, rng
        self.own: NDArray[np.int32] = np.full(wet.shape, _NOBODY, np.int32)
        sun_rad = rng.uniform(-math.pi, math.pi)
        reach = rng.uniform(0.5, 1.6)  # of a shadow over height: the sun 63 to 32 degrees high
        self._shadow = (math.cos(sun_rad) * reach, math.sin(sun_rad) * reach)

    def ships(self, count: int, share_at_quay: float) -> list[Hull]:
        """So many ships, fewer where there is no room; numbered as in `own`."""
        hulls: list[Hull] = []
        for _ in range(count):
            length_px, width_px = self._size_px()
            is_at_quay = self._rng.random() < share_at_quay
            lies = self._berth if is_at_quay else self._roads
            hull = lies(length_px, width_px)
            if hull is not None:
                self._paint_ship(hull, len(hulls))
                hulls.append(hull)
        return hulls

    def piers(self, count: int) -> None:
        """So many moles, jetties and yards that begin on the shore, fewer where ships lie."""
        for _ in range(count):
            shore = self._shore()
            if shore is None:
                return
            self._pier(*shore)

    def _pier(self, x: int, y: int, angle_rad: float) -> None:
        rng, per_px = self._rng, self._metre_per_px
        is_yard = not rng.random() < 0.6
        length_m = rng.uniform(150, 500) if is_yard else rng.uniform(60, 500)
        width_m = rng.uniform(50, 220) if is_yard else rng.uniform(8, 32)
        foot = Hull(x + 0.5, y + 0.5, angle_rad, length_m / per_px, width_m / per_px)
        middle = foot.ahead(foot.length_px / 2 - 2.0)  # its foot on land
        pier = Hull(*middle, angle_rad, foot.length_px, foot.width_px)
        x0, y0, x1, y1 = (max(int(side), 0) for side in pier.box_px())
        if self._taken[y0 : y1 + 1, x0 : x1 + 1].any():
            return
        if rng.random() < 0.3:  # a head across its end, as jetties for tankers and ore have
            self._paint_pier(pier, is_yard)
            end, across_rad = foot.ahead(foot.length_px - 2.0), angle_rad + math.pi / 2
            length_px, width_px = rng.uniform(60, 350) / per_px, rng.uniform(8, 30) / per_px
            pier = Hull(*end, across_rad, length_px, width_px)
        self._paint_pier(pier, is_yard)

    def _shore(self) -> tuple[int, int, float] | None:
        """(column, row) of a pixel on the shore, and the direction to the water."""
        away = self._away()
        rows, columns = np.nonzero((away > 0) & (away <= 1.5))
        if not len(rows):
            return None
        down, across = np.gradient(cv2.GaussianBlur(away, (0, 0), 2.0))
        pick = int(self._rng.integers(len(rows)))
        y, x = int(rows[pick]), int(columns[pick])
        angle_rad = math.atan2(float(down[y, x]), float(across[y, x]))
        return x, y, angle_rad + self._rng.normal(0.0, 0.25)

    def _away(self) -> Image:
        """Pixels to anything dry."""
        away = cv2.distanceTransform(self._wet.view(np.uint8), cv2.DIST_L2, 5)
        return np.asarray(away, np.float32)

    def _size_px(self) -> tuple[float, float]:
        low, high = _LENGTHS_M[self._rng.choice(len(_LENGTHS_M), p=_LENGTH_SHARES)]
        length_m = self._rng.uniform(low, high)
        width_m = length_m / self._rng.uniform(4.8 if length_m < 90 else 5.6, 7.2)
        return length_m / self._metre_per_px, width_m / self._metre_per_px

    def _berth(self, length_px: float, width_px: float) -> Hull | None:
        """Along something dry, half a beam and a fender away from it; None: no room."""
        away = self._away()
        wanted = width_px / 2 + self._rng.uniform(-0.1, 0.7)
        rows, columns = np.nonzero(np.abs(away - wanted - 0.5) < 0.6)
        if not len(rows):
            return None
        down, across = np.gradient(cv2.GaussianBlur(away, (0, 0), max(1.0, length_px / 8)))
        for pick in self._rng.integers(0, len(rows), _TRIES).tolist():
            y, x = int(rows[pick]), int(columns[pick])
            dy, dx = float(down[y, x]), float(across[y, x])
            if math.hypot(dx, dy) < 0.3:
                continue
            angle_rad = math.atan2(dy, dx) + math.pi / 2 + self._rng.normal(0.0, 0.04)
            angle_rad += math.pi if self._rng.random() < 0.5 else 0.0
            hull = Hull(x + 0.5, y + 0.5, angle_rad, length_px, width_px)
            if self._floats(hull, away, 0.3 * width_px):
                return hull
        return None

    def _roads(self, length_px: float, width_px: float) -> Hull | None:
        away = self._away()
        rows, columns = np.nonzero(away > _FREE_PX + width_px)
        if not len(rows):
            return None
        for pick in self._rng.integers(0, len(rows), _TRIES).tolist():
            x, y = int(columns[pick]) + 0.5, int(rows[pick]) + 0.5
            hull = Hull(x, y, self._rng.uniform(-math.pi, math.pi), length_px, width_px)
            if self._floats(hull, away, _FREE_PX):
                return hull
        return None

    def _floats(self, hull: Hull, away: Image, least_px: float) -> bool:
        """All along its keel it is so far from anything dry, and hits nobody."""
        steps = np.linspace(-0.5, 0.5, 9) * hull.length_px
        columns = np.floor(hull.x + steps * math.cos(hull.angle_rad)).astype(int)
        rows = np.floor(hull.y + steps * math.sin(hull.angle_rad)).astype(int)
        inside = (rows >= 0) & (rows < away.shape[0]) & (columns >= 0) & (columns < away.shape[1])
        if inside.sum() < 6:
            return False
        rows, columns = rows[inside], columns[inside]
        if self._taken[rows, columns].any():
            return False
        return float(away[rows, columns].min()) >= least_px

    def _paint_ship(self, hull: Hull, number: int) -> None:
        corner, size_px = _square(hull)
        along, across = hull.frame(corner, size_px)
        inside = ship_inside(along, across, self._rng)
        deck = ship_deck(along, across, hull.length_px * self._metre_per_px, self._rng)
        cover, colour = coarse(deck, inside, size_px)
        self._lay(corner, cover, colour, self._shadow_of(cover, hull), number)

    def _paint_pier(self, pier: Hull, is_yard: bool) -> None:
        corner, size_px = _square(pier)
        along, across = pier.frame(corner, size_px)
        sides_m = (pier.length_px * self._metre_per_px, pier.width_px * self._metre_per_px)
        deck = pier_deck(along, across, sides_m, is_yard, self._rng)
        cover, colour = coarse(deck, pier_inside(along, across), size_px)
        self._lay(corner, cover, colour, np.zeros_like(cover), _NOBODY)

    def _shadow_of(self, cover: Image, hull: Hull) -> Image:
        """Share of the light that the ship takes from what lies beside it."""
        height_px = self._rng.uniform(0.06, 0.12) * hull.length_px
        dark = np.zeros_like(cover)
        for share in (0.33, 0.66, 1.0):
            right, down = (part * height_px * share for part in self._shadow)
            move = np.array([[1, 0, right], [0, 1, down]], np.float32)
            dark = np.maximum(dark, cv2.warpAffine(cover, move, cover.shape[::-1]))
        return np.asarray(dark * np.float32(self._rng.uniform(0.1, 0.5)), np.float32)

    def _lay(
        self, corner: tuple[int, int], cover: Image, colour: Image, dark: Image, number: int
    ) -> None:
        """Blurred over the picture; dry and, for a ship, taken from now on."""
        blur_px = float(self._rng.uniform(*_BLUR_PX))
        colour = np.asarray(cv2.GaussianBlur(colour * cover[..., None], (0, 0), blur_px))
        soft = np.asarray(cv2.GaussianBlur(cover, (0, 0), blur_px))
        dark = np.asarray(cv2.GaussianBlur(dark, (0, 0), blur_px))
        there, own = _overlap(corner, len(cover), self._wet.shape)
        ground = self.picture[there] * (1.0 - dark[own][..., None])
        self.picture[there] = ground * (1.0 - soft[own][..., None]) + colour[own]
        self._wet[there] &= ~(cover[own] > 0.3)
        if number != _NOBODY:
            self._taken[there] |= cover[own] > 0.3
            self.own[there][cover[own] >= 0.5] = number


def _square(hull: Hull) -> tuple[tuple[int, int], int]:
    """(left, top) and side of a square that holds it and its shadow."""
    half = math.ceil(math.hypot(hull.length_px, hull.width_px) / 2 + 6)
    return (int(hull.x) - half, int(hull.y) - half), 2 * half + 1


def _overlap(
    corner: tuple[int, int], size_px: int, shape: tuple[int, ...]
) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """What of the square lies in the picture: there, and in the square; both may be empty."""
    left, top = corner
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = max(min(left + size_px, shape[1]), x0), max(min(top + size_px, shape[0]), y0)
    there = (slice(y0, y1), slice(x0, x1))
    return there, (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
