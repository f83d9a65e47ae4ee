"""The only door to a picture in files: one file with all bands, or one file per band."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rasterio.errors import CRSError

from geodata.errors import RasterError
from geodata.raster.bands import band_names
from geodata.raster.georeference import Georeference
from geodata.raster.grid import Grid
from geodata.raster.strips import strip_rows, strips
from geodata.raster.tiff import TiffRows, driver_of, open_tiff

MAX_FILES = 64


@dataclass(frozen=True, slots=True)
class Band:
    """Where one band lies: a file and the number in it (from 1). nodata: its empty value."""

    name: str
    path: Path
    number: int
    nodata: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """A scene out of files of one grid. shape: (rows, columns).

    georef: None for a picture that says nothing of the ground; then only pixels are known of it.
    """

    name: str
    shape: tuple[int, int]
    dtype: np.dtype[np.generic]
    bands: tuple[Band, ...]
    georef: Georeference | None

    @property
    def band_names(self) -> tuple[str, ...]:
        """In the order of the bands of an array."""
        return tuple(band.name for band in self.bands)

    def strips(
        self, height: int | None = None, halo: int = 0, names: Sequence[str] | None = None
    ) -> Iterator[tuple[int, NDArray[np.generic]]]:
        """(first row, pixels (B, H, columns)) of the named bands, all without names.

        Each array begins `halo` rows before the strip's own rows and ends as many after them, or
        at the edge. Without a height a strip takes 64 MiB at most. Raises RasterError for a name
        that is not there and a file that breaks off.
        """
        chosen = self._chosen(names)
        height = height or strip_rows(len(chosen) * self.shape[1] * self.dtype.itemsize)
        with ExitStack() as stack:
            files = {
                path: stack.enter_context(open_tiff(path, driver=driver_of(path)))
                for path in dict.fromkeys(band.path for band in chosen)
            }
            yield from strips(_rows_of(files, chosen), self.shape[0], height, halo)

    def read(
        self, rows: tuple[int, int], columns: tuple[int, int], names: Sequence[str] | None = None
    ) -> NDArray[np.generic]:
        """(B, H, W) pixels of a window: first and one after the last, inside of the picture."""
        (top, bottom), (left, right) = rows, columns
        if not (0 <= top < bottom <= self.shape[0] and 0 <= left < right <= self.shape[1]):
            raise RasterError(
                f"rows {top}..{bottom}, columns {left}..{right} do not lie in {self.name}, which "
                f"has {self.shape[0]} rows and {self.shape[1]} columns"
            )
        chosen = self._chosen(names)
        with ExitStack() as stack:
            paths = dict.fromkeys(band.path for band in chosen)
            files = {p: stack.enter_context(open_tiff(p, driver=driver_of(p))) for p in paths}
            return _rows_of(files, chosen)(top, bottom)[:, :, left:right].copy()

    def valid(
        self, pixels: NDArray[np.generic], names: Sequence[str] | None = None
    ) -> NDArray[np.bool_]:
        """(H, W) true where every band of pixels (B, H, W) has a value: neither nodata nor NaN."""
        chosen = self._chosen(names)
        valid = np.ones(pixels.shape[1:], bool)
        for band, values in zip(chosen, pixels, strict=True):
            if values.dtype.kind == "f":
                valid &= np.isfinite(values)
            if band.nodata is not None and not np.isnan(band.nodata):
                valid &= values != band.nodata
        return valid

    def _chosen(self, names: Sequence[str] | None) -> list[Band]:
        if names is None:
            return list(self.bands)
        by_name = {band.name: band for band in self.bands}
        for name in names:
            if name not in by_name:
                raise RasterError(f"{self.name} has no band {name}: it has {', '.join(by_name)}")
        return [by_name[name] for name in names]


def open_raster(paths: Path | str | Sequence[Path | str]) -> Raster:
    """One scene out of one file, or out of files of one grid with different bands.

    TIFF, JPEG 2000, JPEG and PNG are read. Raises RasterError for what is none of them, for grids
    or kinds of numbers that differ and for a band that comes twice.
    """
    listed = [paths] if isinstance(paths, Path | str) else list(paths)
    files = [Path(path) for path in listed]
    if not 1 <= len(files) <= MAX_FILES:
        raise RasterError(f"{len(files)} files were given; a scene has 1 to {MAX_FILES}")
    first: Grid | None = None
    bands: dict[str, Band] = {}
    for file in files:
        grid, found = header(file)
        first = first or grid
        wrong = first.difference(grid)
        if wrong:
            raise RasterError(
                f"{file} and {files[0]} differ in {wrong}; files of one scene share one grid: "
                "give them one by one"
            )
        for band in found:
            if band.name in bands:
                raise RasterError(f"{file} and {bands[band.name].path} both have band {band.name}")
            bands[band.name] = band
    assert first is not None  # at least one file
    name = files[0].stem if len(files) == 1 else files[0].resolve().parent.name
    return Raster(name, first.shape, first.dtype, tuple(bands.values()), first.georef(files[0]))


def header(file: Path) -> tuple[Grid, list[Band]]:
    """Where the pixels of one file lie and what bands it has. Raises RasterError."""
    with open_tiff(file, driver=driver_of(file)) as tiff:
        try:
            return Grid.of(tiff), _bands_of(tiff, file)
        except (UnicodeDecodeError, CRSError) as exc:
            raise RasterError(f"{file}: what it says of itself is damaged: save it anew") from exc


def _bands_of(tiff: TiffRows, file: Path) -> list[Band]:
    dataset = tiff.dataset
    tags = [dataset.tags(number) for number in range(1, tiff.bands + 1)]
    names = band_names(dataset.descriptions, tags, file.stem)
    if tiff.bands == 1 and names == ("1",):
        names = (file.stem,)
    return [
        Band(name, file, number, dataset.nodatavals[number - 1])
        for number, name in enumerate(names, 1)
    ]


def _rows_of(
    files: dict[Path, TiffRows], chosen: list[Band]
) -> Callable[[int, int], NDArray[np.generic]]:
    paths = list(dict.fromkeys(band.path for band in chosen))

    def read(first: int, stop: int) -> NDArray[np.generic]:
        by_band: dict[str, NDArray[np.generic]] = {}
        for path in paths:
            inside = [band for band in chosen if band.path == path]
            numbers = tuple(band.number for band in inside)
            for band, rows in zip(inside, files[path].read(first, stop, numbers), strict=True):
                by_band[band.name] = rows
        return np.stack([by_band[band.name] for band in chosen])

    return read
