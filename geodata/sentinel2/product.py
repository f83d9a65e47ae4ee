"""The only door to a Sentinel-2 product."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geodata.errors import ProductError, RasterError
from geodata.products.files import ProductFiles, product_files
from geodata.products.manifest import require_sizes
from geodata.raster.georeference import MapGeoref
from geodata.raster.strips import strips
from geodata.raster.tiff import TiffRows, open_tiff
from geodata.sentinel2.metadata import Radiometry, read_radiometry, read_tile

CLASSES = "SCL"  # scene classes 0..11 of L2A
CLOUDS = "CLDPRB"  # probability of cloud in per cent, of L2A
_LAYERS = (CLASSES, CLOUDS)
_FINE = {"B02", "B03", "B04", "B08"}
_MIDDLE = {"B05", "B06", "B07", "B8A", "B11", "B12"}
_PICTURE = re.compile(
    r"GRANULE/(?P<granule>[^/]+)/(IMG_DATA/(R\d+m/)?[^/]*_(?P<band>B\d\d|B8A|SCL)|"
    r"QI_DATA/MSK_(?P<mask>CLDPRB))(_(?P<metres>\d+)m)?\.(?P<end>jp2|tiff?)\Z"
)
_DRIVERS = {"jp2": "JP2OpenJPEG", "tif": "GTiff", "tiff": "GTiff"}
_AGAIN = "download the product again"


@dataclass(frozen=True, slots=True)
class Layer:
    """A file with one layer; every pixel of it covers `step` x `step` pixels of 10 m."""

    file: str
    step: int
    driver: str


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """One tile. shape: (rows, columns) at 10 m, to which all bands are brought. at: UTC.

    level: "L1C" (above the atmosphere) or "L2A" (at the ground). Sun angles in degrees, from the
    zenith and clockwise from north. layers: bands of 10 m and 20 m, and where they exist the scene
    classes (SCL) and the probability of cloud (CLDPRB).
    """

    name: str
    level: str
    tile_id: str
    at: datetime
    shape: tuple[int, int]
    georef: MapGeoref
    sun_zenith_deg: float
    sun_azimuth_deg: float
    radiometry: Radiometry
    layers: dict[str, Layer]
    _files: ProductFiles

    def strips(
        self, names: Sequence[str], height: int = 1024, halo: int = 0
    ) -> Iterator[tuple[int, NDArray[np.uint16]]]:
        """(first row, digital numbers (B, H, columns)) of strips of the named layers at 10 m.

        Layers of 20 m are repeated, not smoothed. Each array begins `halo` rows before the strip's
        own rows and ends as many after them, or at the edge. Raises ProductError for a name that is
        not there, a picture that is cut off, and bands that hold nothing at all.
        """
        chosen = [self._layer(name) for name in names]
        seen = False
        try:
            with ExitStack() as stack:
                files = [self._opened(stack, layer) for layer in chosen]
                read = _reader(files, chosen, self.shape[1])
                for first, pixels in strips(read, self.shape[0], height, halo):
                    seen = seen or bool(pixels.any())
                    yield first, pixels
        except RasterError as exc:
            raise ProductError(str(exc)) from exc
        if not seen and not set(names) <= set(_LAYERS):
            raise ProductError(f"{self.name} is empty: every pixel is zero: {_AGAIN}")

    def reflectance(self, name: str, dn: NDArray[np.uint16]) -> NDArray[np.float32]:
        """Reflectance of digital numbers of a band, any shape; NaN where there is no value (0)."""
        offset = self.radiometry.offsets.get(name, 0.0)
        scaled = (dn.astype(np.float32) + np.float32(offset)) / self.radiometry.quantification
        return np.where(dn == 0, np.float32(np.nan), scaled).astype(np.float32)

    def _layer(self, name: str) -> Layer:
        if name not in self.layers:
            raise ProductError(
                f"{self.name} has no layer {name}: it has {', '.join(sorted(self.layers))}"
            )
        return self.layers[name]

    def _opened(self, stack: ExitStack, layer: Layer) -> TiffRows:
        where = self._files.where(layer.file)
        path = self._files.picture_path(layer.file)
        picture = stack.enter_context(open_tiff(path, where, layer.driver))
        expected = tuple(-(-side // layer.step) for side in self.shape)
        if picture.shape != expected or picture.bands != 1 or picture.dtype.kind != "u":
            rows, columns = picture.shape
            raise ProductError(
                f"{where} is {columns} x {rows} pixels of {picture.dtype}; the metadata say "
                f"{expected[1]} x {expected[0]}: {_AGAIN}"
            )
        return picture


def open_product(path: Path | str) -> Product:
    """Open a .SAFE folder of one tile, its manifest, or a zip of it; pictures in JP2 or TIFF.

    Raises ProductError, one line that says what is wrong, where, and what to do.
    """
    files = product_files(Path(path), "GRANULE/")
    level = _level(files)
    granule = _only_granule(files)
    main, tile_file = f"MTD_MSI{level}.xml", f"GRANULE/{granule}/MTD_TL.xml"
    for name in (main, tile_file):
        if name not in files.sizes:
            raise ProductError(f"{files.where(name)} is missing: {_AGAIN}")
    radiometry = read_radiometry(files.read(main), files.where(main), level)
    tile = read_tile(files.read(tile_file), files.where(tile_file), level)
    layers = _layers(files)
    missing = sorted(_FINE - set(layers))
    if missing:
        raise ProductError(f"{files.root} lacks the bands {', '.join(missing)}: {_AGAIN}")
    require_sizes(files, [main, tile_file, *(layer.file for layer in layers.values())])
    return Product(
        name=files.name, level=level, tile_id=tile.tile_id, at=tile.at, shape=tile.shape,
        georef=MapGeoref(tile.affine, tile.crs), sun_zenith_deg=tile.sun_zenith_deg,
        sun_azimuth_deg=tile.sun_azimuth_deg, radiometry=radiometry, layers=layers, _files=files,
    )  # fmt: skip


def _level(files: ProductFiles) -> str:
    for level in ("L1C", "L2A"):
        if f"MTD_MSI{level}.xml" in files.sizes:
            return level
    raise ProductError(
        f"{files.root} has neither MTD_MSIL1C.xml nor MTD_MSIL2A.xml: give a whole Sentinel-2 L1C "
        "or L2A product, a .SAFE folder or its zip"
    )


def _only_granule(files: ProductFiles) -> str:
    granules = {name.split("/")[1] for name in files.sizes if name.startswith("GRANULE/")}
    if len(granules) != 1:
        raise ProductError(f"{files.root} holds {len(granules)} tiles; products of one are read")
    return granules.pop()


def _layers(files: ProductFiles) -> dict[str, Layer]:
    """The finest file of every layer."""
    found: dict[str, Layer] = {}
    for name in sorted(files.sizes):
        match = _PICTURE.match(name)
        if match is None:
            continue
        layer = match["band"] or match["mask"]
        native = 10 if layer in _FINE else 20
        metres = int(match["metres"] or native)
        if layer not in _FINE | _MIDDLE | set(_LAYERS) or metres not in (10, 20):
            continue
        step = metres // 10
        if layer not in found or step < found[layer].step:
            found[layer] = Layer(name, step, _DRIVERS[match["end"]])
    return found


def _reader(
    files: list[TiffRows], layers: list[Layer], columns: int
) -> Callable[[int, int], NDArray[np.uint16]]:
    def read(first: int, stop: int) -> NDArray[np.uint16]:
        out = np.empty((len(files), stop - first, columns), np.uint16)
        for own, file, layer in zip(out, files, layers, strict=True):
            own[:] = _rows(file, layer, first, stop)[:, :columns]
        return out

    return read


def _rows(file: TiffRows, layer: Layer, first: int, stop: int) -> NDArray[np.uint16]:
    step = layer.step
    top = first // step
    rows: NDArray[np.uint16] = file.read(top, -(-stop // step))[0].astype(np.uint16, copy=False)
    if step == 1:
        return rows
    fine = rows.repeat(step, axis=0).repeat(step, axis=1)
    return fine[first - top * step : stop - top * step]
