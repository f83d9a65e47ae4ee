"""From the publication of a radar product to the picture: `mizugiwa scan` on the usual line.

The scan is started in the second of the publication, as by a schedule or a notice; what a schedule
waits until it asks again comes on top of it.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.child import run
from bench.publisher import BYTES_PER_S, CONNECTIONS, publishing
from bench.rows import Row
from geodata.position import LonLat
from simulator.satellite.publish import publish
from simulator.satellite.scene import Wish, compose

SHAPE = (25_000, 16_000)  # columns, rows: 1.6 GB in two polarisations
SEA = LonLat(129.5, 33.9)
BAR_S = 60.0


@dataclass(frozen=True, slots=True)
class Delivered:
    """seconds: from publication to the written file. looked: what that tells of the scene."""

    seconds: float
    size_bytes: int
    rss_bytes: int
    looked: dict[str, object]
    vessels: int

    @property
    def line_s(self) -> float:
        """What the line alone takes."""
        return self.size_bytes / (CONNECTIONS * BYTES_PER_S)

    @property
    def after_s(self) -> float:
        """From the last byte, verified, to the picture."""
        arrived, picture = (
            datetime.fromisoformat(str(self.looked[name])) for name in ("arrived_at", "picture_at")
        )
        return (picture - arrived).total_seconds()


def measure() -> list[Row]:
    """Some minutes: most of them make the product."""
    with tempfile.TemporaryDirectory() as folder:
        return list(_rows(deliver(Path(folder), SHAPE)))


def _rows(done: Delivered) -> Iterator[Row]:
    started = "scan started at the publication"
    plain = f"{done.size_bytes / 1e9:.2f} GB, both polarisations; {started}; {done.vessels} vessels"
    yield Row("publication to picture", done.seconds, "s", "issue", BAR_S, note=plain)
    limit = f"{CONNECTIONS} connections of {BYTES_PER_S / 1e6:g} MB/s"
    yield Row("publication to picture", done.seconds, "s", "the line", done.line_s, note=limit)
    yield Row("last byte to picture", done.after_s, "s", note="as the written file tells")
    yield Row("peak memory of the scan", done.rss_bytes / 1e9, "GB", "issue", 1.0)


def deliver(folder: Path, shape_px: tuple[int, int]) -> Delivered:
    """One simulated product, published, fetched and searched by a scan in a process of its own.

    shape_px: columns and rows.
    """
    taken_at = datetime.now(UTC) - timedelta(hours=1)
    made = publish(folder / "made", compose(Wish(5, shape_px, SEA, taken_at)), is_zip=True)
    area, out = folder / "area.geojson", folder / "vessels.geojson"
    area.write_text(json.dumps(_area()), encoding="utf-8")
    with publishing(made.product) as server:
        item = json.loads(made.item.read_text(encoding="utf-8"))
        item["properties"]["published"] = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        server.publish(item)
        began = time.monotonic()
        rss = _scan(folder / "home", area, f"stac:{server.url}", out)
        seconds = time.monotonic() - began
    features = json.loads(out.read_text(encoding="utf-8"))["features"]
    (looked,) = [f["properties"] for f in features if f["properties"]["kind"] == "looked"]
    vessels = sum(f["properties"]["kind"] == "vessel" for f in features)
    return Delivered(seconds, made.product.stat().st_size, rss, looked, vessels)


def _scan(home: Path, area: Path, catalog: str, out: Path) -> int:
    """The most memory that it held, in bytes."""
    home.mkdir()
    asked = (str(area), "--since", "1d", "--catalog", catalog, "--out", str(out))
    return run(home, "-m", "surveillance", "scan", *asked).rss_bytes


def _area() -> dict[str, object]:
    """A small piece of sea in the middle of the scene, without land."""
    west, south = SEA.lon - 0.01, SEA.lat - 0.01
    ring = [[west, south], [west + 0.02, south], [west + 0.02, south + 0.02], [west, south]]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"kind": "area"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        ],
    }
