"""The only door to a Sentinel-1 product."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geodata.errors import ProductError, RasterError
from geodata.products.files import ProductFiles, product_files
from geodata.raster.strips import strips
from geodata.raster.tiff import TiffRows, open_tiff
from geodata.raster.windows import read_windows
from geodata.sentinel1.annotation import Annotation, read_annotation
from geodata.sentinel1.border import BLOCK_PX, blank_border, valid_columns
from geodata.sentinel1.calibration import Calibration, read_sigma_table
from geodata.sentinel1.georef import Georef
from geodata.sentinel1.members import Members, find_members
from geodata.sentinel1.noise import read_noise

_Reader = Callable[[int, int], NDArray[np.uint16]]

_AGAIN = "download the product again"
FOLDER = "annotation/"  # at the top of every product
_NOISE_ROWS = 256  # the noise is looked up once for so many lines


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """An IW or EW ground-range scene. shape: (rows, columns). start, stop: UTC.

    polarisations: in the order co, cross (VV before VH). annotations and calibrations by
    polarisation. georef: of all of them.
    """

    name: str
    platform: str
    mode: str
    start: datetime
    stop: datetime
    polarisations: tuple[str, ...]
    shape: tuple[int, int]
    annotations: dict[str, Annotation]
    calibrations: dict[str, Calibration]
    georef: Georef
    _files: ProductFiles
    _members: dict[str, Members]

    def strips(
        self, polarisation: str, height: int = 1024, halo: int = 0, is_clean: bool = False
    ) -> Iterator[tuple[int, NDArray[np.uint16]]]:
        """(first row, digital numbers (H, columns)) of strips of `height` rows.

        Each array begins `halo` rows before the strip's own rows and ends as many after them, or
        at the edge of the picture. Memory: one array and the one before it. is_clean: border noise
        is made 0, the same pixels for any strips. Raises ProductError for a picture that is cut off
        or holds nothing.
        """
        member = self._members[polarisation]
        where = self._files.where(member.picture)
        seen = False
        try:
            with open_tiff(self._files.picture_path(member.picture), where) as tiff:
                _require_picture(tiff, self.shape, where)
                read = self._clean(polarisation, _rows_of(tiff)) if is_clean else _rows_of(tiff)
                for first, pixels in strips(read, self.shape[0], height, halo):
                    seen = seen or bool(pixels.any())
                    yield first, pixels
        except RasterError as exc:
            raise ProductError(str(exc)) from exc
        if not seen:
            raise ProductError(f"{where} is empty: every pixel is zero or border: {_AGAIN}")

    def as_they_come(self) -> Iterator[str]:
        """The polarisations in the order in which their pictures can be read."""
        by_picture = {member.picture: name for name, member in self._members.items()}
        wanted = [self._members[name].picture for name in self.polarisations]
        return (by_picture[picture] for picture in self._files.as_they_come(wanted))

    def windows(
        self, polarisation: str, corners: NDArray[np.int64], side_px: int
    ) -> NDArray[np.uint16]:
        """(N, side, side) digital numbers of windows whose first pixels are at corners (N, 2),
        columns and rows; 0 beyond the picture. Raises ProductError for a picture that is cut off.
        """
        member = self._members[polarisation]
        where = self._files.where(member.picture)
        try:
            with open_tiff(self._files.picture_path(member.picture), where) as tiff:
                _require_picture(tiff, self.shape, where)
                return read_windows(tiff, corners, side_px).astype(np.uint16, copy=False)
        except RasterError as exc:
            raise ProductError(str(exc)) from exc

    def valid_columns(
        self, polarisation: str, first_row: int, dn: NDArray[np.uint16]
    ) -> NDArray[np.int32]:
        """(H, 2) first valid column and the one after the last of each line of a strip.

        Zeros and border noise lie outside; 0, 0 for a line that is all border. The same for a line
        in any strip.
        """
        noise = self.calibrations[polarisation].noise
        centres = np.arange(BLOCK_PX / 2, dn.shape[1] + BLOCK_PX / 2, BLOCK_PX)
        found = np.empty((dn.shape[0], 2), np.int32)
        stop = first_row + dn.shape[0]
        for group in range(first_row - first_row % _NOISE_ROWS, stop, _NOISE_ROWS):
            middle = np.full(len(centres), group + _NOISE_ROWS / 2.0)
            here = slice(max(0, group - first_row), group + _NOISE_ROWS - first_row)
            levels = noise.at(np.column_stack([centres, middle]))
            found[here] = valid_columns(dn[here], levels)
        return found

    def _clean(self, polarisation: str, read: _Reader) -> _Reader:
        def clean(first: int, stop: int) -> NDArray[np.uint16]:
            rows = read(first, stop)
            blank_border(rows, self.valid_columns(polarisation, first, rows))
            return rows

        return clean


def open_product(path: Path | str, sea_height_m: float | None = None) -> Product:
    """Open a .SAFE folder, its manifest, or a zip of it; also the cloud-optimised flavour.

    sea_height_m: of all the sea above the ellipsoid; None: as high as the geoid. The annotation
    itself takes it to be 0, which moves places by about 1.3 m for each metre of the geoid. Nothing
    of the picture is read yet.
    Raises ProductError, one line that says what is wrong, where, and what to do.
    """
    return product_of(product_files(Path(path), FOLDER), sea_height_m)


def product_of(files: ProductFiles, sea_height_m: float | None = None) -> Product:
    """As `open_product`, of files that are found already or that are still on their way."""
    members: dict[str, Members] = {}
    annotations: dict[str, Annotation] = {}
    for member in find_members(files):
        text = files.read(member.annotation)
        annotation = read_annotation(text, files.where(member.annotation))
        if annotation.polarisation in annotations:
            raise ProductError(f"{files.root} has {annotation.polarisation} twice: {_AGAIN}")
        annotations[annotation.polarisation] = annotation
        members[annotation.polarisation] = member
    polarisations = tuple(sorted(annotations, key=lambda p: (p[0] != p[1:], p)))
    first = annotations[polarisations[0]]
    if len({a.shape for a in annotations.values()}) > 1:
        raise ProductError(f"{files.root}: its polarisations differ in size: {_AGAIN}")
    return Product(
        name=files.name,
        platform=first.platform,
        mode=first.mode,
        start=first.start,
        stop=first.stop,
        polarisations=polarisations,
        shape=first.shape,
        annotations=annotations,
        calibrations={p: _calibration(files, members[p]) for p in polarisations},
        georef=_georef(files, members[polarisations[0]], first, sea_height_m),
        _files=files,
        _members=members,
    )


def _calibration(files: ProductFiles, member: Members) -> Calibration:
    table = read_sigma_table(files.read(member.calibration), files.where(member.calibration))
    return Calibration(table, read_noise(files.read(member.noise), files.where(member.noise)))


def _georef(
    files: ProductFiles, member: Members, annotation: Annotation, sea_height_m: float | None
) -> Georef:
    try:
        return Georef.of(annotation, sea_height_m)
    except ProductError as exc:
        raise ProductError(f"{files.where(member.annotation)}: {exc}") from exc


def _require_picture(tiff: TiffRows, shape: tuple[int, int], where: str) -> None:
    if tiff.shape != shape or tiff.bands != 1 or tiff.dtype != np.uint16:
        rows, columns = tiff.shape
        raise ProductError(
            f"{where} is {columns} x {rows} pixels of {tiff.dtype}; the annotation says "
            f"{shape[1]} x {shape[0]} of uint16: {_AGAIN}"
        )


def _rows_of(tiff: TiffRows) -> _Reader:
    def read(first: int, stop: int) -> NDArray[np.uint16]:
        rows: NDArray[np.uint16] = tiff.read(first, stop)[0].astype(np.uint16, copy=False)
        return rows

    return read
