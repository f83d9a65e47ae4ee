"""Offers fetched side by side, told in the order in which they are over."""

import time
from datetime import UTC, datetime

from geodata.catalogs.coming import on_their_way
from geodata.catalogs.port import silent


def fetch_each(catalog, offers, folder, progress=silent, workers=4):
    folder.mkdir(parents=True, exist_ok=True)
    with on_their_way(
        catalog, offers, folder, progress, lambda: datetime.now(UTC), workers
    ) as coming:
        left = list(coming)
        while left:
            for one in [one for one in left if one.is_over]:
                left.remove(one)
                yield one.fetched()
            time.sleep(0.005)
