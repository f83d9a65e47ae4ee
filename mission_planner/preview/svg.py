"""The picture as SVG inside a page: colours come from the page's style sheet."""

import math
from collections.abc import Iterator
from html import escape

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.preview.picture import Picture, Track
from mission_planner.preview.view import Place, View
from mission_planner.preview.words import Say
from mission_planner.request import Wind

WIDTH = 1000.0
COLOURS = 6  # of sorties, then they come again
TICK = 34.0  # room at the rim for degrees
ARROW = "M0,-7 L4.5,6 L0,3 L-4.5,6 Z"


class Canvas:
    """Metres to units of the picture, y downwards; text that cannot break out of its place."""

    def __init__(self, view: View) -> None:
        self._west, _, _, self._north = view.bounds
        self._scale = WIDTH / view.width_m
        self.height = view.height_m * self._scale

    def units(self, metres: float) -> float:
        """A length in the picture's units."""
        return metres * self._scale

    def at(self, place: Place) -> Place:
        """A place in the picture's units."""
        return (place[0] - self._west) * self._scale, (self._north - place[1]) * self._scale

    def line(self, points: Floats) -> str:
        """Path data of a line."""
        moved = (points - (self._west, self._north)) * (self._scale, -self._scale)
        return "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in moved)

    def shape(self, geometry: BaseGeometry) -> str:
        """Path data of all lines and rings of a geometry."""
        parts = shapely.get_parts(shapely.get_parts(geometry))
        return " ".join(d for part in parts if not part.is_empty for d in self._part(part))

    def _part(self, part: BaseGeometry) -> Iterator[str]:
        if isinstance(part, Polygon):
            for ring in (part.exterior, *part.interiors):
                yield self.line(np.asarray(ring.coords, np.float64)[:, :2]) + " Z"
        elif isinstance(part, LineString):
            yield self.line(np.asarray(part.coords, np.float64)[:, :2])


def svg_of(picture: Picture, say: Say, wind: str) -> str:
    """The whole picture. wind: what stands beside the wind arrow."""
    canvas = Canvas(picture)
    parts = [
        *opening(canvas),
        *_ground(picture, canvas, say),
        *_tracks(picture, canvas, say),
        *_reasons(picture, canvas, say),
        *_badges(picture, canvas),
        *_ship(picture, canvas, say),
        *_places(picture, canvas, say),
        *grid(picture, canvas),
        *instruments(picture, canvas, picture.wind, wind),
        "</svg>",
    ]
    return "\n".join(parts)


def opening(canvas: Canvas) -> Iterator[str]:
    """The head of the picture, and the sea."""
    yield f'<svg viewBox="0 0 {WIDTH:.0f} {canvas.height:.0f}" role="img">'
    yield '<defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse"'
    yield ' patternTransform="rotate(45)"><rect class="hatch" width="2.5" height="8"/></pattern>'
    yield "</defs>"
    yield f'<rect class="sea" width="{WIDTH:.0f}" height="{canvas.height:.0f}"/>'


def _ground(picture: Picture, canvas: Canvas, say: Say) -> Iterator[str]:
    if not picture.seen:
        yield path("swath", canvas.shape(picture.swath), say("swath"))
    for pct, shape in picture.seen:
        yield path("found", canvas.shape(shape), f"{pct} {say('found')}")
    yield path("survey", canvas.shape(picture.survey), say("survey"))
    yield path("land", canvas.shape(picture.land), say("land"))
    yield path("fence", canvas.shape(picture.fence), say("fence"))
    for name, shape in picture.nofly:
        yield path("nofly", canvas.shape(shape), f"{say('nofly')}: {name}")
    for gap in picture.gaps:
        told = f"{say('gap')}: {say(gap.reason)}, {gap.area_m2:.0f} m2"
        yield path("gap", canvas.shape(gap.shape), told)


def _tracks(picture: Picture, canvas: Canvas, say: Say) -> Iterator[str]:
    """Lines first, so that none hides the arrows and numbers of another."""
    for track in picture.tracks:
        data = canvas.line(track.line)
        yield f'<path class="halo" d="{data}"/>'
        yield path(f"track {_colour(track)}", data, f"{say('sortie')} {track.number}")
    for state, line in picture.silent:
        yield path(state.value, canvas.line(line), say(state))
    for track in picture.tracks:
        yield from _marks(track, canvas)


def _marks(track: Track, canvas: Canvas) -> Iterator[str]:
    """Arrows and numbers of way points."""
    colour = _colour(track)
    for place, course_deg in track.arrows:
        x, y = canvas.at(place)
        turned = f"translate({x:.1f} {y:.1f}) rotate({course_deg:.0f})"
        yield f'<path class="arrow {colour}" transform="{turned}" d="{ARROW}"/>'
    for place, number in track.numbers:
        x, y = canvas.at(place)
        yield f'<circle class="point {colour}" cx="{x:.1f}" cy="{y:.1f}" r="2.2"/>'
        yield text_at(f"number {colour}", x + 5.0, y - 5.0, number)


def _colour(track: Track) -> str:
    return f"s{(track.number - 1) % COLOURS}"


def _badges(picture: Picture, canvas: Canvas) -> Iterator[str]:
    """The number of each sortie where it is farthest from home."""
    if len(picture.tracks) < 2:
        return
    for track in picture.tracks:
        far = track.line[int(np.hypot(*(track.line - picture.home).T).argmax())]
        x, y = canvas.at((float(far[0]), float(far[1])))
        yield f'<circle class="badge {_colour(track)}" cx="{x:.1f}" cy="{y:.1f}" r="11"/>'
        yield text_at("badge-text", x, y + 4.5, str(track.number))


def _reasons(picture: Picture, canvas: Canvas, say: Say) -> Iterator[str]:
    """Why the large gaps are there."""
    for gap in picture.large_gaps:
        x, y = canvas.at(picture.frame.point(gap.place))
        yield text_at("why", x, y + 4.0, say(gap.reason), "middle")


def _ship(picture: Picture, canvas: Canvas, say: Say) -> Iterator[str]:
    """The way of the ship: when it is where, and how well that is predicted."""
    if not picture.ship:
        return
    line = np.array([moment.place for moment in picture.ship])
    yield path("ship", canvas.line(line), say("deck"))
    for moment in picture.ship:
        x, y = canvas.at(moment.place)
        radius = canvas.units(moment.error_m)
        yield f'<circle class="ship" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
        east, north = moment.aside
        x, y = x + 32.0 * east, y - 20.0 * north + 4.0
        yield text_at("label", x, y, f"{moment.at_s / 60.0:.0f} min", "middle")


def _places(picture: Picture, canvas: Canvas, say: Say) -> Iterator[str]:
    for number, place in enumerate(picture.rally, start=1):
        x, y = canvas.at(place)
        yield f'<path class="rally" d="M{x:.1f},{y - 8:.1f} l7,14 h-14 Z"/>'
        if number == len(picture.rally) or not picture.ship:  # those of a ship stand in a row
            yield text_at("label", x + 10.0, y + 5.0, say("rally"))
    x, y = canvas.at(picture.home)
    yield f'<circle class="home" cx="{x:.1f}" cy="{y:.1f}" r="8"/>'
    yield text_at("home-text", x, y + 4.2, "H")
    yield text_at("label", x + 12.0, y + 5.0, say("home"))


def grid(view: View, canvas: Canvas) -> Iterator[str]:
    """Meridians and parallels with their degrees."""
    meridians, parallels = view.grid()
    for degrees, start, end in meridians:
        (x0, y0), (x1, y1) = canvas.at(start), canvas.at(end)
        yield f'<path class="grid" d="M{x0:.1f},{y0:.1f} L{x1:.1f},{y1:.1f}"/>'
        if TICK < x0 < WIDTH - TICK:
            yield text_at("degrees", x0, canvas.height - 6.0, f"{degrees:g}°", "middle")
    for degrees, start, end in parallels:
        (x0, y0), (x1, y1) = canvas.at(start), canvas.at(end)
        yield f'<path class="grid" d="M{x0:.1f},{y0:.1f} L{x1:.1f},{y1:.1f}"/>'
        if TICK < y0 < canvas.height - TICK:
            yield text_at("degrees", 6.0, y0 - 4.0, f"{degrees:g}°")


def instruments(view: View, canvas: Canvas, wind: Wind, told: str) -> Iterator[str]:
    """North arrow, wind arrow with what is told of it, scale bar."""
    yield '<g transform="translate(965 46)"><path class="north" d="M0,-30 L9,14 L0,6 L-9,14 Z"/>'
    yield text_at("label", 0.0, 32.0, "N", "middle") + "</g>"
    if wind.speed_mps:
        towards = (wind.from_deg + 180.0) % 360.0
        yield (
            f'<g transform="translate(905 40) rotate({towards:.0f})">'
            '<path class="wind" d="M0,26 L0,-14 M-8,-8 L0,-24 L8,-8"/></g>'
        )
    yield text_at("label", 925.0, 96.0, told, "end")
    length = canvas.units(view.scale_m)
    x, y = WIDTH - 30.0 - length, canvas.height - 34.0
    yield f'<path class="scale" d="M{x:.1f},{y - 6:.1f} v6 h{length:.1f} v-6"/>'
    yield text_at("label", x + length / 2.0, y - 8.0, distance_text(view.scale_m), "middle")


def distance_text(metres: float) -> str:
    """In kilometres from one on.

    >>> distance_text(500.0), distance_text(2000.0)
    ('500 m', '2 km')
    """
    return f"{metres / 1000:g} km" if metres >= 1000.0 else f"{metres:g} m"


def path(style: str, data: str, title: str) -> str:
    """A path with a word for who points at it; nothing without data."""
    if not data:
        return ""
    return f'<path class="{style}" d="{data}"><title>{escape(title)}</title></path>'


def text_at(style: str, x: float, y: float, text: str, anchor: str = "") -> str:
    """Text in the picture's units."""
    where = f' text-anchor="{anchor}"' if anchor else ""
    rounded = f'x="{x:.1f}" y="{y:.1f}"' if math.isfinite(x + y) else ""
    return f'<text class="{style}" {rounded}{where}>{escape(text)}</text>'
