"""A whole Sentinel-1 product on disk: small, but with the layout of real ones."""

import hashlib
import shutil
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import rasterio
from rasterio.errors import NotGeoreferencedWarning

from tests.geodata.sentinel1.annotation_text import annotation_text
from tests.geodata.sentinel1.scene_model import SceneModel
from tests.geodata.sentinel1.table_text import calibration_text, noise_text, old_noise_text

NAME = "S1A_IW_GRDH_1SDV_20240517T084112_20240517T084113_053912_068DBA_1A2B"
STEM = "s1a-iw-grd-{polarisation}-20240517t084112-20240517t084113-053912-068dba-00{number}"
SMALL = SceneModel(rows=420, columns=700, lattice=(4, 5))

RAW = {"blockysize": 1}
COG = {"tiled": True, "blockxsize": 512, "blockysize": 512, "compress": "deflate"}


def sigma(pixel, line):
    return 500.0 + 0.05 * pixel


def thermal(pixel, line):
    return 600.0 + 0.0 * pixel


def sea(model: SceneModel, seed: int):
    rng = np.random.default_rng(seed)
    power = 5_000.0 * rng.gamma(4.4, 1 / 4.4, (model.rows, model.columns))
    return np.sqrt(power).astype(np.uint16)


@dataclass(frozen=True)
class SafeWriter:
    """What to write. `is_cog`: the flavour with tiles; `is_old`: noise of before 2018, no manifest.

    pictures: digital numbers by polarisation; a sea where none are given.
    """

    model: SceneModel = SMALL
    polarisations: tuple[str, ...] = ("VV", "VH")
    kind: str = "GRD"
    is_cog: bool = False
    is_old: bool = False
    pictures: dict = field(default_factory=dict)

    def write(self, folder: Path, name: str = NAME) -> Path:
        root = folder / f"{name}.SAFE"
        for part in ("annotation/calibration", "measurement", "preview", "support"):
            (root / part).mkdir(parents=True)
        for number, polarisation in enumerate(self.polarisations, 1):
            self._polarisation(root, polarisation, number)
        (root / "preview" / "quick-look.png").write_bytes(b"no picture")
        if not self.is_old:
            (root / "manifest.safe").write_text(manifest_text(root))
        return root

    def picture(self, polarisation: str):
        given = self.pictures.get(polarisation)
        return sea(self.model, len(polarisation)) if given is None else given

    def _polarisation(self, root: Path, polarisation: str, number: int) -> None:
        stem = STEM.format(polarisation=polarisation.lower(), number=number)
        stem += "-cog" if self.is_cog else ""
        tables = root / "annotation" / "calibration"
        noise = old_noise_text if self.is_old else noise_text
        annotation = annotation_text(self.model, polarisation, kind=self.kind)
        (root / "annotation" / f"{stem}.xml").write_text(annotation)
        (tables / f"calibration-{stem}.xml").write_text(calibration_text(self.model, sigma))
        (tables / f"noise-{stem}.xml").write_text(noise(self.model, thermal))
        write_picture(root / "measurement" / f"{stem}.tiff", self.picture(polarisation),
                      COG if self.is_cog else RAW)  # fmt: skip


def write_picture(path: Path, pixels, layout) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(
            path, "w", driver="GTiff", width=pixels.shape[1], height=pixels.shape[0], count=1,
            dtype=pixels.dtype, **layout,
        ) as file:  # fmt: skip
            file.write(pixels, 1)


def manifest_text(root: Path) -> str:
    objects = []
    for file in sorted(root.rglob("*.*")):
        if file.is_file():
            content = file.read_bytes()
            name = file.relative_to(root).as_posix()
            objects.append(f"""
    <dataObject ID="{file.stem.replace("-", "")}">
      <byteStream mimeType="application/octet-stream" size="{len(content)}">
        <fileLocation locatorType="URL" href="./{name}"/>
        <checksum checksumName="MD5">{hashlib.md5(content).hexdigest()}</checksum>
      </byteStream>
    </dataObject>""")
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<xfdu:XFDU xmlns:xfdu="urn:ccsds:schema:xfdu:1"
  version="esa/safe/sentinel-1.0/sentinel-1/sar/level-1/grd/standard/iwdp">
  <informationPackageMap/>
  <metadataSection/>
  <dataObjectSection>{"".join(objects)}
  </dataObjectSection>
</xfdu:XFDU>
"""


def zipped(root: Path) -> Path:
    """The same product as a zip with the folder inside."""
    packed = shutil.make_archive(str(root.with_suffix("")), "zip", root.parent, root.name)
    return Path(packed)
