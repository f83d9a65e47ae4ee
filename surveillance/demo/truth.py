"""Reading the simulator's truth file: what there was to see, picture by picture."""

import bisect
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from geodata.position import LonLat
from surveillance.errors import MizugiwaError

NEAR = timedelta(seconds=0.3)  # a picture's stamp may be off by its jitter, never by a picture


@dataclass(frozen=True, slots=True)
class TrueVessel:
    """A vessel of the world; mmsi None means that it sends no AIS."""

    id: str
    length_m: float
    mmsi: int | None


@dataclass(frozen=True, slots=True)
class Look:
    """A vessel at the time of one picture; in_view: in the picture, 150 to 700 m, not hidden."""

    position: LonLat
    slant_m: float
    in_view: bool
    speed_mps: float
    course_deg: float
    shore_m: float


@dataclass(frozen=True, slots=True)
class TruePicture:
    """One picture: its time and every vessel of the world at that time."""

    at: datetime
    looks: dict[str, Look]


@dataclass(frozen=True, slots=True)
class Truth:
    """The whole run."""

    seed: int
    vessels: dict[str, TrueVessel]
    pictures: list[TruePicture]

    def at(self, when: datetime) -> TruePicture | None:
        """The picture nearest to a time, if one was taken then."""
        times = [p.at for p in self.pictures]
        n = bisect.bisect(times, when)
        near = [p for p in self.pictures[max(0, n - 1) : n + 1] if abs(p.at - when) <= NEAR]
        return min(near, key=lambda p: abs(p.at - when), default=None)

    def view_s(self, vessel: str) -> float:
        """Seconds for which a vessel was in view."""
        return sum(1 for p in self.pictures if p.looks[vessel].in_view) * self.picture_s

    @property
    def picture_s(self) -> float:
        """Seconds between pictures."""
        gaps = sorted(b.at - a.at for a, b in zip(self.pictures, self.pictures[1:], strict=False))
        return gaps[len(gaps) // 2].total_seconds() if gaps else 0.0


def read_truth(path: Path) -> Truth:
    """The truth of a run. Raises MizugiwaError for a file that is none."""
    head: dict[str, Any] | None = None
    pictures: list[TruePicture] = []
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                entry = json.loads(line)
                if entry["kind"] == "scenario":
                    head = entry
                elif entry["kind"] == "frame":
                    pictures.append(_picture(entry))
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise MizugiwaError(f"cannot read truth file {path}: {exc}") from exc
    if head is None:
        raise MizugiwaError(f"truth file {path} has no scenario line")
    vessels = {
        str(v["id"]): TrueVessel(str(v["id"]), float(v["length_m"]), v["mmsi"])
        for v in head["vessels"]
    }
    return Truth(int(head["seed"]), vessels, pictures)


def _picture(entry: dict[str, Any]) -> TruePicture:
    looks = {
        str(v["id"]): Look(
            position=LonLat(float(v["lon"]), float(v["lat"])),
            slant_m=float(v["slant_m"]),
            in_view=bool(v["in_view"]),
            speed_mps=float(v["speed_mps"]),
            course_deg=float(v["course_deg"]),
            shore_m=float(v["shore_m"]),
        )
        for v in entry["vessels"]
    }
    return TruePicture(datetime.fromisoformat(str(entry["t"])), looks)
