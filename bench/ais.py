"""AIS sentences to reports."""

from datetime import UTC, datetime

import pyais
from pyais.stream import IterMessages

from bench.rows import Row, best_each_s
from geodata.position import LonLat
from simulator.ais_messages import Fix, Particulars, position_a, position_b, sentences, voyage
from surveillance.model import AisReport, Realm
from surveillance.sources.ais import AisReader, Recorded

SHIPS, ROUNDS = 100, 20
PEER = f"pyais {pyais.__version__}"
START_S = 1_777_600_000


def lines() -> list[bytes]:
    """An hour's mix: positions of classes A and B, now and then a voyage in two sentences."""
    made: list[str] = []
    for turn in range(ROUNDS):
        for ship in range(SHIPS):
            mmsi = 431_000_000 + ship
            place = LonLat(130.0 + 0.001 * ship, 34.0 + 0.0005 * turn)
            fix = Fix(mmsi, place, (37.0 * ship) % 360.0, 5.0, None, turn)
            at_s, group = START_S + 10 * turn, ship % 10
            message = position_b(fix) if ship % 3 == 0 else position_a(fix, 0)
            made += sentences(message, at_s, "A", group)
            if (turn + ship) % 20 == 0:
                about = Particulars(mmsi, f"BENCH {ship}", "JBCH", 30, 24.0, 6.0, 3.0, "IZUHARA")
                made += sentences(voyage(about), at_s, "B", group)
    return [line.encode("ascii") for line in made]


def ours(given: list[bytes]) -> list[AisReport]:
    """Through the product's reader: checksums, times, plausibility, units."""
    start = datetime.fromtimestamp(START_S, UTC)
    reader = AisReader(Realm.SIMULATED, "bench", Recorded(start))
    return [report for line in given if (report := reader.take(line)) is not None]


def theirs(given: list[bytes]) -> int:
    """Parts put together and decoded to a mapping, nothing else."""
    return sum(len(sentence.decode().asdict()) > 0 for sentence in IterMessages(given))


def measure() -> list[Row]:
    """We decode with the same library, so the ratio is what our checks cost."""
    given = lines()
    reports, decoded = len(ours(given)), theirs(given)
    ours_s, theirs_s = best_each_s(lambda: ours(given), lambda: theirs(given))
    note = f"{len(given):,} sentences; {reports:,} reports, {decoded:,} messages by the peer"
    rate, peer_rate = len(given) / ours_s, len(given) / theirs_s
    return [Row("sentences read", rate, "1/s", PEER, peer_rate, True, note)]
