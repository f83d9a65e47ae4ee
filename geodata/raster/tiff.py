"""Rows of a TIFF, wherever it lies: on disk, in a zip without unpacking it, or still on its way.

Only TIFF is opened, or JPEG 2000, JPEG and PNG where that is asked for. A file that merely bears
the name may be a virtual picture that names other files or addresses, and it is not followed;
neither are files beside it.
"""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import CRSError, NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window

from geodata.errors import RasterError
from geodata.raster.span import Span

Box = tuple[int, int, int, int]  # x0, y0, x1, y1

MAX_SIDE_PX = 200_000
MAX_BANDS = 512
MAX_BLOCK_BYTES = 256 * 2**20
CACHE_BYTES = 128 * 2**20  # a row of tiles of a wide radar scene has 26 MB, of four bands 90 MB
_KINDS = {"GTiff": "TIFF", "JP2OpenJPEG": "JPEG 2000", "JPEG": "JPEG", "PNG": "PNG"}
_BEGINNINGS = {  # of the files of each kind; all else is tried as TIFF, and refused as none
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\x00\x00\x00\x0cjP  ": "JP2OpenJPEG",
    b"\xff\x4f\xff\x51": "JP2OpenJPEG",
}
_TIFF_BEGINNINGS = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"
_AGAIN = "download or save the file again"


@dataclass(frozen=True, slots=True, eq=False)
class TiffRows:
    """An open TIFF. shape: (rows, columns). bands: how many. dtype: of all bands."""

    name: str
    shape: tuple[int, int]
    bands: int
    dtype: np.dtype[np.generic]
    dataset: rasterio.DatasetReader
    _raw: "_RawRows | None"
    _span: Span | None = None

    def read(self, first: int, stop: int, bands: tuple[int, ...] = (1,)) -> NDArray[np.generic]:
        """(B, stop - first, W) pixels of rows first..stop of the bands, counted from 1.

        Raises RasterError where the file breaks off.
        """
        with self._told(first, stop):
            if self._raw is not None and bands == (1,):
                return self._raw.read(first, stop)[None]
            window = Window(0, first, self.shape[1], stop - first)
            with rasterio.Env(GDAL_CACHEMAX=CACHE_BYTES), self._grown() as dataset:
                pixels: NDArray[np.generic] = dataset.read(list(bands), window=window)
            return pixels

    def read_boxes(self, boxes_px: Sequence[Box]) -> Iterator[NDArray[np.generic]]:
        """(rows, columns) pixels of the first band in each x0, y0, x1, y1, all in the picture.

        Raises RasterError where the file breaks off.
        """
        if not boxes_px:
            return
        with self._told(min(box[1] for box in boxes_px), max(box[3] for box in boxes_px)):
            if self._raw is not None:
                yield from map(self._raw.read_box, boxes_px)
                return
            with rasterio.Env(GDAL_CACHEMAX=CACHE_BYTES), self._grown() as dataset:
                for x0, y0, x1, y1 in boxes_px:
                    yield dataset.read(1, window=Window(x0, y0, x1 - x0, y1 - y0))

    @contextmanager
    def _told(self, first: int, stop: int) -> Iterator[None]:
        if self._span is not None:
            self._span.wait(self._end_of(first, stop))
        try:
            yield
        except (RasterioError, OSError) as exc:
            raise RasterError(
                f"{self.name}: rows {first}..{stop} of {self.shape[0]} cannot be read, the file is "
                f"damaged or cut off: {_AGAIN}"
            ) from exc

    @contextmanager
    def _grown(self) -> Iterator[rasterio.DatasetReader]:
        """The dataset, opened anew for a span: GDAL takes the length that it first saw for good."""
        if self._span is None:
            yield self.dataset
            return
        with _opened(self._span.gdal_path, "GTiff") as dataset:
            yield dataset

    def _end_of(self, first: int, stop: int) -> int:
        """How many bytes of the file must be there for rows first..stop of its first band."""
        high, wide = self.dataset.block_shapes[0]
        end = 0
        for row in range(first // high, -(-stop // high)):
            for column in range(-(-self.shape[1] // wide)):
                block = f"{column}_{row}"
                told = [
                    self.dataset.get_tag_item(f"BLOCK_{what}_{block}", "TIFF", bidx=1)
                    for what in ("OFFSET", "SIZE")
                ]
                end = max(end, sum(int(number or 0) for number in told))
        return end


def driver_of(path: Path) -> str:
    """How a file begins says which driver `open_tiff` needs for it, whatever its name."""
    head = _head(path)
    return next((kind for begin, kind in _BEGINNINGS.items() if head.startswith(begin)), "GTiff")


def is_picture(path: Path) -> bool:
    """Whether a file begins as one of those that `open_tiff` opens; so does one cut off."""
    return _head(path).startswith((*_BEGINNINGS, *_TIFF_BEGINNINGS))


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(8)
    except OSError:
        return b""  # opening it says what is wrong


@contextmanager
def open_tiff(
    path: str | Path | Span, name: str | None = None, driver: str = "GTiff"
) -> Iterator[TiffRows]:
    """Open a TIFF by its path (GDAL's paths into zips are understood); `name` is for messages.

    A span that is still on its way is waited for, each row in its turn; what its wait raises goes
    through. driver: "JP2OpenJPEG", "JPEG" or "PNG" opens those in place of TIFF. Raises RasterError
    for what is no such picture, is too large, or has bands of several types.
    """
    span, start = None, 0
    place = str(path)
    if isinstance(path, Span):
        span, start, place = path, path.first, path.gdal_path
        path = span.path
        span.wait_for_head()
    name = name or str(path)
    try:
        dataset = _opened(place, driver)
    except (RasterioError, OSError, CRSError, UnicodeError) as exc:
        kind = _KINDS[driver]
        raise RasterError(f"{name} is no readable {kind}: {_AGAIN}") from exc
    with dataset:
        if driver == "PNG" and not _has_end(Path(path)):
            raise RasterError(f"{name} is damaged or cut off: {_AGAIN}")
        _require_bounds(dataset, name)
        is_plain = driver == "GTiff" and "/vsi" not in str(path)
        raw = _RawRows.of(dataset, Path(path), start) if is_plain else None
        dtype = np.dtype(dataset.dtypes[0])
        yield TiffRows(name, dataset.shape, dataset.count, dtype, dataset, raw, span)


def _has_end(path: Path) -> bool:
    """The decoder makes the missing rows of a PNG black without a word."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - len(_PNG_END)))
        return file.read() == _PNG_END


def _opened(path: str, driver: str) -> rasterio.DatasetReader:
    with warnings.catch_warnings(), rasterio.Env(GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR"):
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        return rasterio.open(path, driver=driver, NUM_THREADS="ALL_CPUS")


def _require_bounds(dataset: rasterio.DatasetReader, name: str) -> None:
    rows, columns = dataset.shape
    if max(rows, columns) > MAX_SIDE_PX:
        raise RasterError(
            f"{name} is {columns} x {rows} pixels; at most {MAX_SIDE_PX} a side are read: cut it"
        )
    if dataset.count > MAX_BANDS:
        raise RasterError(f"{name} has {dataset.count} bands; at most {MAX_BANDS} are read: cut it")
    if len(set(dataset.dtypes)) > 1:
        raise RasterError(f"{name} mixes bands of {', '.join(set(dataset.dtypes))}: save it anew")
    dtype = np.dtype(dataset.dtypes[0])
    if dtype.kind not in "uif":
        raise RasterError(f"{name} holds {dtype} pixels; whole or real numbers are read")
    high, wide = dataset.block_shapes[0]
    size = high * wide * dtype.itemsize
    if dataset.compression is not None and size > MAX_BLOCK_BYTES:
        raise RasterError(
            f"{name} is packed in blocks of {size / 2**20:.0f} MiB; at most "
            f"{MAX_BLOCK_BYTES // 2**20} MiB are unpacked at once: save it with tiles of 512 pixels"
        )


@dataclass(frozen=True, slots=True)
class _RawRows:
    """Pixels that lie plainly in a file, row after row.

    Read, not mapped: a mapped file that another program cuts short ends this one with a bus error.
    """

    path: Path
    offset: int
    columns: int
    dtype: np.dtype[np.generic]

    @classmethod
    def of(cls, dataset: rasterio.DatasetReader, path: Path, start: int = 0) -> "_RawRows | None":
        """None where the pixels are packed, tiled, of several bands or scattered.

        start: where the picture begins in the file.
        """
        if dataset.compression is not None or dataset.count != 1:
            return None
        rows, columns = dataset.shape
        high, wide = dataset.block_shapes[0]
        if wide != columns:
            return None
        told = [
            dataset.get_tag_item(f"BLOCK_OFFSET_0_{block}", "TIFF", bidx=1)
            for block in range(-(-rows // high))
        ]
        if None in told:
            return None
        with path.open("rb") as file:
            file.seek(start)
            order = {b"II": "<", b"MM": ">"}[file.read(2)]
        dtype = np.dtype(dataset.dtypes[0]).newbyteorder(order)
        offsets = np.array(told, np.int64)
        if not (np.diff(offsets) == high * columns * dtype.itemsize).all():
            return None
        return cls(path, start + int(offsets[0]), columns, dtype)

    def read(self, first: int, stop: int) -> NDArray[np.generic]:
        count = (stop - first) * self.columns
        start = self.offset + first * self.columns * self.dtype.itemsize
        pixels = np.fromfile(self.path, self.dtype, count, offset=start)
        if len(pixels) < count:
            raise OSError("the file is shorter than it says")
        native = pixels.astype(self.dtype.newbyteorder("="), copy=False)
        return native.reshape(stop - first, self.columns)

    def read_box(self, box_px: Box) -> NDArray[np.generic]:
        x0, y0, x1, y1 = box_px
        size = self.dtype.itemsize
        with self.path.open("rb", buffering=0) as file:
            parts = []
            for row in range(y0, y1):
                file.seek(self.offset + (row * self.columns + x0) * size)
                parts.append(file.read((x1 - x0) * size))
        if any(len(part) < (x1 - x0) * size for part in parts):
            raise OSError("the file is shorter than it says")
        pixels = np.frombuffer(b"".join(parts), self.dtype).reshape(y1 - y0, x1 - x0)
        return pixels.astype(self.dtype.newbyteorder("="))
