"""Vector files in any reference system that GDAL knows, read as lon/lat.

pyogrio brings pandas with it and is loaded when a file is read: most plans read none.
"""

from pathlib import Path
from typing import Any

import pyproj

from geodata.errors import GeodataError

Bounds = tuple[float, float, float, float]

_WGS84 = "EPSG:4326"


class Source:
    """One vector file, and how its faults are told.

    what: what is read from it, for messages; error: which GeodataError they become.
    """

    def __init__(self, path: Path, what: str, error: type[GeodataError]) -> None:
        self._path = path
        self._what = what
        self._error = error

    def reference_system(self) -> str:
        """The reference system that the file names. Raises when it cannot be read or names none."""
        import pyogrio.errors

        try:
            crs = pyogrio.read_info(self._path)["crs"]
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as exc:
            raise self._unreadable(exc) from exc
        if crs is None:
            raise self._error(
                f"{self._path} names no reference system: save it again with one ({_WGS84})"
            )
        return str(crs)

    def table(self, near: Bounds | None, columns: list[str] | None) -> Any:
        """A GeoDataFrame in lon/lat of the features whose box touches `near` (degrees).

        near None: all features. columns None: all of them.
        """
        import pyogrio.errors

        crs = self.reference_system()
        wanted = None if near is None else _bounds_in(crs, near)
        try:
            found = pyogrio.read_dataframe(self._path, columns=columns, bbox=wanted)
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as exc:
            raise self._unreadable(exc) from exc
        return found.to_crs(_WGS84)

    def _unreadable(self, exc: Exception) -> GeodataError:
        # what GDAL adds after the first clause is advice for programmers
        why = str(exc).removeprefix(f"{self._path}: ").partition(";")[0].rstrip(".")
        return self._error(
            f"cannot read {self._what} from {self._path}: {why}: give polygons as GeoJSON,"
            " shapefile or GeoPackage"
        )


def _bounds_in(crs: str, near: Bounds) -> Bounds:
    change = pyproj.Transformer.from_crs(_WGS84, crs, always_xy=True)
    west, south, east, north = change.transform_bounds(*near)
    return (west, south, east, north)
