"""COCO files: the truth, and what was found, as `scan` writes it or as a list of results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from detectors.errors import ScoreError
from detectors.score.coco import Boxes
from detectors.score.documents import read_document

OUR_NAME = "vessel"

Plain = Mapping[str, Any]


def read_coco(truth: Path, found: Path) -> list[list[Boxes]]:
    """Of each class of the truth its pictures.

    Pictures and classes of a COCO document are those of the truth with the same name; those of a
    list of results are told by the truth's numbers. Where the truth has one class, whatever its
    name, the vessels of a scan are of it. Classes that the truth lacks are not judged, as COCO has
    it. Raises ScoreError for files that are no COCO, and for pictures that the truth lacks.
    """
    true, said = read_document(truth), read_document(found)
    try:
        names = {
            int(image["id"]): str(image.get("file_name", image["id"])) for image in _images(true)
        }
        kinds = {int(kind["id"]): str(kind["name"]) for kind in true["categories"]}
        told = _told(said, names, kinds)
        return [
            [_boxes(true["annotations"], told, (image, kind)) for image in names] for kind in kinds
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        raise ScoreError(
            f"{truth.name} or {found.name} is no COCO with images, categories and boxes: {exc!r}"
        ) from exc


def _images(document: Any) -> list[Plain]:
    images = document["images"]
    if len({int(image["id"]) for image in images}) != len(images):
        raise ValueError("two images have one id")
    return list(images)


def _told(said: Any, names: Mapping[int, str], kinds: Mapping[int, str]) -> list[Plain]:
    """What was found, with the truth's numbers of pictures and classes."""
    if isinstance(said, list):
        _no_strangers({int(one["image_id"]) for one in said} - set(names))
        return said
    own_names = {int(i["id"]): str(i.get("file_name", i["id"])) for i in _images(said)}
    images = _numbers(names, own_names)
    _no_strangers({int(one["image_id"]) for one in said["annotations"]} - set(images))
    classes = _classes(kinds, {int(kind["id"]): str(kind["name"]) for kind in said["categories"]})
    return [
        {**one, "image_id": images[one["image_id"]], "category_id": classes[one["category_id"]]}
        for one in said["annotations"]
        if one["category_id"] in classes
    ]


def _classes(true: Mapping[int, str], own: Mapping[int, str]) -> dict[int, int]:
    by_name = _numbers(true, own)
    if by_name or len(true) != 1:
        return by_name
    vessels = [number for number, name in own.items() if name == OUR_NAME or len(own) == 1]
    return {number: next(iter(true)) for number in vessels}


def _numbers(true: Mapping[int, str], own: Mapping[int, str]) -> dict[int, int]:
    """From the numbers of one document to those of the truth, by name."""
    by_name = {name: number for number, name in true.items()}
    if len(by_name) != len(true):
        raise ValueError("two of the truth have one name")
    return {number: by_name[name] for number, name in own.items() if name in by_name}


def _no_strangers(images: set[int]) -> None:
    if images:
        raise ScoreError(f"image {min(images)} of what was found is not in the truth")


def _boxes(true: Sequence[Plain], told: Sequence[Plain], where: tuple[int, int]) -> Boxes:
    own, found = ([one for one in all_ if _is_at(one, where)] for all_ in (true, told))
    return Boxes(
        true=_corners(own),
        is_crowd=np.array([bool(one.get("iscrowd", 0)) for one in own], bool),
        found=_corners(found),
        score=np.array([float(one["score"]) for one in found], np.float64),
    )


def _is_at(one: Plain, where: tuple[int, int]) -> bool:
    return (int(one["image_id"]), int(one["category_id"])) == where


def _corners(told: Sequence[Plain]) -> Any:
    """(N, 4) x0, y0, x1, y1 from COCO's x, y, width, height."""
    boxes = np.array([one["bbox"] for one in told], np.float64).reshape(-1, 4)
    if not np.isfinite(boxes).all() or (boxes[:, 2:] < 0.0).any():
        raise ValueError("a box has no size")
    return np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1)
