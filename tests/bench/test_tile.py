"""The bench of a whole tile, on a small one."""

from pathlib import Path

import pytest

from bench import tile


@pytest.mark.long
def test_a_small_tile_is_made_read_and_scanned(tmp_path: Path) -> None:
    memory, cpu, wall, reading = tile.rows(tmp_path, (600, 500))
    assert memory.theirs == tile.BAR_GB and memory.ours is not None and reading.ours is not None
    assert 0.05 < reading.ours < memory.ours < 1.0
    for row in (cpu, wall):
        assert row.ours is not None and row.theirs is not None and row.ours > row.theirs > 0.0
    assert not memory.note.endswith(" 0 vessels")
