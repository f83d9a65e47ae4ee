"""The demonstration in a world of one's own."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from geodata import areas
from surveillance.demo.run import Demo, free_port, start
from surveillance.errors import MizugiwaError
from surveillance.model import Realm

ROOT = Path(__file__).parents[3]
BUILT_IN = ROOT / "simulator" / "scenarios" / "okinoshima.yaml"


def demo_of(folder: Path, **changed: Any) -> Demo:
    """The built-in scenario as a file in `folder` beside its area; None leaves a key out."""
    document = yaml.safe_load(BUILT_IN.read_text(encoding="utf-8"))
    document |= {"name": "bay", "area": "bay.geojson", **changed}
    document = {key: value for key, value in document.items() if value is not None}
    file = folder / "bay.yaml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    (folder / "bay.geojson").write_bytes(areas.path("okinoshima").read_bytes())
    return Demo(str(file), 3, 2.0, free_port(), folder / "home")


def test_a_scenario_file_is_flown_in_its_own_area(tmp_path: Path) -> None:
    demo = demo_of(tmp_path)
    said: list[str] = []
    running = start(demo, said.append)
    with running.family:
        shown = httpx.get(f"{running.url}/api/picture", timeout=10.0).json()
        names = {child.name for child in running.family.children}
        running.listener.end()
    assert running.area == tmp_path / "bay.geojson"
    assert running.plan.area.name == "okinoshima"  # as the area file calls itself
    assert shown["realm"] == Realm.SIMULATED
    assert names == {"simulator", "serve", "watch", "ais"}
    assert said[0].startswith(f"the simulated world is {demo.scenario}, seed 3")
    assert (demo.home / "patrol.plan").is_file()


def test_a_world_of_several_vehicles_is_not_flown(tmp_path: Path) -> None:
    drone = yaml.safe_load(BUILT_IN.read_text(encoding="utf-8"))["copter"]
    fleet = [
        {"copter": drone, "system": 1, "camera": True},
        {"copter": drone | {"name": "heron-2"}, "system": 2},
    ]
    demo = demo_of(tmp_path, copter=None, vehicles=fleet)
    with pytest.raises(MizugiwaError, match=r"several vehicles \(heron-1, heron-2\)"):
        start(demo, print)
