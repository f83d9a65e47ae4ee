"""The bench of a whole tile, on a small one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import tile
from bench.rows import ROOT

# in a process of its own: a child's memory is told as no less than that of who starts it
_CODE = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from bench import tile
print(json.dumps([asdict(row) for row in tile.rows(Path(sys.argv[1]), (600, 500))]))
"""


@pytest.mark.long
def test_a_small_tile_is_made_read_and_scanned(tmp_path: Path) -> None:
    began = [sys.executable, "-c", _CODE, str(tmp_path)]
    told = subprocess.run(began, cwd=ROOT, capture_output=True, text=True, check=True)
    memory, cpu, wall, reading = json.loads(told.stdout.splitlines()[-1])
    assert memory["theirs"] == tile.BAR_GB
    assert 0.05 < reading["ours"] < memory["ours"] < 1.0
    for row in (cpu, wall):
        assert row["ours"] > row["theirs"] > 0.0
    assert not memory["note"].endswith(" 0 vessels")
