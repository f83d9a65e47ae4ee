"""The autopilots that the suite drives: one line each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from geodata.position import LonLat
from surveillance.links.modes import COPTER, PLANE, PX4_COPTER, SUB, Firmware
from tests.surveillance.bench import SimulatedCopter, SimulatedPlane, SimulatedPx4, SimulatedSub

Simulated = Callable[..., SimulatedCopter]  # speedup, booted_s


@dataclass(frozen=True, slots=True)
class Dialect:
    """One autopilot. program: how its real program is started, if it is on the PATH.

    simulated: ours; None: we simulate none. speedup: of ours.
    """

    firmware: Firmware
    program: "Program"
    simulated: Simulated | None = None
    speedup: float = 40.0


@dataclass(frozen=True, slots=True)
class Program:
    """A command line: words with {home}, {speedup}, {instance}, {prefix}; environment likewise.

    link: where it then answers.
    """

    words: tuple[str, ...]
    link: str
    environment: Mapping[str, str] = field(default_factory=dict)

    def line(self, path: Path, values: Mapping[str, object]) -> list[str]:
        """The command line of a program at `path`, as the values say."""
        return [str(path), *(word.format(**values) for word in self.words)]

    def variables(self, values: Mapping[str, object]) -> dict[str, str]:
        """What it wants in its environment."""
        return {name: value.format(**values) for name, value in self.environment.items()}


def values(path: Path, home: LonLat, speedup: float, instance: int) -> dict[str, object]:
    """What fills the words of a command line. ArduPilot has a TCP port for each instance."""
    return {
        "home": f"{home.lat},{home.lon},0,0",
        "lat": home.lat,
        "lon": home.lon,
        "speedup": f"{speedup:g}",
        "instance": instance,
        "tcp": 5760 + 10 * instance,
        "prefix": path.resolve().parents[1],
    }


def _ardupilot(model: str) -> Program:
    words = ("--model", model, "--home", "{home}", "--speedup", "{speedup}", "-I{instance}", "-w")
    return Program(words, "tcp:127.0.0.1:{tcp}")


_PX4 = Program(
    ("-d", "-i", "{instance}", "-w", ".", "{prefix}/etc"),
    "udpin:127.0.0.1:14550",
    {
        "PX4_SIM_MODEL": "sihsim_quadx",
        "PX4_SIMULATOR": "sihsim",
        "PX4_SIM_SPEED_FACTOR": "{speedup}",
        "PX4_HOME_LAT": "{lat}",
        "PX4_HOME_LON": "{lon}",
        "PX4_HOME_ALT": "0",
    },
)

DIALECTS = {
    "arducopter": Dialect(COPTER, _ardupilot("quad"), SimulatedCopter),
    "arduplane": Dialect(PLANE, _ardupilot("plane"), SimulatedPlane),
    # it misses its ground station after 3 s, and our heartbeats never come faster than 20 a second
    "ardusub": Dialect(SUB, _ardupilot("vectored"), SimulatedSub, speedup=20.0),
    "px4": Dialect(PX4_COPTER, _PX4, SimulatedPx4),
}
