"""Whole runs over seeds that nobody tuned to, held to what the demonstration promises.

The seeds are drawn from the date, so that no list of seeds can become the one that works; a failing
seed is in the name of the test and can be flown again with `mizugiwa demo --headless --seed N`.
MIZUGIWA_SEEDS sets how many are flown.
"""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

pytestmark = [pytest.mark.seeds, pytest.mark.timeout(300)]
RUNS = int(os.environ.get("MIZUGIWA_SEEDS", "3"))
TODAY: date = datetime.now(UTC).date()
SEEDS = np.random.default_rng(TODAY.toordinal()).integers(0, 1_000_000, RUNS).tolist()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_run_keeps_its_promises(seed: int, tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    command = ["demo", "--headless", "--seed", str(seed), "--report", str(file)]
    run = subprocess.run(
        [sys.executable, "-m", "surveillance", *command],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    card = json.loads(file.read_text())
    print(json.dumps(card, indent=1))

    assert card["wall_s"] <= 120
    assert card["plan"]["coverage"] >= 0.99
    flight = card["flight"]
    assert flight["landed"]
    assert flight["violations"] == 0
    assert flight["waypoints_reached"] == flight["waypoints"]
    assert card["pictures"]["seconds_apart"] <= 0.5

    vessels = card["vessels"]
    assert vessels["truth_in_view"] >= 12
    assert vessels["without_ais_in_view"] >= 4
    assert vessels["found"] >= 0.9 * vessels["truth_in_view"]
    assert vessels["false_tracks"] <= 1

    assert card["position_error_m"]["median"] <= 25
    assert 0.90 <= card["ellipse"]["containment"] <= 0.99
    assert card["ellipse"]["median_semi_major_m"] <= 80

    dark, alerts = card["dark"], card["alerts"]
    assert dark["right"] >= 0.95 * (dark["right"] + dark["wrong"])
    assert alerts["expected"] >= 1
    assert alerts["raised"] == alerts["expected"]
    assert alerts["false"] == 0
    assert alerts["doubled"] == 0
    assert card["latency_s"]["p95"] <= 1.0
