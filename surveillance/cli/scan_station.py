"""The station that a scan hands its vessels to; what talks to it is loaded only for that."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.clock import Clock
from geodata.coast import Land
from surveillance import settings
from surveillance.cli.scan_results import Result
from surveillance.errors import WrongUsage
from surveillance.model import Realm
from surveillance.scan.passes.making import Looking
from surveillance.scan.printable import printable
from surveillance.scan.vessel import Scanned

if TYPE_CHECKING:
    from surveillance.scan.handing import Handover


def station_door(
    address: str | None,
    realm: Realm | None,
    searched: tuple[str | None, str | None],
    out: Sequence[Path],
) -> AbstractContextManager[Handover | None]:
    """A door to put scenes into; None comes of it without an address.

    searched: --catalog and --since, which decide the realm where nobody names it. out: files of
    results, from the first of which the paths of chips are told. Raises WrongUsage.
    """
    if address is None:
        if realm is not None:
            raise WrongUsage("--realm is that of what --station gets: which station?")
        return nullcontext()
    from surveillance.scan.handing import realm_of, station

    chosen = settings.load(station=address)
    beside = out[0].parent if out else Path()
    handing = (realm or realm_of(chosen.realm, *searched), beside)
    return station(chosen.station, chosen.home, handing, _say)


def handed(
    results: Iterator[Result], handover: Handover | None, ground: tuple[Land | None, Clock]
) -> Iterator[Result]:
    """The same results; each goes to the station once it is written. Raises OutboxError.

    ground: the land that was left out, and who says when that was.
    """
    land, clock = ground
    for result in results:
        yield result
        if handover is not None and isinstance(result, Scanned):
            count = handover.put(result, Looking(clock.now(), land))
            _say(f"{printable(result.name)}: {count} vessels for the station")


def _say(text: str) -> None:
    print(f"scan: {text}", file=sys.stderr)
