"""What only training needs, loaded where it is used."""

from __future__ import annotations

import importlib
from typing import Any

from detectors.errors import TrainingError


def training_module(name: str) -> Any:
    """A package of the extra `train`. Raises TrainingError when it is not installed."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as exc:
        raise TrainingError(f"training needs {name}: pip install 'mizugiwa[train]'") from exc
