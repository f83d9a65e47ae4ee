"""`python -m simulator SCENARIO`: the simulated world on its own."""

import argparse
import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path

from simulator.autopilot.signing import read_signing_key
from simulator.errors import SimulatorError
from simulator.scenario import names, read_scenario
from simulator.simulation import Ports, Simulation
from simulator.world import World

MOST_SPEEDUP = 1000.0
MOST_PORT = 65_535


def main() -> int:
    """Run until SIGTERM or SIGINT; the exit code."""
    arguments = _parser().parse_args()
    try:
        key = None if arguments.signing_key is None else read_signing_key(arguments.signing_key)
        scenario = read_scenario(arguments.scenario)
        world = World(scenario, arguments.seed)
        ports = Ports(arguments.mavlink_port, arguments.video_port, arguments.ais_port)
        simulation = Simulation(world, arguments.speedup, ports, arguments.truth, key)
    except SimulatorError as exc:
        print(f"simulator: {exc}", file=sys.stderr)
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: simulation.end())
    ready = {
        "ready": True,
        "clock": str(simulation.clock),
        **simulation.addresses,
        "truth": None if arguments.truth is None else str(arguments.truth),
        "area": str(scenario.area_path()),
        "seed": world.seed,
    }
    print(json.dumps(ready), flush=True)
    return 0 if simulation.run() else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="A coast, vessels, a drone with a camera, and an AIS receiver, simulated.",
    )
    parser.add_argument(
        "scenario", help=f"a scenario file, or one of the built-in scenarios: {', '.join(names())}"
    )
    parser.add_argument("--seed", type=_seed, default=1, help="what the scenario leaves open")
    parser.add_argument(
        "--speedup", type=_speedup, default=1.0, help="simulated seconds per second (default 1)"
    )
    for what, port in asdict(Ports()).items():
        parser.add_argument(
            f"--{what}-port", type=_port, default=port, help=f"default {port}; 0: any free one"
        )
    parser.add_argument(
        "--signing-key",
        type=Path,
        help="file with the MAVLink 2 signing key in the vehicle: a passphrase, or 32 bytes",
    )
    parser.add_argument("--truth", type=Path, help="write what was really there to this JSONL file")
    return parser


def _seed(text: str) -> int:
    seed = int(text)
    if seed < 0:
        raise argparse.ArgumentTypeError(f"{text} is below 0")
    return seed


def _speedup(text: str) -> float:
    speedup = float(text)
    if not 0.0 < speedup <= MOST_SPEEDUP:
        raise argparse.ArgumentTypeError(f"{text} is not above 0 and at most {MOST_SPEEDUP:g}")
    return speedup


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= MOST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is not a port: 0 to {MOST_PORT}")
    return port


if __name__ == "__main__":
    sys.exit(main())
