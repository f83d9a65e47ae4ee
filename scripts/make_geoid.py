"""Make the geoid's small grid from the published one: make_geoid.py egm96_15.gtx OUT.tif.

egm96_15.gtx comes with PROJ's data (Debian's package proj-data). Metres become decimetres in 16
bits, which is finer than the geoid is good for; the rows are turned to begin in the north.
"""

import hashlib
import struct
import sys
from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import from_origin

from geodata.geoid.egm96 import COLUMNS, ROWS, STEP_DEG

_HEADER = ">4d2i"  # south, west, steps to the north and the east, rows, columns
_WORLD = (-90.0, -180.0, STEP_DEG, STEP_DEG, ROWS, COLUMNS)


def main(source: Path, out: Path) -> None:
    """Write the grid and print its sha256, which geodata/geoid/egm96.py has to name."""
    content = source.read_bytes()
    size = struct.calcsize(_HEADER)
    told = struct.unpack(_HEADER, content[:size])
    if told != _WORLD:
        raise SystemExit(f"{source} is of another grid {told}; it must be {_WORLD}")
    metres = np.frombuffer(content[size:], ">f4").reshape(ROWS, COLUMNS)[::-1].astype(np.float64)
    if not np.abs(metres).max() < 110.0:
        raise SystemExit(f"{source} has heights up to {np.abs(metres).max():.0f} m: no geoid")
    made = {"driver": "GTiff", "width": COLUMNS, "height": ROWS, "count": 1, "dtype": "int16"}
    packed = {"compress": "deflate", "predictor": 2, "zlevel": 9, "blockysize": ROWS}
    # the nodes are the middles of pixels: half a pixel reaches beyond the poles
    corner = from_origin(-180.0 - STEP_DEG / 2.0, 90.0 + STEP_DEG / 2.0, STEP_DEG, STEP_DEG)
    where = {"crs": "EPSG:4326", "transform": corner}
    with rasterio.open(out, "w", **made, **packed, **where) as tiff:
        tiff.write(np.rint(metres * 10.0).astype(np.int16), 1)
    print(hashlib.sha256(out.read_bytes()).hexdigest())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
