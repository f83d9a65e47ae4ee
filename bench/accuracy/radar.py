"""The radar detector on real pictures: what is measured, and how it reads on the page."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.accuracy.opensarship import Chip, chips
from detectors.cfar import Fused, Settings, Shape, find_blobs, fuse, shapes
from detectors.score.boxes import box_f1
from detectors.score.page import table
from detectors.score.points import axis_error_deg

Box = tuple[float, ...]
Pictures = list[tuple[list[Box], list[Box]]]  # of each the true boxes and those found

AS_IT_COMES = Settings()
# HRSID: pixels of 0.5 to 3 m, so vessels of 30 to 90 pixels: a ring round them, and no specks
FINE = Settings(ring_blocks=8, guard_blocks=5, least_px=60)
SHARED = Settings(least_px=8)  # SAR-Ship-Dataset
HRSID_PX = 800
# looked through by hand: no land in the picture
OFFSHORE = (
    "P0004_4200_5000_6000_6800", "P0005_1200_2000_3600_4400", "P0005_1800_2600_4800_5600",
    "P0005_2400_3200_5400_6200", "P0007_3000_3800_1800_2600", "P0007_4800_5600_3000_3800",
    "P0008_4200_5000_5400_6200", "P0009_4200_5000_6600_7400", "P0011_1200_2000_7800_8600",
    "P0011_1800_2600_7200_8000", "P0011_3600_4400_600_1400", "P0011_4200_5000_2400_3200",
    "P0011_4200_5000_6600_7400", "P0013_3600_4400_0_800", "P0013_3600_4400_6600_7400",
    "P0013_4560_5360_6000_6800", "P0016_1800_2600_4800_5600", "P0017_1800_2600_4200_5000",
    "P0017_2400_3200_4800_5600", "P0018_1200_2000_3600_4400",
)  # fmt: skip
INSHORE = ("P0007_0_800_8400_9200", "P0008_0_800_9000_9800", "P0017_600_1400_7800_8600")


@dataclass(frozen=True, slots=True)
class AisMatched:
    """Vessels that AIS names, one in the middle of each chip.

    length_off_m, axis_off_deg: of those that are found and of which AIS tells it.
    """

    name: str
    chips: int
    found: int
    length_off_m: NDArray[np.float64]
    axis_off_deg: NDArray[np.float64]

    @property
    def found_share(self) -> float:
        """Of the chips, those with something at the middle."""
        return self.found / self.chips

    @property
    def length_mae_m(self) -> float:
        """Mean absolute error."""
        return float(np.abs(self.length_off_m).mean())

    @property
    def axis_median_deg(self) -> float:
        """Median error, modulo 180 degrees."""
        return float(np.median(self.axis_off_deg))


def opensarship(folder: Path) -> list[AisMatched]:
    """All chips together, then product by product."""
    seen = [(chip, _measured(chip)) for chip in chips(folder)]
    products = sorted({chip.product for chip, _ in seen})
    made = [_matched("all", seen)]
    made += [_matched(p, [(c, s) for c, s in seen if c.product == p]) for p in products]
    return made


def _matched(name: str, seen: list[tuple[Chip, Shape | None]]) -> AisMatched:
    found = [(chip, shape) for chip, shape in seen if shape is not None]
    off_m = [s.length_m - c.length_m for c, s in found if c.length_m is not None]
    axes = [(s.axis_deg, c.axis_deg) for c, s in found if None not in (s.axis_deg, c.axis_deg)]
    pairs = np.array(axes, np.float64).reshape(-1, 2)
    off_deg = axis_error_deg(pairs[:, 0], pairs[:, 1])
    return AisMatched(name, len(seen), len(found), np.array(off_m), off_deg)


def _measured(chip: Chip) -> Shape | None:
    thing = at_the_middle(chip)
    return None if thing is None else shapes([thing.main], chip.spacing_m, chip.resolution_m)[0]


def at_the_middle(chip: Chip) -> Fused | None:
    """What lies at the middle of a chip; None when nothing does."""
    settings = Settings(looks=1.0 if chip.is_slc else 4.4)
    bands = {str(i): find_blobs(band, settings=settings) for i, band in enumerate(chip.bands)}
    middle = np.array(chip.bands[0].shape[::-1]) / 2.0
    near = [
        thing for thing in fuse(bands)
        if np.hypot(*((thing.main.centroid_px - middle) * chip.spacing_m))
        <= max(chip.seen_m, 100.0) / 2.0 + 20.0
    ]  # fmt: skip
    return max(near, key=lambda thing: thing.main.excess, default=None)


def hrsid(folder: Path, stems: tuple[str, ...]) -> Pictures:
    """Pictures by name, with vessels as connected masks give them."""
    return [
        (
            list(_yolo(folder / "labels_from_masks" / f"{stem}.txt")),
            _boxes(folder / "images" / f"{stem}.jpg", FINE),
        )
        for stem in stems
    ]


def sar_ship_dataset(folder: Path) -> Pictures:
    """All its chips."""
    return [
        (_pascal(path.with_suffix(".xml")), _boxes(path, SHARED))
        for path in sorted(folder.glob("**/*.jpg"))
    ]


def _boxes(path: Path, settings: Settings) -> list[Box]:
    picture: Any = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    # 8-bit pictures have no no-data: their 0 is dark sea
    return [b.box_px for b in find_blobs(picture.astype(np.uint16) + 1, settings=settings)]


def _yolo(path: Path) -> Iterator[Box]:
    for line in path.read_text(encoding="utf-8").splitlines():
        x, y, w, h = (float(field) * HRSID_PX for field in line.split()[1:])
        yield x - w / 2, y - h / 2, x + w / 2, y + h / 2


def _pascal(path: Path) -> list[Box]:
    names = ("xmin", "ymin", "xmax", "ymax")
    boxes = ET.parse(path).iter("bndbox")
    return [tuple(float(box.findtext(name) or "nan") for name in names) for box in boxes]


def text(data: Path) -> str:
    """Markdown of all of it; measures."""
    sar = data / "sar"
    products = opensarship(sar / "opensarship")
    offshore, inshore = (hrsid(sar / "hrsid", stems) for stems in (OFFSHORE, INSHORE))
    shared = sar_ship_dataset(sar / "sar_ship_dataset")
    boxes = [
        _row(f"HRSID offshore, {len(offshore)} pictures listed by hand", offshore),
        _row(f"HRSID inshore, {len(inshore)} pictures, land not masked", inshore),
        _row(f"SAR-Ship-Dataset, all {len(shared)} chips", shared),
    ]
    matched = table(
        ["product", "found", "length MAE", "length bias", "axis median"],
        [_line(one) for one in products],
    )
    return f"""## Vessels on radar pictures, real data

`python -m bench.accuracy radar` wrote this. No figure is cross-validated, because nothing is fitted
to these vessels by a machine; three round constants of the measured length were chosen with
OpenSARShip at hand (`docs/radar.md`), the ring and the least size for HRSID on HRSID.

Data: OpenSARShip, every chip of every product in the folder, one vessel each that AIS names. Length
and axis (modulo 180 degrees) are against AIS, of the vessels found; course stands for the heading
where AIS gives none and the vessel makes more than a knot. A vessel counts as found when something
lies at the middle of its chip.

{matched}
Boxes against boxes, one to one; a pair counts from this overlap (IoU) on:

{table(["data", "vessels", "F1 at 0.3", "F1 at 0.5"], boxes)}"""


def _line(matched: AisMatched) -> list[str]:
    m = matched
    return [
        m.name[:35],
        f"{m.found} of {m.chips} ({m.found_share:.0%})",
        f"{m.length_mae_m:.1f} m ({len(m.length_off_m)})",
        f"{m.length_off_m.mean():+.1f} m",
        f"{m.axis_median_deg:.1f} deg ({len(m.axis_off_deg)})",
    ]


def _row(name: str, pictures: Pictures) -> list[str]:
    vessels = sum(len(true) for true, _ in pictures)
    return [name, str(vessels), *(f"{box_f1(pictures, least):.2f}" for least in (0.3, 0.5))]
