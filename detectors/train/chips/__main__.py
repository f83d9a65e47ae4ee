"""Train the network on windows of radar candidates.

    python -m detectors.train.chips --scenes FOLDER

trains on the simulated scenes in the folder and writes detectors/weights/chips.onnx. The card
beside it tells the commands that write those scenes; `python -m bench.accuracy chips` measures it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from detectors.chips.network import WEIGHTS
from detectors.errors import DetectorError
from detectors.train.chips.learn import STEPS, train
from detectors.train.chips.samples import read_samples
from detectors.weights.loading import seal_weights
from geodata.errors import GeodataError


def main(arguments: list[str] | None = None) -> int:
    """0 done, 1 an error of ours in one line, 2 usage."""
    options = _options().parse_args(arguments)
    try:
        samples = read_samples(options.scenes)
        print(f"{len(samples.kind)} samples", file=sys.stderr)
        train(samples, options.out, options.seed, options.steps)
        seal_weights(options.out)
    except (DetectorError, GeodataError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="detectors.train.chips", description=__doc__)
    parser.add_argument("--scenes", type=Path, required=True, help="as the simulator writes them")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=STEPS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
