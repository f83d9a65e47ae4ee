"""COCO annotations: boxes in pixels, as people who train detectors read them."""

from __future__ import annotations

from collections.abc import Sequence

from surveillance.scan.plain import Plain, time_text
from surveillance.scan.vessel import Kind, Scanned

CATEGORIES = {Kind.VESSEL: 1, Kind.STANDING: 2}


def coco(scenes: Sequence[Scanned]) -> Plain:
    """Images, and annotations with their scores: vessels, and what stands as a category of its
    own. Ghosts are left out."""
    images: list[Plain] = []
    annotations: list[Plain] = []
    for image_id, scene in enumerate(scenes, start=1):
        rows, columns = scene.shape
        images.append(
            {
                "id": image_id,
                "file_name": scene.name,
                "width": columns,
                "height": rows,
                "date_captured": time_text(scene.at),
            }
        )
        for thing in scene.found:
            if thing.kind not in CATEGORIES:
                continue
            x0, y0, x1, y1 = (round(v, 2) for v in thing.box_px)
            width, height = round(x1 - x0, 2), round(y1 - y0, 2)
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": image_id,
                    "category_id": CATEGORIES[thing.kind],
                    "bbox": [x0, y0, width, height],
                    "area": round(width * height, 2),
                    "iscrowd": 0,
                    "score": round(thing.score, 4),
                }
            )
    categories = [
        {"id": number, "name": kind.value, "supercategory": kind.value}
        for kind, number in CATEGORIES.items()
    ]
    return {"images": images, "annotations": annotations, "categories": categories}
