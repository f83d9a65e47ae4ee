"""The shape of a barrier patrol: back and forth along a line, or crossing over with the boats."""

from dataclasses import dataclass, field

import numpy as np
import shapely
import shapely.ops
from shapely.geometry import LineString

from geodata.position import Floats

STEP_M = 1.0  # to either side, for the direction of a line at a place


@dataclass(frozen=True, slots=True)
class BarrierShape:
    """One lap over a line: there and back, each way advancing across it with the boats.

    inset_m: the turns lie this far before the ends of the line. advance_m: how far each crossing
    advances towards towards_rad, where boats go (counter-clockwise from east); at the end the
    patrol jumps back by it. 0 is the back-and-forth patrol, anything else Koopman's crossover, a
    bow tie.
    """

    inset_m: float = 0.0
    advance_m: float = 0.0
    towards_rad: float = field(default=0.0, kw_only=True)

    @property
    def kind(self) -> str:
        """back-and-forth or crossover."""
        return "crossover" if self.advance_m else "back-and-forth"

    def tracks(self, line: LineString) -> tuple[LineString, LineString]:
        """The way there along a line, in local metres, and the way back.

        >>> shape = BarrierShape(100.0, 50.0, towards_rad=-np.pi / 2.0)
        >>> shape.tracks(LineString([(0.0, 0.0), (1000.0, 0.0)]))[0].wkt
        'LINESTRING (100 25, 900 -25)'
        """
        inset = min(self.inset_m, 0.45 * line.length)
        inner = shapely.ops.substring(line, inset, line.length - inset)
        assert isinstance(inner, LineString)  # the inset leaves a tenth of it
        if not self.advance_m:
            return inner, inner.reverse()
        return self._crossing(inner), self._crossing(inner.reverse())

    def _crossing(self, line: LineString) -> LineString:
        """The line moved across itself, by half the advance against the boats up to half with."""
        corners = shapely.get_coordinates(line)
        places = np.array([line.project(shapely.Point(corner)) for corner in corners])
        ahead = shapely.line_interpolate_point(line, np.minimum(places + STEP_M, line.length))
        back = shapely.line_interpolate_point(line, np.maximum(places - STEP_M, 0.0))
        along: Floats = shapely.get_coordinates(ahead) - shapely.get_coordinates(back)
        left = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
        flow = np.array([np.cos(self.towards_rad), np.sin(self.towards_rad)])
        side = np.where(left @ flow >= 0.0, 1.0, -1.0)[:, None]
        moved = (places / line.length - 0.5)[:, None] * self.advance_m
        return LineString(np.round(corners + side * moved * left, 6))


TO_AND_FRO = BarrierShape()
