"""COCO annotations: boxes in pixels, as people who train detectors read them."""

from __future__ import annotations

from collections.abc import Sequence

from surveillance.scan.plain import Plain, time_text
from surveillance.scan.vessel import Scanned

VESSEL = 1


def coco(scenes: Sequence[Scanned]) -> Plain:
    """Images, vessels as annotations with their scores, one category. Ghosts are left out."""
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
        for thing in scene.vessels:
            x0, y0, x1, y1 = (round(v, 2) for v in thing.box_px)
            width, height = round(x1 - x0, 2), round(y1 - y0, 2)
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": image_id,
                    "category_id": VESSEL,
                    "bbox": [x0, y0, width, height],
                    "area": round(width * height, 2),
                    "iscrowd": 0,
                    "score": round(thing.score, 4),
                }
            )
    categories = [{"id": VESSEL, "name": "vessel", "supercategory": "vessel"}]
    return {"images": images, "annotations": annotations, "categories": categories}
