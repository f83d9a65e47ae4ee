"""A scene on the disk: the product, the truth beside it, and its entry in the catalogue."""

from dataclasses import dataclass
from pathlib import Path

from simulator.errors import SceneError
from simulator.satellite.safe.grid import lay_grid
from simulator.satellite.safe.product import write_product
from simulator.satellite.scene import Scene
from simulator.satellite.stac import write_item
from simulator.satellite.truth import write_truth


@dataclass(frozen=True, slots=True)
class Published:
    """Where a scene was written. product: its SAFE folder or zip file."""

    product: Path
    truth: Path
    item: Path


def publish(out: Path, scene: Scene, is_zip: bool = False) -> Published:
    """Write a scene below a folder, which is made where it is missing.

    A whole scene is written strip by strip. Raises SceneError; what was not whole is removed.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise SceneError(f"cannot make the folder {out}: {exc.strerror}") from exc
    grid = lay_grid(scene.image)
    written = write_product(out, scene.product, grid, scene.strips, is_zip)
    truth = out / f"{scene.product.name}.truth.geojson"
    write_truth(truth, scene)
    item = write_item(out, scene.product, written, truth)
    return Published(written, truth, item)
