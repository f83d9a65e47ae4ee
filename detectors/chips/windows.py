"""Windows of a product round what was found in it, as the network takes them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from detectors.chips.normalise import corners_of
from geodata.sentinel1.product import Product


def windows_at(product: Product, px: NDArray[np.float64], side_px: int) -> NDArray[np.uint16]:
    """(N, 2, side, side) digital numbers round pixels (N, 2), the co polarisation first.

    0 beyond the picture, and throughout for a polarisation that the product lacks. Raises
    ProductError for a picture that is cut off.
    """
    out = np.zeros((len(px), 2, side_px, side_px), np.uint16)
    corners = corners_of(px, side_px)

    def read(name: str) -> None:
        out[:, int(name[0] != name[1])] = product.windows(name, corners, side_px)

    # a packed file unpacks a tile for each window: both polarisations at once
    with ThreadPoolExecutor(len(product.polarisations)) as pool:
        list(pool.map(read, product.polarisations))
    return out
