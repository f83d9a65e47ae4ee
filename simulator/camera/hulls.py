"""Vessels as solids: a pointed hull and the boxes that stand on it."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulator.vessel import Colour, Kind, VesselState

Floats = NDArray[np.float64]

# Deck outline as shares of length (bow positive) and beam (starboard positive); drawn clockwise
# from above.
_DECK = (
    (-0.50, -0.44), (-0.20, -0.50), (0.18, -0.50), (0.36, -0.33), (0.50, 0.0),
    (0.36, 0.33), (0.18, 0.50), (-0.20, 0.50), (-0.50, 0.44),
)  # fmt: skip
_WATERLINE = 0.97, 0.88  # of the deck's length and beam


@dataclass(frozen=True, slots=True)
class Block:
    """A box on deck: from stern to bow and its width in shares, heights in shares of the top."""

    stern: float
    bow: float
    width: float
    foot: float
    top: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Form:
    """How a kind looks. freeboard: height of the deck in shares of the vessel's height."""

    freeboard: float
    deck: Colour
    blocks: tuple[Block, ...]


WHITE, GLASS, DARK = (226, 228, 226), (52, 62, 70), (44, 44, 46)
FORMS: dict[Kind, Form] = {
    "open_boat": Form(
        0.55,
        (196, 186, 164),
        (
            Block(-0.36, 0.22, 0.66, 0.45, 0.56, (92, 78, 60)),
            Block(-0.30, -0.18, 0.34, 0.55, 1.0, (196, 118, 40)),
            Block(-0.50, -0.43, 0.22, 0.50, 0.90, DARK),
        ),
    ),
    "rhib": Form(
        0.45,
        (96, 98, 100),
        (
            Block(-0.40, 0.26, 0.56, 0.40, 0.46, (60, 62, 64)),
            Block(-0.16, 0.02, 0.34, 0.45, 1.0, (70, 74, 80)),
            Block(-0.50, -0.44, 0.36, 0.45, 0.85, DARK),
        ),
    ),
    "fishing": Form(
        0.32,
        (128, 142, 132),
        (
            Block(-0.18, 0.08, 0.58, 0.32, 0.54, WHITE),
            Block(-0.16, 0.085, 0.59, 0.54, 0.66, GLASS),
            Block(-0.19, 0.09, 0.62, 0.66, 0.72, WHITE),
            Block(-0.04, 0.0, 0.07, 0.72, 1.0, (180, 180, 176)),
            Block(-0.42, -0.26, 0.50, 0.32, 0.40, (60, 92, 118)),
        ),
    ),
    "yacht": Form(
        0.40,
        (202, 186, 158),
        (
            Block(-0.26, 0.18, 0.66, 0.40, 0.50, WHITE),
            Block(-0.24, 0.17, 0.65, 0.50, 0.63, GLASS),
            Block(-0.27, 0.16, 0.68, 0.63, 0.70, WHITE),
            Block(-0.20, 0.04, 0.54, 0.70, 1.0, WHITE),
        ),
    ),
    "coaster": Form(
        0.36,
        (110, 64, 52),
        (
            Block(-0.24, 0.30, 0.72, 0.36, 0.46, (96, 112, 104)),
            Block(-0.46, -0.28, 0.80, 0.36, 0.70, WHITE),
            Block(-0.455, -0.285, 0.79, 0.70, 0.78, GLASS),
            Block(-0.46, -0.275, 0.84, 0.78, 0.86, WHITE),
            Block(-0.42, -0.36, 0.20, 0.86, 1.0, (190, 92, 44)),
            Block(0.32, 0.335, 0.08, 0.36, 0.90, (200, 196, 160)),
        ),
    ),
    "cargo": Form(
        0.38,
        (122, 70, 58),
        (
            Block(-0.27, -0.06, 0.84, 0.38, 0.58, (150, 84, 60)),
            Block(-0.05, 0.14, 0.84, 0.38, 0.62, (66, 96, 128)),
            Block(0.15, 0.31, 0.74, 0.38, 0.54, (112, 124, 96)),
            Block(-0.45, -0.31, 0.86, 0.38, 0.76, WHITE),
            Block(-0.445, -0.315, 0.85, 0.76, 0.83, GLASS),
            Block(-0.45, -0.305, 0.98, 0.83, 0.90, WHITE),
            Block(-0.43, -0.38, 0.24, 0.90, 1.0, (58, 86, 130)),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Solids:
    """A vessel's convex bodies, hull first, in metres: starboard, ahead, up from the waterline.

    corners: (N, 3). faces: where each face's corners begin and end. normals: (F, 3) outward.
    colours: one per face. bodies: (F,) which body a face belongs to. middles: (B, 3).
    """

    corners: Floats
    faces: tuple[tuple[int, int], ...]
    normals: Floats
    colours: tuple[Colour, ...]
    bodies: NDArray[np.intp]
    middles: Floats


@dataclass(slots=True)
class _Draft:
    """Solids while they are put together."""

    rings: list[Floats]
    normals: list[Floats]
    colours: list[Colour]
    bodies: list[int]
    middles: list[Floats]

    def add(self, low: Floats, high: Floats, side: Colour, top: Colour) -> None:
        """Add the body between two rings of equal length."""
        middle = (low.mean(axis=0) + high.mean(axis=0)) / 2.0
        body = len(self.middles)
        self.middles.append(middle)
        self._face(high, np.array([0.0, 0.0, 1.0]), top, body)
        for here in range(len(low)):
            after = (here + 1) % len(low)
            ring = np.array([low[here], low[after], high[after], high[here]])
            normal = np.cross(ring[1] - ring[0], ring[3] - ring[0])
            normal *= np.sign(normal @ (ring.mean(axis=0) - middle)) / np.linalg.norm(normal)
            self._face(ring, normal, side, body)

    def _face(self, ring: Floats, normal: Floats, colour: Colour, body: int) -> None:
        self.rings.append(ring)
        self.normals.append(normal)
        self.colours.append(colour)
        self.bodies.append(body)


@lru_cache(maxsize=256)
def solids_of(
    kind: Kind, length_m: float, beam_m: float, height_m: float, colour: Colour
) -> Solids:
    """The bodies of a vessel of a kind and size, with the colour of its hull."""
    form = FORMS[kind]
    size = np.array([beam_m, length_m, height_m])
    deck = np.array([(y, x, form.freeboard) for x, y in _DECK]) * size
    water = np.array([(y * _WATERLINE[1], x * _WATERLINE[0], 0.0) for x, y in _DECK]) * size
    draft = _Draft([], [], [], [], [])
    draft.add(water, deck, colour, form.deck)
    for block in form.blocks:
        half = block.width / 2.0
        ring = ((-half, block.stern), (-half, block.bow), (half, block.bow), (half, block.stern))
        foot = np.array([(x, y, block.foot) for x, y in ring]) * size
        top = np.array([(x, y, block.top) for x, y in ring]) * size
        draft.add(foot, top, block.colour, block.colour)
    ends = np.cumsum([len(ring) for ring in draft.rings])
    starts = np.concatenate([[0], ends[:-1]])
    return Solids(
        np.vstack(draft.rings),
        tuple((int(start), int(end)) for start, end in zip(starts, ends, strict=True)),
        np.array(draft.normals),
        tuple(draft.colours),
        np.array(draft.bodies),
        np.array(draft.middles),
    )


def solids_for(vessel: VesselState) -> Solids:
    """The bodies of a vessel."""
    return solids_of(vessel.kind, vessel.length_m, vessel.beam_m, vessel.height_m, vessel.colour)


def ship_axes(vessel: VesselState, turn_rad: float) -> Floats:
    """Rows: starboard, ahead and up of a vessel in the axes of the local frame.

    turn_rad: direction of true north there, clockwise from the frame's north.
    """
    heading = np.radians(vessel.heading_deg) + turn_rad
    sine, cosine = np.sin(heading), np.cos(heading)
    return np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])
