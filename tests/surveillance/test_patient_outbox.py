"""A live source goes on when the disk is full, and loses nothing when there is room again."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveillance.errors import OutboxError
from surveillance.outbox import Outbox, patient
from surveillance.outbox.patient import PatientOutbox
from tests.surveillance.sea import sighting


class Disk:
    """An outbox on a disk that may be full."""

    def __init__(self) -> None:
        self.is_full = False
        self.kept: list[object] = []

    def put(self, values):
        return self._insert(tuple(v.id for v in values))

    def put_evidence(self, jpeg):
        return self._insert(jpeg)

    def _insert(self, entry) -> str:
        if self.is_full:
            raise OutboxError("cannot write the outbox: disk full; free disk space")
        self.kept.append(entry)
        return "key"


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=30))
def test_all_arrive_in_order_once_the_disk_has_room(steps):
    disk, said = Disk(), []
    box = PatientOutbox(disk, said.append)
    wanted = []
    for number, (is_full, is_picture) in enumerate(steps):
        disk.is_full = is_full
        if is_picture:
            jpeg = b"%d" % number
            box.put_evidence(jpeg)
            wanted.append(jpeg)
        else:
            value = sighting("boat", float(number), 0.0, 0.0)
            box.put([value])
            wanted.append((value.id,))
    disk.is_full = False
    box.flush()
    assert disk.kept == wanted and box.lost == 0
    assert bool(said) == any(is_full for is_full, _ in steps)


def test_the_person_hears_it_when_memory_is_used_up_too(monkeypatch):
    monkeypatch.setattr(patient, "KEPT_CALLS", 3)
    disk, said = Disk(), []
    disk.is_full = True
    box = PatientOutbox(disk, said.append)
    for number in range(5):
        box.put_evidence(b"%d" % number)
    assert box.lost == 2
    assert len(said) == 2 and "lost" in said[-1]
    with pytest.raises(OutboxError):
        box.flush()
    disk.is_full = False
    box.flush()
    assert disk.kept == [b"2", b"3", b"4"]


def test_a_real_outbox_takes_what_waited(tmp_path: Path):
    real = Outbox(tmp_path / "o.sqlite")
    box = PatientOutbox(real, lambda _: None)
    assert box.put([sighting("boat", 0.0, 0.0, 0.0)])
    real._db.execute("PRAGMA query_only=ON")  # as good as a full disk
    assert box.put([sighting("boat", 1.0, 0.0, 0.0)]) == ""
    real._db.execute("PRAGMA query_only=OFF")
    box.flush()
    assert real.pending() == 2
    real.close()
