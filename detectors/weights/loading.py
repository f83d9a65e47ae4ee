"""Networks as ONNX files, loaded only when they are the very files that belong here."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from detectors.errors import WeightsError

if TYPE_CHECKING:
    import onnxruntime

FOLDER = Path(__file__).resolve().parent


def open_weights(weights: Path, threads: int = 0) -> onnxruntime.InferenceSession:
    """The network, to be run on the processor.

    threads: 0 takes one for each core. Raises WeightsError: not there, or not those.
    """
    import onnxruntime

    check_weights(weights)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # planned for one size at a time, which takes twice the memory when two sizes take turns
    options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])


def check_weights(weights: Path) -> None:
    """WeightsError unless the file is the one whose sha256 lies beside it."""
    stated = _seal(weights)
    if not weights.is_file() or not stated.is_file():
        raise WeightsError(f"{weights} and {stated.name} are needed: install the package again")
    wanted = stated.read_text(encoding="ascii").split()[0]
    found = hashlib.sha256(weights.read_bytes()).hexdigest()
    if found != wanted:
        raise WeightsError(f"{weights} has sha256 {found}, not {wanted}: install the package again")


def seal_weights(weights: Path) -> None:
    """Write the sha256 beside the weights, as `check_weights` wants it."""
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    _seal(weights).write_text(f"{digest}  {weights.name}\n", encoding="ascii")


def _seal(weights: Path) -> Path:
    return weights.with_suffix(weights.suffix + ".sha256")
