"""Tables that the annotation gives along some lines, read at single pixels only."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.products.fields import Fields

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class LineTable:
    """Values along lines of the picture, each line with its own sample columns.

    rows (L,): centres of the lines as places (.5), in order. columns and values: L arrays each.
    """

    rows: Floats
    columns: tuple[Floats, ...]
    values: tuple[Floats, ...]

    def at(self, px: Floats) -> Floats:
        """(N,) values at pixels (N, 2), linear both ways; the edge's value outside of the table."""
        column, row = px.T
        if len(self.rows) == 1:
            return self._along(0, column)
        after = np.clip(np.searchsorted(self.rows, row), 1, len(self.rows) - 1)
        found = np.empty(len(px))
        for line in np.unique(after):
            here = after == line
            low, high = self.rows[line - 1], self.rows[line]
            share = np.clip((row[here] - low) / (high - low), 0.0, 1.0)
            found[here] = (1.0 - share) * self._along(line - 1, column[here])
            found[here] += share * self._along(line, column[here])
        return found

    def _along(self, line: int, column: Floats) -> Floats:
        along: Floats = np.interp(column, self.columns[line], self.values[line])
        return along


def read_line_table(vectors: list[Fields], name: str) -> LineTable:
    """The table of one quantity out of elements that have <line>, <pixel> and <name>.

    Raises ProductError where counts differ, columns do not grow or a value is negative.
    """
    by_line: dict[int, tuple[Floats, Floats]] = {}
    for vector in vectors:
        columns, values = vector.numbers("pixel"), vector.numbers(name)
        if len(columns) != len(values):
            raise vector.wrong(name, f"has {len(values)} numbers for {len(columns)} pixels")
        if not (np.diff(columns) > 0.0).all():
            raise vector.wrong("pixel", "does not grow")
        if values.min() < 0.0:
            raise vector.wrong(name, "is negative")
        by_line[vector.whole("line", -200_000, 200_000)] = (columns + 0.5, values)
    lines = sorted(by_line)
    return LineTable(
        np.array(lines) + 0.5,
        tuple(by_line[line][0] for line in lines),
        tuple(by_line[line][1] for line in lines),
    )
