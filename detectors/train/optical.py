"""Train the optical network, or measure it by cross-validation over the ports.

    python -m detectors.train.optical --cross-validate
    python -m detectors.train.optical --fold busan --folds FOLDER
    python -m detectors.train.optical --ship

A network is the mean of three, trained with different draws. The first trains one for each port
without that port, measures it there with the very code that looks at scenes, and writes the figures
to docs/accuracy.md. The second trains but one of those networks, so that several can be trained at
once; the first then takes them from FOLDER. The third trains on all four and writes
detectors/weights/optical.onnx. What was stopped goes on where it last saved itself. The labelled
ports are found in MIZUGIWA_DATA.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from detectors.errors import DetectorError, TrainingError
from detectors.optical.network import WEIGHTS, Network
from detectors.score.page import write_section
from detectors.train.accuracy import Result, as_table, as_text
from detectors.train.learn import STEPS, train
from detectors.train.mean import write_mean
from detectors.train.ports import PORTS, Port, read_ports
from detectors.train.search import Searched, best_even, search
from detectors.weights.loading import seal_weights

ROOT = Path(__file__).resolve().parents[2]
MEMBERS = 3  # trainings whose mean is one network: chance moves the F1 of one by hundredths
ACCURACY = ROOT / "docs" / "accuracy.md"


def main(arguments: list[str] | None = None) -> int:
    """0 done, 1 an error of ours in one line, 2 usage."""
    parser = _options()
    options = parser.parse_args(arguments)
    if options.fold and not options.folds:
        parser.error("--fold needs --folds, the folder to keep the network in")
    try:
        ports = read_ports(_data_dir(options.data) / "optical" / "sen2ships")
        if options.fold:
            fold_network(ports, options.fold, options.folds, options.seed, options.steps)
        if options.ship:
            _ship(ports, options.seed, options.steps)
        if options.cross_validate:
            searched = search_each(ports, options.folds, options.seed, options.steps)
            text = as_text(table(searched))
            write_section(ACCURACY, "optical", text)
            print(text)
    except DetectorError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def search_each(
    ports: list[Port], folds: Path | None, seed: int = 0, steps: int = STEPS
) -> list[Searched]:
    """Each port searched by a network that never saw it.

    folds: a folder where the four networks are kept, and taken from when they are there already.
    """
    with tempfile.TemporaryDirectory() as passing:
        folder = folds or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        searched = []
        for port in ports:
            weights = fold_network(ports, port.name, folder, seed, steps)
            searched.append(search(port, Network(weights)))
        return searched


def fold_network(ports: list[Port], left_out: str, folder: Path, seed: int, steps: int) -> Path:
    """The network that never saw the port `left_out`: trained, or taken from the folder."""
    weights = folder / f"without-{left_out}.onnx"
    folder.mkdir(parents=True, exist_ok=True)
    if not weights.is_file():
        _train_mean([port for port in ports if port.name != left_out], weights, seed, steps)
    seal_weights(weights)
    return weights


def _train_mean(ports: list[Port], out: Path, seed: int, steps: int) -> None:
    """Members that lie beside `out` already are taken as they are, and none is left there."""
    members = [out.with_suffix(f".{number}.onnx") for number in range(MEMBERS)]
    for number, member in enumerate(members):
        if not member.is_file():
            train(ports, member, seed * MEMBERS + number, steps)
    write_mean(members, out)
    for member in members:
        member.unlink()


def table(searched: list[Searched]) -> str:
    """Each port counted from the chances that were best for the others on."""
    results = []
    for tested in searched:
        even = best_even([other for other in searched if other is not tested])
        free, every = tested.counts(even)
        results.append(Result(tested.name, free, every, even))
    return as_table(results, best_even(searched))


def _ship(ports: list[Port], seed: int, steps: int) -> None:
    WEIGHTS.parent.mkdir(exist_ok=True)
    _train_mean(ports, WEIGHTS, seed, steps)
    seal_weights(WEIGHTS)


def _data_dir(given: Path | None) -> Path:
    folder = given or Path(os.environ.get("MIZUGIWA_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        raise TrainingError(f"no labelled pictures in {folder}: set MIZUGIWA_DATA or give --data")
    return folder


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="detectors.train.optical", description=__doc__)
    todo = parser.add_mutually_exclusive_group(required=True)
    todo.add_argument("--cross-validate", action="store_true", help="measure, port by port")
    todo.add_argument("--fold", choices=PORTS, help="train the network that leaves this port out")
    todo.add_argument("--ship", action="store_true", help="train the weights that ship")
    parser.add_argument("--data", type=Path, help="the folder that holds optical/sen2ships")
    parser.add_argument("--folds", type=Path, help="keep the networks of the measurement here")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=STEPS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
