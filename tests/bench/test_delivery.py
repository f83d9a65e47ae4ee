"""The bench of deliveries, on a small product: published, fetched, searched, written."""

from pathlib import Path

from bench.delivery import deliver


def test_a_small_product_is_delivered(tmp_path: Path) -> None:
    done = deliver(tmp_path, (320, 256))
    assert done.size_bytes > 2 * 320 * 256 * 2
    assert done.line_s == done.size_bytes / 80e6
    looked = done.looked
    assert isinstance(looked["delivered_s"], float)
    assert 0.0 < looked["delivered_s"] <= done.seconds + 0.1
    assert str(looked["published_at"]) < str(looked["arrived_at"]) <= str(looked["picture_at"])
    assert done.rss_bytes > 1e7
