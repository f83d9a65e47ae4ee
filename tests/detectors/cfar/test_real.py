"""Real radar pictures, where they are at hand. `-rP` shows the figures."""

import xml.etree.ElementTree as ET

import cv2
import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from detectors.cfar import Settings, find_blobs, fuse, shapes
from tests.detectors.cfar.chips import chips

# HRSID: pixels of 0.5 to 3 m, so vessels of 30 to 90 pixels: a ring round them, and no specks
FINE = Settings(ring_blocks=8, guard_blocks=5, least_px=60)
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


def folder(data_dir, name):
    path = data_dir / "sar" / name
    if not path.is_dir():
        pytest.skip(f"{path} is not here")
    return path


def measured(chip):
    """The shape of what lies at the middle of a chip; None when nothing does."""
    looks = 1.0 if chip.is_slc else 4.4
    bands = {
        str(i): find_blobs(b, settings=Settings(looks=looks)) for i, b in enumerate(chip.bands)
    }
    middle = np.array(chip.bands[0].shape[::-1]) / 2.0
    near = [
        thing for thing in fuse(bands)
        if np.hypot(*((thing.main.centroid_px - middle) * chip.spacing_m))
        <= max(chip.seen_m, 100.0) / 2.0 + 20.0
    ]  # fmt: skip
    if not near:
        return None
    best = max(near, key=lambda thing: thing.main.excess)
    return shapes([best.main], chip.spacing_m, chip.resolution_m)[0]


def apart_deg(a, b):
    return abs((a - b + 90.0) % 180.0 - 90.0)


def test_opensarship(data_dir):
    """Nothing in it is fitted to these vessels but round constants, see docs/detection.md."""
    read = chips(folder(data_dir, "opensarship"))
    seen = [(chip, measured(chip)) for chip in read]
    found = [(chip, shape) for chip, shape in seen if shape is not None]
    for name, own in [("all", found)] + [
        (product[:35], [(c, s) for c, s in found if c.product == product])
        for product in sorted({c.product for c in read})
    ]:
        off_m = np.array([s.length_m - c.length_m for c, s in own if c.length_m])
        off_deg = [apart_deg(s.axis_deg, c.axis_deg) for c, s in own
                   if s.axis_deg is not None and c.axis_deg is not None]  # fmt: skip
        print(f"{name}: {len(own)} vessels, length MAE {np.abs(off_m).mean():.1f} m (bias"
              f" {off_m.mean():+.1f}, {len(off_m)}), axis median {np.median(off_deg):.1f} deg"
              f" ({len(off_deg)})")  # fmt: skip
        if name == "all":
            assert np.abs(off_m).mean() <= 25.0
            assert np.median(off_deg) <= 12.0
            assert len(off_deg) >= 200
    assert len(read) == 242
    assert len(found) / len(read) >= 0.95


def f1(pictures, least_overlap):
    """pictures: pairs of found boxes and true ones; a pair counts from this overlap (IoU) on."""
    right = found = true = 0
    for ours, theirs in pictures:
        overlap = np.array([[iou(a, b) for b in theirs] for a in ours]).reshape(
            len(ours), len(theirs)
        )
        pairs = linear_sum_assignment(-1.0 * (overlap >= least_overlap)) if overlap.size else ()
        right += int((overlap[pairs] >= least_overlap).sum()) if overlap.size else 0
        found, true = found + len(ours), true + len(theirs)
    return 2.0 * right / (found + true)


def iou(a, b):
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(wide, 0.0) * max(high, 0.0)
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def boxes(path, settings):
    # 8-bit pictures have no no-data: their 0 is dark sea
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE).astype(np.uint16) + 1
    return [b.box_px for b in find_blobs(picture, settings=settings)]


def yolo_boxes(path, side_px):
    fields = [[float(f) for f in line.split()[1:]] for line in path.read_text().splitlines()]
    return [
        tuple(side_px * v for v in (x - w / 2, y - h / 2, x + w / 2, y + h / 2))
        for x, y, w, h in fields
    ]


def test_hrsid(data_dir):
    root = folder(data_dir, "hrsid")
    assert {p.stem for p in (root / "images").glob("*.jpg")} == {*OFFSHORE, *INSHORE}
    scores = {}
    for name, stems in (("offshore", OFFSHORE), ("inshore, land not masked", INSHORE)):
        pictures = [
            (boxes(root / "images" / f"{stem}.jpg", FINE),
             yolo_boxes(root / "labels_from_masks" / f"{stem}.txt", 800)) for stem in stems
        ]  # fmt: skip
        scores[name] = {least: f1(pictures, least) for least in (0.3, 0.5)}
        print(f"HRSID {name}: {len(stems)} pictures, F1 by least overlap {scores[name]}")
    assert scores["offshore"][0.3] >= 0.80
    assert scores["offshore"][0.5] >= 0.80


def test_sar_ship_dataset(data_dir):
    """Reported; a floor so that a break is seen."""
    root = folder(data_dir, "sar_ship_dataset")
    pictures = []
    for path in sorted(root.glob("**/*.jpg")):
        tree = ET.parse(path.with_suffix(".xml"))
        true = [tuple(float(b.findtext(k)) for k in ("xmin", "ymin", "xmax", "ymax"))
                for b in tree.iter("bndbox")]  # fmt: skip
        pictures.append((boxes(path, Settings(least_px=8)), true))
    scores = {least: f1(pictures, least) for least in (0.1, 0.3, 0.5)}
    print(f"SAR-Ship-Dataset: {len(pictures)} pictures, F1 by least overlap {scores}")
    assert len(pictures) == 8
    assert scores[0.1] > 0.0
